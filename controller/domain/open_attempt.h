/// \file
/// The step from one attempt of a job to the next. Pure.
#pragma once

#include "controller/domain/run.h"

namespace executioner::domain {

/// Adds the newest attempt to the history of attempts, because another one follows it.
/// \param end  nothing if its end was not observed
void KeepAttempt(JobState& state, Reason reason, std::optional<TimePoint> end);

/// Begins another attempt, which holds a slot. If the one before it still holds one, it has ended
/// unseen, and the slot passes on.
void OpenAttempt(Run& run, JobState& state, int attempt);

/// Resets the observations of the newest attempt, because another begins or none does.
void ForgetAttempt(JobState& state);

}  // namespace executioner::domain
