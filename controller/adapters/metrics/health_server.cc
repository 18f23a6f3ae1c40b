#include "controller/adapters/metrics/health_server.h"

#include <CivetServer.h>
#include <string>
#include <utility>
#include <vector>

#include "controller/base/error.h"

namespace executioner::metrics {
namespace {

void Answer(mg_connection* connection, int status, const std::string& type,
            const std::string& body) {
  mg_printf(
      connection,
      "HTTP/1.1 %d %s\r\nContent-Type: %s\r\nContent-Length: %zu\r\nConnection: close\r\n\r\n",
      status, status == 200 ? "OK" : "Service Unavailable", type.c_str(), body.size());
  mg_write(connection, body.data(), body.size());
}

using Reply = std::pair<int, std::string>;  // status and body

class Handler : public CivetHandler {
 public:
  using Respond = std::function<Reply()>;

  Handler(std::string type, Respond respond)
      : type_(std::move(type)), respond_(std::move(respond)) {}

  bool handleGet(CivetServer* /*server*/, mg_connection* connection) override {
    // civetweb calls this on its own threads, so the functions must be safe from any thread.
    const auto [status, body] = respond_();
    Answer(connection, status, type_, body);
    return true;
  }

 private:
  const std::string type_;
  const Respond respond_;
};

/// civetweb accepts "host:port" and "port", and "+port" for both families.
std::string ListeningPorts(const Listener& listener) {
  const std::string& address = listener.address;
  // The last colon: an IPv6 address has others.
  const std::size_t colon = address.rfind(':');
  if (colon == std::string::npos || colon + 1 == address.size()) {
    throw base::ConfigurationError(listener.flag, "'" + address + "' is not host:port");
  }
  return colon == 0 ? address.substr(1) : address;
}

std::vector<std::string> ServerOptions(const Listener& listener) {
  return {"listening_ports",    ListeningPorts(listener),
          "num_threads",        std::to_string(listener.threads),
          "connection_queue",   std::to_string(listener.queue),
          "request_timeout_ms", std::to_string(listener.timeout_milliseconds),
          "enable_keep_alive",  "no",  // an idle connection must not hold a thread
          "max_request_size",   "4096"};
}

}  // namespace

struct HealthServer::State {
  State(const Listener& listener, HealthAnswers given)
      : answers(std::move(given)),
        health("text/plain",
               [] {
                 return Reply{200, "ok\n"};
               }),
        ready("text/plain",
              [this] {
                return answers.ready() ? Reply{200, "ok\n"}
                                       : Reply{503, "the caches are not synced yet\n"};
              }),
        metrics("text/plain; version=0.0.4; charset=utf-8",
                [this] {
                  return Reply{200, answers.metrics()};
                }),
        server(ServerOptions(listener)) {
    server.addHandler("/healthz", &health);
    server.addHandler("/readyz", &ready);
    // Metrics have their own listener, which may be closed to others than Prometheus.
    if (answers.metrics) {
      server.addHandler("/metrics", &metrics);
    }
  }

  const HealthAnswers answers;
  Handler health;
  Handler ready;
  Handler metrics;
  CivetServer server;
};

Listener ProbeListener(std::string address) {
  return {.flag = "--health-probe-bind-address",
          .address = std::move(address),
          // A probe that finds no free thread fails, and the kubelet restarts the pod: many cheap
          // threads protect it from clients that connect and send nothing.
          .threads = 64,
          .queue = 256,
          .timeout_milliseconds = 500};
}

Listener MetricsListener(std::string address) {
  return {.flag = "--metrics-bind-address",
          .address = std::move(address),
          // A scrape is larger and rarer than a probe, and Prometheus waits for it.
          .threads = 8,
          .queue = 64,
          .timeout_milliseconds = 2000};
}

HealthServer::HealthServer(const Listener& listener, HealthAnswers answers) {
  try {
    state_ = std::make_unique<State>(listener, std::move(answers));
  } catch (const CivetException& error) {
    throw base::ConfigurationError(
        listener.flag,
        "cannot listen on '" + listener.address + "'; is the port taken? (" + error.what() + ")");
  }
}

HealthServer::~HealthServer() = default;

int HealthServer::Port() const {
  // Not the configured one, which may be 0 for any free port.
  return state_->server.getListeningPorts().front();
}

}  // namespace executioner::metrics
