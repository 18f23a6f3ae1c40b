/// \file
/// Determines whether and how the attempt of a pod has ended: from the container "job" and the
/// runner's last words, or else from the pod's status. Pure.
#pragma once

#include <string>

#include "controller/adapters/pods/pod.h"
#include "controller/domain/attempt.h"

namespace executioner::pods {

/// To stop a pod, we set this activeDeadlineSeconds: the kubelet ends the pod with its grace
/// period, and object, logs and last words are kept.
inline constexpr int kStopDeadlineSeconds = 1;

/// Returns "text: detail", or `text` if there is no detail.
std::string WithDetail(std::string text, const std::string& detail);

/// Returns a message for a status: safe to display, at most 1,024 bytes.
std::string PodMessage(const std::string& message);

/// \return whether the end of the pod was requested, by our stop or by a deletion
bool IsStopped(const Pod& pod);

/// Returns whether the attempt has ended: the pod's phase is terminal, or its container "job" has
/// terminated by itself and will not be restarted. Other containers (an injected mesh or log
/// shipper) do not count.
///
/// If the container stops because its pod is being stopped (a deletion, an eviction, a shutdown of
/// the node, a deadline), the attempt has not ended yet: the pod's phase will show the reason.
bool HasEnded(const Pod& pod);

/// Returns how the attempt ended (docs/api.md, "Reasons of an ended attempt").
/// \pre HasEnded(pod)
domain::Ending ReadEnding(const Pod& pod);

/// Returns whether a regular container keeps the pod running although the attempt has ended, so
/// that the pod must be stopped. The kubelet stops native sidecars itself.
bool OutlivesItsJob(const Pod& pod);

}  // namespace executioner::pods
