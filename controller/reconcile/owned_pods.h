/// \file
/// What a reconcile does to the pods of an owner apart from their run: releases and deletes them.
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

/// Safe from any thread. Each delete is waited for, so one call makes at most kMostDeleted of them
/// and the worker then gives the key back. Deletes name the UID: another pod of the name stays.
class OwnedPods {
 public:
  static constexpr int kMostDeleted = 50;

  /// All borrowed. \param pods  has the indexes of pods::AddPodIndexes
  OwnedPods(kube::Client& client, kube::Store<pods::Pod>& pods, pods::PodReleaser& releaser)
      : client_(client), pods_(pods), releaser_(releaser) {}

  /// Whether there are pods whose outcome is not recorded. Pods of earlier runs stay and say
  /// nothing about this one.
  /// \param run  only of this run
  bool AnyUnreleased(const engine::OwnerId& owner, std::optional<int> run = std::nullopt) const;

  /// Releases all pods of the owner, then deletes those that `keep` does not keep.
  void Release(const engine::OwnerId& owner, const domain::PodRetention& keep = {});

  /// Deletes pods that a finished run left behind and that have not ended: a pod whose creation was
  /// never answered, or the pods of a run that ended as StatusTooLarge.
  /// \return whether more remain
  bool DeleteStrays(const engine::OwnerId& owner);

  /// Deletes and releases the pods of a run that were made from another spec: they have the names
  /// that the new ones will have.
  /// \return whether there are any
  bool DeleteOfOtherSpec(const engine::OwnerId& owner, int run, std::string_view spec_hash);

  /// Deletes the released pods that `keep` does not keep. \throws kube::KubeApiError
  void DeleteReleased(const engine::OwnerId& owner, const domain::PodRetention& keep);

  /// Deletes all pods of the owner, and no pod that merely carries its labels.
  /// \return whether more remain  \throws kube::KubeApiError
  bool DeleteAll(const engine::OwnerId& owner);

 private:
  std::vector<std::shared_ptr<const pods::Pod>> Of(const engine::OwnerId& owner) const;
  void Delete(const pods::Pod& pod);
  void DeleteCollection(const std::string& path);
  void DeleteOutcome(const engine::OwnerId& owner, std::string_view outcome);

  kube::Client& client_;
  kube::Store<pods::Pod>& pods_;
  pods::PodReleaser& releaser_;
};

}  // namespace executioner::reconcile
