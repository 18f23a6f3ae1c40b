/// \file
/// /healthz, /readyz and /metrics over HTTP, by the civetweb that comes with prometheus-cpp.
#pragma once

#include <functional>
#include <memory>
#include <string>

namespace executioner::metrics {

struct HealthAnswers {
  std::function<bool()> ready = {};           ///< /readyz: 200 or 503
  std::function<std::string()> metrics = {};  ///< /metrics
};

/// Serves from its construction to its destruction, with two threads of its own.
class HealthServer {
 public:
  /// \param address  "host:port" or ":port"; port 0 takes a free one
  /// \throws base::ConfigurationError  when the address is malformed or taken
  HealthServer(const std::string& address, HealthAnswers answers);
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
