/// \file
/// Converts times of other machines to the time of this process. The clocks of nodes, the API
/// server and earlier controllers differ, so decisions count from the times at which this process
/// observed events; times of other clocks are only shown, within the possible range. Pure.
#pragma once

#include "controller/domain/run.h"

namespace executioner::domain {

/// Returns when an attempt was launched or created, but not later than it was observed.
TimePoint CreatedInOwnTime(const AttemptSeen& seen);

/// Returns the time of an event of the attempt, limited to the time between its launch and its
/// observation.
TimePoint InOwnTime(const JobState& state, const AttemptSeen& seen, TimePoint time);

/// Returns when the pod of an attempt that is being deleted should have disappeared: the grace
/// period after the first observation, or earlier if the grace period has been shortened since.
/// \return nothing if it is not being deleted
std::optional<TimePoint> DeletionInOwnTime(const JobState& state, const AttemptSeen& seen);

/// Limits the times of a run that was restored from data of another process: nothing began later
/// than `now`, and no remaining wait is longer than its configured duration. Times of ended jobs
/// are left unchanged.
/// \param seed  see Observe
void BoundTimes(const Plan& plan, Run& run, TimePoint now, const std::string& seed);

}  // namespace executioner::domain
