/// \file
/// Whether the attempt that a pod is has ended, and how: from the container "job" and the runner's
/// last words, else from the pod's own status. Pure.
#pragma once

#include <string>

#include "controller/adapters/pods/pod.h"
#include "controller/domain/attempt.h"

namespace executioner::pods {

/// A pod is stopped by this activeDeadlineSeconds: the kubelet ends it with its grace period, and
/// object, logs and last words remain.
inline constexpr int kStopDeadlineSeconds = 1;

/// "text: detail", or `text` alone if there is no detail.
std::string WithDetail(std::string text, const std::string& detail);

/// A message about a pod as it stands in a status: safe to display, 1,024 bytes at most.
std::string PodMessage(const std::string& message);

/// Whether somebody asked for the pod's end: a stop of ours, or a deletion.
bool IsStopped(const Pod& pod);

/// Whether the attempt is over: the pod's phase is terminal, or its container "job" has terminated
/// by itself for good. What else runs in the pod (an injected mesh or log shipper) does not count.
///
/// If the container stops because its pod is being stopped (a deletion, an eviction, a shutdown of
/// the node, a deadline), the attempt has not ended yet: the pod's phase will show the reason.
bool HasEnded(const Pod& pod);

/// How the attempt ended (docs/api.md, "Reasons of an ended attempt").
/// \pre HasEnded(pod)
domain::Ending ReadEnding(const Pod& pod);

/// Whether an ordinary container keeps the pod running although the attempt has ended: such a pod
/// has to be stopped. Native sidecars are stopped by the kubelet.
bool OutlivesItsJob(const Pod& pod);

}  // namespace executioner::pods
