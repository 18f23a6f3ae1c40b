#include "controller/reconcile/owned_pods.h"

#include <algorithm>
#include <utility>

#include "controller/adapters/pods/names.h"
#include "controller/adapters/pods/pod_ending.h"
#include "controller/adapters/pods/pod_identity.h"
#include "controller/kube/api_error.h"

namespace executioner::reconcile {
namespace {

using engine::OwnerId;
using pods::OwnerIndex;
using pods::Pod;

pods::PodRef RefOf(const Pod& pod) {
  return {pod.meta.ns, pod.meta.name, pod.meta.uid};
}

/// Pods that were released without the outcome's label are classified by their phase.
bool EndedAs(const Pod& pod, std::string_view outcome) {
  const auto label = pod.meta.labels.find(std::string(pods::kOutcomeLabel));
  const auto phase =
      outcome == pods::kOutcomeSucceeded ? pods::PodPhase::kSucceeded : pods::PodPhase::kFailed;
  return label == pod.meta.labels.end() ? pod.phase == phase : label->second == outcome;
}

}  // namespace

OwnedPods::PodList OwnedPods::Of(const OwnerId& owner) const {
  return pods_.ByIndex(pods::kByOwner, OwnerIndex(owner));
}

bool OwnedPods::AnyUnreleased(const OwnerId& owner, std::optional<int> run) const {
  return std::ranges::any_of(Of(owner), [&](const auto& pod) {
    return !pods::IsReleased(*pod) && pod->identity->run == run.value_or(pod->identity->run);
  });
}

void OwnedPods::Release(const OwnerId& owner, const domain::PodRetention& keep) {
  pods::ReleaseOrder order{
      .ns = owner.ns,
      .owner_uid = owner.uid,
      .delete_succeeded = !keep.keep_succeeded,
      .delete_failed = !keep.keep_failed,
      .by_phase = pods_.CountByIndex(pods::kReleasedByPhase, OwnerIndex(owner)) > 0,
      .apart = pods::IsClaimed(pods_, owner)};
  for (const auto& pod : pods_.ByIndex(pods::kUnreleased, OwnerIndex(owner))) {
    order.pods.push_back(RefOf(*pod));
  }
  if (!order.pods.empty()) {
    releaser_.Release(std::move(order), pods_);
  }
}

/// \return whether more remain
bool OwnedPods::DeleteSome(const PodList& pods) {
  const std::size_t count = std::min<std::size_t>(pods.size(), kMostDeleted);
  for (std::size_t i = 0; i < count; ++i) {
    Delete(*pods[i]);
  }
  return count < pods.size();
}

bool OwnedPods::DeleteStrays(const OwnerId& owner) {
  PodList strays = pods_.ByIndex(pods::kUnreleased, OwnerIndex(owner));
  // A release deletes or keeps the others, according to `podRetention`.
  std::erase_if(strays,
                [](const auto& pod) { return pods::HasEnded(*pod) || pod->meta.deletion_time; });
  return DeleteSome(strays);
}

bool OwnedPods::DeleteOfOtherSpec(const OwnerId& owner, int run, std::string_view spec_hash) {
  PodList others = Of(owner);
  std::erase_if(others, [&](const auto& pod) {
    const auto hash = pod->meta.annotations.find(std::string(pods::kSpecHashAnnotation));
    return pod->identity->run != run || hash == pod->meta.annotations.end() ||
           hash->second == spec_hash;
  });
  PodList live;
  pods::ReleaseOrder order{.ns = owner.ns, .owner_uid = owner.uid};
  for (const auto& pod : others) {
    if (!pod->meta.deletion_time) {
      live.push_back(pod);
    }
    if (pod->has_finalizer) {
      order.pods.push_back(RefOf(*pod));
    }
  }
  DeleteSome(live);
  if (!order.pods.empty()) {
    releaser_.Release(std::move(order), pods_);
  }
  return !others.empty();
}

void OwnedPods::DeleteReleased(const OwnerId& owner, const domain::PodRetention& keep) {
  if (!keep.keep_succeeded) {
    DeleteOutcome(owner, pods::kOutcomeSucceeded);
  }
  if (!keep.keep_failed) {
    DeleteOutcome(owner, pods::kOutcomeFailed);
  }
}

/// Deletes pods one by one if a foreign pod has the owner's label, because a deletecollection by
/// this label would delete that pod too.
void OwnedPods::DeleteOutcome(const OwnerId& owner, std::string_view outcome) {
  const std::string index = OwnerIndex(owner);
  if (pods_.CountByIndex(pods::kByOwner, index) == 0) {
    return;
  }
  if (!pods::IsClaimed(pods_, owner)) {
    const bool by_phase = pods_.CountByIndex(pods::kReleasedByPhase, index) > 0;
    for (const auto& path : pods::ReleasedPodsPaths(owner.ns, owner.uid, outcome, by_phase)) {
      DeleteCollection(path);
    }
    return;
  }
  PodList ended = Of(owner);
  std::erase_if(
      ended, [&](const auto& pod) { return !pods::IsReleased(*pod) || !EndedAs(*pod, outcome); });
  DeleteSome(ended);
}

bool OwnedPods::DeleteAll(const OwnerId& owner) {
  const auto pods = Of(owner);
  if (!pods.empty() && !pods::IsClaimed(pods_, owner)) {
    DeleteCollection(kube::ResourcePath(kube::kPods, owner.ns) + "?labelSelector=" +
                     kube::EncodeQuery(std::string(pods::kOwnerUidLabel) + "=" + owner.uid));
    return false;
  }
  return DeleteSome(pods);
}

void OwnedPods::Delete(const Pod& pod) {
  client_.Delete(kube::ResourcePath(kube::kPods, pod.meta.ns, pod.meta.name),
                 R"({"preconditions":{"uid":")" + pod.meta.uid + R"("}})");
}

/// A permanent rejection (a missing permission) is not retried: the pods remain, because nothing
/// waits for their deletion.
void OwnedPods::DeleteCollection(const std::string& path) {
  const kube::ApiResult result = client_.Delete(path);
  if (!result.ok && result.status.IsTransient()) {
    throw kube::KubeApiError(result.status);
  }
}

}  // namespace executioner::reconcile
