/// \file
/// Determines the outcome of a run. Pure.
#pragma once

#include <optional>
#include <string>

#include "controller/domain/plan.h"
#include "controller/domain/run.h"

namespace executioner::domain {

/// \return whether every job has ended and none has a live attempt
bool AllEnded(const Run& run);

/// Returns when `activeDeadlineSeconds` passes, without suspended time.
/// \return nothing if there is no limit or the run has not started
std::optional<TimePoint> DeadlineOf(const Controls& controls, const Run& run);

/// Names the job without `allowFailure` that made the run fail, and the reason: the first that
/// failed, or if none failed, one that was cancelled or did not run; "" if none ended badly.
/// \par Example
///   "job 'load' ended as Failed, TimedOut: exit code 1"
std::string FirstFailure(const Plan& plan, const Run& run);

/// Sets phase, reason, message and completion time of a run whose jobs have all ended: cancelled or
/// past its deadline if that ended it, otherwise depending on whether a job without `allowFailure`
/// failed. If all jobs succeeded before the deadline and were only observed later, the run has not
/// passed its deadline. \param deadline  see DeadlineOf
void FinishRun(const Plan& plan, Run& run, TimePoint now,
               std::optional<TimePoint> deadline = std::nullopt);

}  // namespace executioner::domain
