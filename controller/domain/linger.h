/// \file
/// Attempts that should have ended and have not: what is reported about them, and when. Only the
/// node can end a pod for certain, so we can only report what the run waits for. Pure.
#pragma once

#include "controller/domain/run.h"

namespace executioner::domain {

/// Time after the stop request until an attempt that still runs is reported.
inline constexpr std::chrono::seconds kStopLingers{30};

/// Time after its deletion was due until a pod that still exists is reported: shorter if the run is
/// being ended.
std::chrono::seconds DeletionLingers(const Run& run, const JobState& state);

/// The pod of a job should have been gone long ago. \pre `deletion_due` is set
void LingerAfterDeletion(const Plan& plan, Run& run, InstanceId instance);

/// An attempt was told to stop and still runs. \pre `stop_since` is set
void LingerAfterStop(Run& run, InstanceId instance);

}  // namespace executioner::domain
