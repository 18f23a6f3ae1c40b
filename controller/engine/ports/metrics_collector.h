/// \file
/// The port for metrics of the engine.
#pragma once

#include <optional>
#include <string_view>

#include "controller/base/time.h"
#include "controller/domain/phase.h"
#include "controller/domain/reason.h"

namespace executioner::engine {

/// Safe from any thread. Labels never contain names of users' objects.
class MetricsCollector {
 public:
  virtual ~MetricsCollector() = default;

  virtual void RecordRunFinished(std::string_view kind, domain::RunPhase phase,
                                 base::Duration duration) = 0;
  /// \param duration  nothing if it never ran
  virtual void RecordJobFinished(domain::JobPhase phase,
                                 std::optional<base::Duration> duration) = 0;
  /// Records the end of an attempt, and whether it is retried.
  virtual void RecordAttempt(domain::Reason reason, bool retried) = 0;
  /// Records the result of a launch.
  virtual void RecordLaunch(std::string_view result) = 0;
  virtual void RecordStatusWrite(std::string_view result, std::size_t jobs) = 0;
};

}  // namespace executioner::engine
