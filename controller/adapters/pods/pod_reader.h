/// \file
/// What a pod says about the attempt that it is: which one, whether it runs, what it waits for. How
/// it ended is read in pod_ending.h. Pure.
#pragma once

#include <string>

#include "controller/adapters/pods/pod.h"
#include "controller/domain/attempt.h"
#include "controller/domain/plan.h"

namespace executioner::pods {

/// What people are told about a pod that claims an owner without being its pod; safe for terminals.
std::string ForeignPodNote(const Pod& pod);

/// \pre the pod's identity is a job of the plan with index `job`
domain::AttemptSeen ReadAttempt(const Pod& pod, domain::InstanceId instance, int attempt);

}  // namespace executioner::pods
