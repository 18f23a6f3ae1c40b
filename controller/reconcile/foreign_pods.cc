#include "controller/reconcile/foreign_pods.h"

#include <algorithm>
#include <memory>
#include <vector>

#include "controller/adapters/pods/pod_identity.h"
#include "controller/adapters/pods/pod_reader.h"

namespace executioner::reconcile {

using pods::Pod;

void ForeignPods::Activate() {
  active_ = true;
  pods_.ForEach([this](const std::shared_ptr<const Pod>& pod) {
    if (!pod->identity) {
      Changed(nullptr, *pod);
    }
  });
}

/// The owner that a pod claims gets one event for each such pod, but only if it is in the pod's
/// namespace: users who may create pods elsewhere must not cause events here.
void ForeignPods::Changed(const Pod* before, const Pod& after) {
  if (!active_) {
    return;
  }
  if (before != nullptr && before->identity) {
    const engine::OwnerId owner = *pods::ControllerOf(before->meta);
    if (owners_.FindActive(pods::ClaimIndex(owner.ns, owner.uid))) {
      return;  // the owner's step restores it
    }
  }
  const auto known = before != nullptr ? pods::ClaimsOf(*before) : std::vector<std::string>{};
  for (const std::string& claim : pods::ClaimsOf(after)) {
    const auto owner = owners_.FindActive(claim);
    if (owner && std::ranges::count(known, claim) == 0) {
      warn_(OwnerOf(*owner), after.meta.name, pods::ForeignPodNote(after));
    }
  }
  ReleaseOwnerless(after);
}

void ForeignPods::OwnerLeft(const OwnerObject& owner) {
  if (!active_) {
    return;
  }
  for (const auto& pod :
       pods_.ByIndex(pods::kClaims, pods::ClaimIndex(owner.meta.ns, owner.meta.uid))) {
    ReleaseOwnerless(*pod);
  }
}

/// Releases a pod that carries our finalizer but cannot belong to any owner; otherwise it could
/// never be deleted. While an owner that it refers to runs, it may be a pod whose labels somebody
/// changed and whose outcome is not recorded yet.
void ForeignPods::ReleaseOwnerless(const Pod& pod) {
  const std::vector<std::string> claims = pods::ClaimsOf(pod);
  const bool is_held = std::ranges::any_of(
      claims, [&](const std::string& claim) { return owners_.FindActive(claim) != nullptr; });
  if (pod.has_finalizer && !is_held) {
    releaser_.Release({.pods = {{pod.meta.ns, pod.meta.name, pod.meta.uid}}, .ns = pod.meta.ns},
                      pods_);
  }
}

}  // namespace executioner::reconcile
