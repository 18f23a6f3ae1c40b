/// \file
/// How a run ends. Pure and thread-free.
#pragma once

#include <optional>
#include <string>

#include "controller/domain/plan.h"
#include "controller/domain/run.h"

namespace executioner::domain {

/// Whether every job has ended and none has a live attempt.
bool AllEnded(const Run& run);

/// When `activeDeadlineSeconds` has passed, time in suspension not counted.
/// \return nothing without a limit, or before the start
std::optional<TimePoint> DeadlineOf(const Controls& controls, const Run& run);

/// Which job without `allowFailure` a failed run failed for, and why: the first that failed;
/// without a failure, one that was cancelled or did not run. "" if none of them ended badly.
/// \par Example
///   "job 'load' ended as Failed, TimedOut: exit code 1"
std::string FirstFailure(const Plan& plan, const Run& run);

/// Gives a run whose jobs have all ended its phase, reason, message and completion time: cancelled
/// or past its deadline if that is what ended it, else by whether a job failed that may not. A run
/// of which all had succeeded in time, and only the news of it came late, has not passed its
/// deadline. \param deadline  as DeadlineOf
void FinishRun(const Plan& plan, Run& run, TimePoint now,
               std::optional<TimePoint> deadline = std::nullopt);

}  // namespace executioner::domain
