/// \file
/// Reports attempts that should have ended but have not. Only the node can end a pod with
/// certainty, so we can only report what the run waits for. Pure.
#pragma once

#include "controller/domain/run.h"

namespace executioner::domain {

/// Time after the stop request after which a running attempt is reported.
inline constexpr std::chrono::seconds kStopLingers{30};

/// Returns the time after the deadline of its deletion after which an existing pod is reported; it
/// is shorter if the run is being ended.
std::chrono::seconds DeletionLingers(const Run& run, const JobState& state);

/// Reports a pod that should have disappeared. \pre `deletion_due` is set
void LingerAfterDeletion(const Plan& plan, Run& run, InstanceId instance);

/// Reports an attempt that was asked to stop and still runs. \pre `stop_since` is set
void LingerAfterStop(Run& run, InstanceId instance);

}  // namespace executioner::domain
