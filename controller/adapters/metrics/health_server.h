/// \file
/// Serves probes and metrics over HTTP, with the civetweb that is part of prometheus-cpp. Each has
/// its own listener and threads, so that load on one does not delay the other.
#pragma once

#include <functional>
#include <memory>
#include <string>

namespace executioner::metrics {

struct HealthAnswers {
  std::function<bool()> ready = {};           ///< /readyz: 200 or 503
  std::function<std::string()> metrics = {};  ///< /metrics; empty: not served
};

/// Where a server listens, and its limits. A connection that sends nothing occupies a thread for
/// the timeout plus up to one second, for which civetweb waits for the peer to close.
struct Listener {
  std::string flag = {};     ///< the flag that sets it, for errors
  std::string address = {};  ///< "host:port" or ":port"; port 0: any free port
  int threads = 0;           ///< number of connections served at once
  int queue = 0;             ///< number of further connections that wait, first come, first served
  int timeout_milliseconds = 0;  ///< for receiving a request, and for sending a response
};

/// Returns a listener for the kubelet's probes, open to everyone: many threads and a short timeout.
Listener ProbeListener(std::string address);

/// Returns a listener for Prometheus.
Listener MetricsListener(std::string address);

/// Serves requests from construction to destruction. /healthz always returns 200.
class HealthServer {
 public:
  /// \throws base::ConfigurationError  if the address is malformed or in use
  HealthServer(const Listener& listener, HealthAnswers answers);
  ~HealthServer();
  HealthServer(const HealthServer&) = delete;
  HealthServer& operator=(const HealthServer&) = delete;

  /// \return the port on which the server listens
  int Port() const;

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace executioner::metrics
