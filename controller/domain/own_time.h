/// \file
/// Times of other machines, brought into the time of this process. Clocks differ: a node's, the API
/// server's, that of the controller before this one. A decision therefore counts from what this
/// process has seen itself, and a time from elsewhere is shown but held within what is possible.
/// Pure.
#pragma once

#include "controller/domain/run.h"

namespace executioner::domain {

/// When an attempt was launched or created, at most when it was seen.
TimePoint CreatedInOwnTime(const AttemptSeen& seen);

/// The time of the attempt's ending, held between its launch and its sighting.
/// \pre `seen.ending` is set
TimePoint EndInOwnTime(const JobState& state, const AttemptSeen& seen);

/// When the pod of an attempt that is being deleted should be gone: the whole grace period from the
/// first sighting on, less when the grace period was shortened since.
/// \return nothing when it is not being deleted
std::optional<TimePoint> DeletionInOwnTime(const JobState& state, const AttemptSeen& seen);

/// Of a run that was restored from what another process wrote: nothing was begun later than `now`,
/// and no wait lasts longer from now on than it was configured to last as a whole. What has ended
/// stays as recorded.
/// \param seed  as of Observe
void BoundTimes(const Plan& plan, Run& run, TimePoint now, const std::string& seed);

}  // namespace executioner::domain
