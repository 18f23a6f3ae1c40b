#include "controller/adapters/pods/pod_identity.h"

#include "controller/adapters/pods/names.h"
#include "controller/adapters/pods/pod_name.h"
#include "controller/domain/attempt.h"
#include "controller/domain/kind.h"
#include "controller/kube/json_value.h"

namespace executioner::pods {
namespace {

const std::string& Label(const kube::ObjectMeta& meta, std::string_view name) {
  static const std::string kAbsent;
  const auto found = meta.labels.find(std::string(name));
  return found == meta.labels.end() ? kAbsent : found->second;
}

/// \return 0 if the label is not a number in 1..kMostAttempts
int LabelNumber(const kube::ObjectMeta& meta, std::string_view name) {
  const int number = kube::IntValue(Label(meta, name)).value_or(0);
  return number > 0 && number <= domain::kMostAttempts ? number : 0;
}

std::string KeyOf(const Owner& owner) {
  return owner.kind + "/" + owner.ns + "/" + owner.name;
}

}  // namespace

void AddPodIndexes(kube::Store<Pod>& pods) {
  using Holds = bool (*)(const Pod& pod);
  using KeyOfOwner = std::string (*)(const Owner& owner);
  // Only proven pods are indexed by an owner: a forged label must not lead to its pods.
  const auto add = [&](std::string_view index, Holds holds, KeyOfOwner key) {
    pods.AddIndex(std::string(index), [=](const Pod& pod) {
      return pod.identity && holds(pod) ? std::vector{key(*ControllerOf(pod.meta))}
                                        : std::vector<std::string>{};
    });
  };
  const Holds has_finalizer = [](const Pod& pod) { return pod.has_finalizer; };
  add(
      kByOwner, [](const Pod&) { return true; }, OwnerIndex);
  add(kUnreleased, has_finalizer, OwnerIndex);
  add(kUnreleasedByKey, has_finalizer, KeyOf);
  add(kReleasedByPhase, IsReleasedByPhase, OwnerIndex);
  pods.AddIndex(std::string(kClaims), ClaimsOf);
}

std::string OwnerIndex(const Owner& owner) {
  return KeyOf(owner) + "/" + owner.uid;
}

std::string ClaimIndex(const std::string& ns, const std::string& owner_uid) {
  return ns + "/" + owner_uid;
}

std::optional<AttemptId> ProveIdentity(const kube::ObjectMeta& meta) {
  const std::optional<Owner> owner = ControllerOf(meta);
  const AttemptId id{.run = LabelNumber(meta, kRunLabel),
                     .attempt = LabelNumber(meta, kAttemptLabel)};
  const std::string& job = Label(meta, kJobLabel);
  // Names are unique in a namespace, so at most one pod can prove to be an attempt.
  if (!owner || job.empty() || id.run == 0 || id.attempt == 0 ||
      Label(meta, kOwnerUidLabel) != owner->uid || meta.name != PodName(*owner, job, id)) {
    return std::nullopt;
  }
  return id;
}

std::optional<Owner> ControllerOf(const kube::ObjectMeta& meta) {
  const auto& controller = meta.controller;
  if (!controller || !controller->api_version.starts_with(kOwnPrefix) || controller->uid.empty() ||
      !domain::IsKind(controller->kind)) {
    return std::nullopt;
  }
  return Owner{
      .kind = controller->kind, .ns = meta.ns, .name = controller->name, .uid = controller->uid};
}

bool IsControlledBy(const kube::ObjectMeta& meta, const Owner& owner) {
  return meta.controller && meta.controller->uid == owner.uid && meta.ns == owner.ns;
}

const std::string& JobOf(const Pod& pod) {
  return Label(pod.meta, kJobLabel);
}

bool KeepsItsOwner(const Pod* before, const Pod* after) {
  return before != nullptr && after != nullptr && before->identity && after->identity &&
         before->meta.controller == after->meta.controller;
}

bool IsPodOf(const Pod& pod, const Owner& owner) {
  return pod.identity && ControllerOf(pod.meta) == owner;
}

std::vector<std::string> ClaimsOf(const Pod& pod) {
  std::vector<std::string> claims;
  if (pod.identity) {
    return claims;
  }
  const std::string& labelled = Label(pod.meta, kOwnerUidLabel);
  const std::optional<Owner> referred = ControllerOf(pod.meta);
  if (!labelled.empty()) {
    claims.push_back(ClaimIndex(pod.meta.ns, labelled));
  }
  // A pod may name one owner by its label and another by its reference: both are notified.
  if (referred && referred->uid != labelled) {
    claims.push_back(ClaimIndex(pod.meta.ns, referred->uid));
  }
  return claims;
}

bool IsReleased(const Pod& pod) {
  return !pod.has_finalizer && pod.meta.labels.contains(std::string(kReleasedLabel));
}

bool IsReleasedByPhase(const Pod& pod) {
  return IsReleased(pod) && !pod.meta.labels.contains(std::string(kOutcomeLabel));
}

bool IsClaimed(const kube::Store<Pod>& pods, const Owner& owner) {
  return pods.CountByIndex(kClaims, ClaimIndex(owner.ns, owner.uid)) > 0;
}

}  // namespace executioner::pods
