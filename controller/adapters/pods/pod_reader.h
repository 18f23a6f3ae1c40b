/// \file
/// What a pod says about the attempt that it is: which one, whether it runs, what it waits for. How
/// it ended is read in pod_ending.h. Pure.
#pragma once

#include <optional>

#include "controller/adapters/pods/pod.h"
#include "controller/domain/attempt.h"
#include "controller/domain/plan.h"

namespace executioner::pods {

/// Whose attempt a pod is proven to be, as values; nothing when it is not ours (pod_identity.h).
struct PodIdentity {
  std::string job = {};
  std::string owner_uid = {};
  int run = 0;
  int attempt = 0;
};

std::optional<PodIdentity> ReadIdentity(const Pod& pod);

/// What people are told about a pod that claims an owner without being its pod; safe for terminals.
std::string ForeignPodNote(const Pod& pod);

/// \pre the pod's identity is a job of the plan with index `job`
domain::AttemptSeen ReadAttempt(const Pod& pod, int job, int attempt);

}  // namespace executioner::pods
