/// \file
/// The environment of this client: a clock, a wait function and a log. Tests use a clock that they
/// advance and a wait function that returns immediately.
#pragma once

#include <functional>
#include <stop_token>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "controller/base/time.h"

namespace executioner::kube {

enum class LogLevel { kDebug, kInfo, kWarning, kError };

/// Variable parts of a log line, in order; keys are lower case.
using LogFields = std::vector<std::pair<std::string_view, std::string>>;

/// Writes a log line. The message is constant; variable parts are in the fields. Called on any
/// thread, including I/O threads, so it must neither block nor throw.
using LogSink =
    std::function<void(LogLevel level, std::string_view message, const LogFields& fields)>;

/// Waits for `delay`. \return false if `stop` was requested before its end
using Wait = std::function<bool(base::Duration delay, const std::stop_token& stop)>;

/// The production implementation of Wait: blocks this thread until the end of the delay or a stop
/// request.
bool WaitFor(base::Duration delay, const std::stop_token& stop);

/// The clock is borrowed and must outlive this object and its copies.
struct Runtime {
  const base::Clock& clock;
  LogSink log = {};  ///< empty: nothing is logged
  Wait wait = WaitFor;

  void Log(LogLevel level, std::string_view message, const LogFields& fields = {}) const {
    if (log) {
      log(level, message, fields);
    }
  }
};

}  // namespace executioner::kube
