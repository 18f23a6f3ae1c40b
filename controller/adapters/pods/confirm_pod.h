/// \file
/// Pods that the store does not show as ours although their attempt is live. The store may lag
/// behind the record, or somebody may have deleted the pods or changed the metadata that identifies
/// them. The conclusion can't be undone, so we ask the API server.
#pragma once

#include <string>
#include <utility>

#include "controller/adapters/pods/owner.h"
#include "controller/adapters/pods/pod.h"
#include "controller/adapters/pods/pod_changes.h"
#include "controller/adapters/pods/pod_runner_parts.h"
#include "controller/domain/attempt.h"
#include "controller/engine/execution.h"
#include "controller/kube/runtime.h"

namespace executioner::pods {

/// Whether somebody changed an unrecorded pod so that we could lose it or its outcome. A finalizer
/// can't be added to a pod that is being deleted.
bool NeedsRepair(const Owner& owner, const Pod& pod);

/// Safe from any thread, as its parts are.
class PodConfirmer {
 public:
  /// \param changes  borrowed; pods that must be observed again are added to it
  PodConfirmer(const PodRunnerParts& parts, PodChanges& changes, kube::Runtime runtime)
      : parts_(parts), changes_(changes), runtime_(std::move(runtime)) {}

  /// Reads the pod from the API server, and restores its metadata if somebody changed it.
  /// \pre the change is of a job in the plan
  /// \return the observation of the attempt; if the pod is gone, its outcome is lost
  /// \throws KubeApiError  if the server cannot answer
  domain::AttemptSeen Confirm(const engine::Execution& execution, const PodChange& change);

  /// Restores the metadata that identifies the pod, and its finalizer. \return the restored pod
  /// \throws KubeApiError  on a transient error
  Pod Repair(const engine::Execution& execution, const PodChange& change, Pod pod);

 private:
  domain::AttemptSeen Vanished(const PodChange& change, domain::InstanceId instance,
                               std::string message) const;
  domain::AttemptSeen InPlaceOf(const engine::Execution& execution, const PodChange& change,
                                const Pod& other);

  PodRunnerParts parts_;
  PodChanges& changes_;
  const kube::Runtime runtime_;
};

}  // namespace executioner::pods
