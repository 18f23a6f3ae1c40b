/// \file
/// Releases and deletes pods of an owner.
#pragma once

#include <optional>
#include <string_view>

#include "controller/adapters/pods/pod.h"
#include "controller/adapters/pods/pod_releaser.h"
#include "controller/domain/workflow.h"
#include "controller/engine/owner_id.h"
#include "controller/kube/client.h"
#include "controller/kube/store.h"

namespace executioner::reconcile {

/// Safe from any thread. Each deletion is awaited, so one call makes at most kMostDeleted, and the
/// worker then returns the key. Deletions name the UID, so that other pods of the same name are not
/// deleted.
class OwnedPods {
 public:
  static constexpr int kMostDeleted = 50;

  /// All borrowed. \param pods  has the indexes of pods::AddPodIndexes
  OwnedPods(kube::Client& client, kube::Store<pods::Pod>& pods, pods::PodReleaser& releaser)
      : client_(client), pods_(pods), releaser_(releaser) {}

  /// Returns whether there are pods whose outcome is not recorded. Pods of earlier runs do not
  /// count.
  /// \param run  the run
  bool AnyUnreleased(const engine::OwnerId& owner, std::optional<int> run = std::nullopt) const;

  /// Releases all pods of the owner, then deletes the pods that `keep` does not keep.
  void Release(const engine::OwnerId& owner, const domain::PodRetention& keep = {});

  /// Deletes pods of a finished run that have not ended: a pod whose creation was never answered,
  /// or the pods of a run that ended as StatusTooLarge.
  /// \return whether more remain
  bool DeleteStrays(const engine::OwnerId& owner);

  /// Deletes and releases the pods of a run that were created from another spec, because they have
  /// the same names as the new pods.
  /// \return whether there are any
  bool DeleteOfOtherSpec(const engine::OwnerId& owner, int run, std::string_view spec_hash);

  /// Deletes the released pods that `keep` does not keep. \throws kube::KubeApiError
  void DeleteReleased(const engine::OwnerId& owner, const domain::PodRetention& keep);

  /// Deletes all pods of the owner, but no pods that only have its labels.
  /// \return whether more remain  \throws kube::KubeApiError
  bool DeleteAll(const engine::OwnerId& owner);

 private:
  using PodList = std::vector<std::shared_ptr<const pods::Pod>>;

  PodList Of(const engine::OwnerId& owner) const;
  bool DeleteSome(const PodList& pods);
  void Delete(const pods::Pod& pod);
  void DeleteCollection(const std::string& path);
  void DeleteOutcome(const engine::OwnerId& owner, std::string_view outcome);

  kube::Client& client_;
  kube::Store<pods::Pod>& pods_;
  pods::PodReleaser& releaser_;
};

}  // namespace executioner::reconcile
