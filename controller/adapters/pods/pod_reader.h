/// \file
/// Reads the state of an attempt from its pod: which attempt it is, whether it runs, and what it
/// waits for. pod_ending.h determines how it ended. Pure.
#pragma once

#include <string>

#include "controller/adapters/pods/pod.h"
#include "controller/domain/attempt.h"
#include "controller/domain/plan.h"

namespace executioner::pods {

/// Returns the warning about a pod that refers to an owner without belonging to it; safe for
/// terminals.
std::string ForeignPodNote(const Pod& pod);

/// Reads the observation of an attempt. \pre the pod belongs to the job with index `job` of the
/// plan
domain::AttemptSeen ReadAttempt(const Pod& pod, domain::InstanceId instance, int attempt);

}  // namespace executioner::pods
