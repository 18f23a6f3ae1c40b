#include "controller/adapters/kube/transport_failure.h"

namespace executioner::kube {

std::string DescribeFailure(const Exchange& exchange, bool timed_out, const std::string& reason) {
  if (timed_out) {
    return exchange.name + ": nothing came from the server for " +
           std::to_string(exchange.timeout.count()) + " ms";
  }
  const std::string refusal = exchange.tls ? exchange.tls->LastRefusal() : "";
  if (reason.starts_with("Error in SSL handshake") && !refusal.empty()) {
    return exchange.name + ": the server's certificate was refused: " + refusal +
           "; check certificate-authority and tls-server-name of the cluster";
  }
  return exchange.name + ": " + reason;
}

}  // namespace executioner::kube
