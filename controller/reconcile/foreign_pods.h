/// \file
/// Handles pods that have our labels or our finalizer but are not proven to be ours, because
/// somebody else created or changed them. They are ignored, the owner to which they refer gets a
/// warning event, and their finalizer is removed eventually.
#pragma once

#include <atomic>
#include <functional>
#include <string>

#include "controller/adapters/pods/pod.h"
#include "controller/adapters/pods/pod_releaser.h"
#include "controller/engine/owner_id.h"
#include "controller/kube/store.h"
#include "controller/reconcile/owners.h"

namespace executioner::reconcile {

/// Safe from any thread. Does nothing until Activate.
class ForeignPods {
 public:
  using Warn = std::function<void(const engine::OwnerId& owner, const std::string& pod,
                                  const std::string& note)>;

  /// All borrowed. \param pods  has the indexes of pods::AddPodIndexes
  ForeignPods(const Owners& owners, kube::Store<pods::Pod>& pods, pods::PodReleaser& releaser,
              Warn warn)
      : owners_(owners), pods_(pods), releaser_(releaser), warn_(std::move(warn)) {}

  /// Must be called when this process becomes the leader. Begins with the existing pods.
  void Activate();

  /// See Store::OnChange. \pre `after` has no identity
  void Changed(const pods::Pod* before, const pods::Pod& after);

  /// Releases all pods that refer to an owner that is gone, being deleted or finished.
  void OwnerLeft(const OwnerObject& owner);

 private:
  void ReleaseOwnerless(const pods::Pod& pod);

  const Owners& owners_;
  kube::Store<pods::Pod>& pods_;
  pods::PodReleaser& releaser_;
  const Warn warn_;
  std::atomic<bool> active_ = false;
};

}  // namespace executioner::reconcile
