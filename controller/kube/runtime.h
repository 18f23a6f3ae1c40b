/// \file
/// What the running parts of this adapter need from outside: a clock, a way to wait, a place to
/// log. Tests give a clock moved by hand and a wait that returns at once.
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

/// Takes a line. The message is constant, what varies is in the fields. Called from any thread,
/// also from I/O threads: must neither block nor throw.
using LogSink =
    std::function<void(LogLevel level, std::string_view message, const LogFields& fields)>;

/// Waits for `delay` to pass. \return false when `stop` was requested before that
using Wait = std::function<bool(base::Duration delay, const std::stop_token& stop)>;

/// The real wait: blocks this thread, wakes at once on stop.
bool WaitFor(base::Duration delay, const std::stop_token& stop);

/// Borrowed clock: it outlives whatever holds this.
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
