/// \file
/// Probes and metrics over HTTP, by the civetweb that comes with prometheus-cpp. Each has a
/// listener of its own, with threads of its own: what fills the one does not delay the other.
#pragma once

#include <functional>
#include <memory>
#include <string>

namespace executioner::metrics {

struct HealthAnswers {
  std::function<bool()> ready = {};           ///< /readyz: 200 or 503
  std::function<std::string()> metrics = {};  ///< /metrics; empty: not served
};

/// Where a server listens, and what it can bear. A connection that sends nothing holds a thread for
/// the timeout and up to a second more, which is how long civetweb waits for the other end to
/// close.
struct Listener {
  std::string flag = {};         ///< what the operator calls it, for errors
  std::string address = {};      ///< "host:port" or ":port"; port 0 takes a free one
  int threads = 0;               ///< as many connections are served at once
  int queue = 0;                 ///< as many more wait, in the order in which they came
  int timeout_milliseconds = 0;  ///< for a request to arrive, and for an answer to be taken
};

/// For the kubelet's probes, from anywhere: many threads and a short timeout.
Listener ProbeListener(std::string address);

/// For Prometheus.
Listener MetricsListener(std::string address);

/// Serves from its construction to its destruction. /healthz answers as long as the process does.
class HealthServer {
 public:
  /// \throws base::ConfigurationError  when the address is malformed or taken
  HealthServer(const Listener& listener, HealthAnswers answers);
  ~HealthServer();
  HealthServer(const HealthServer&) = delete;
  HealthServer& operator=(const HealthServer&) = delete;

  /// \return the port that it listens on
  int Port() const;

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace executioner::metrics
