/// \file
/// From one attempt of a job to the next. Pure.
#pragma once

#include "controller/domain/run.h"

namespace executioner::domain {

/// Keeps how the newest attempt went, because another one follows it.
/// \param end  nothing when nobody saw it end
void KeepAttempt(JobState& state, Reason reason, std::optional<TimePoint> end);

/// Begins another attempt, which holds a slot. If the one before it still holds one, it has ended
/// unseen, and the slot passes on.
void OpenAttempt(Run& run, JobState& state, int attempt);

/// What was seen of the newest attempt counts no more: another begins, or none does.
void ForgetAttempt(JobState& state);

}  // namespace executioner::domain
