/// \file
/// How a run ends. Pure and thread-free.
#pragma once

#include "controller/domain/plan.h"
#include "controller/domain/run.h"

namespace executioner::domain {

/// Whether every job has ended and none has a live attempt.
bool AllEnded(const Run& run);

/// Gives a run whose jobs have all ended its phase, reason, message and completion time: cancelled
/// or past its deadline if that is what ended it, else by whether a job failed that may not.
void FinishRun(const Plan& plan, Run& run, TimePoint now);

}  // namespace executioner::domain
