#include <algorithm>

#include "controller/adapters/pods/names.h"
#include "controller/adapters/pods/pod_ending.h"
#include "controller/adapters/pods/pod_identity.h"
#include "controller/adapters/pods/resources.h"
#include "controller/adapters/pods/status_reader.h"
#include "controller/base/error.h"
#include "controller/reconcile/reconciler.h"

namespace executioner::reconcile {
namespace {

using domain::Condition;

constexpr std::string_view kSpecChanged = "SpecChanged";

/// The conditions of a finished object whose spec was edited: those of the run stay as they are.
std::vector<Condition> WithSpecChanged(std::vector<Condition> conditions, const OwnerObject& object,
                                       domain::TimePoint now) {
  const bool is_held =
      object.controls.rerun_on_spec_change && object.controls.cancel != domain::CancelMode::kNone;
  std::erase_if(conditions,
                [](const Condition& condition) { return condition.type == kSpecChanged; });
  conditions.push_back(
      {.type = std::string(kSpecChanged),
       .status = true,
       .reason = is_held ? "CancelIsSet" : "RerunNever",
       .message = is_held
                      ? "the spec is not what ran; it runs once spec.cancel is None again"
                      : "the spec is not what ran; set spec.rerunOn to SpecChange, or create a new "
                        "object",
       .last_transition_time = now,
       .observed_generation = object.meta.generation});
  return conditions;
}

/// The conditions of a finished object of which only fields that may change were edited.
std::vector<Condition> Observed(std::vector<Condition> conditions, std::int64_t generation) {
  std::erase_if(conditions,
                [](const Condition& condition) { return condition.type == kSpecChanged; });
  for (Condition& condition : conditions) {
    condition.observed_generation = generation;
  }
  return conditions;
}

}  // namespace

Outcome Reconciler::Finished(const std::string& key, const OwnerObject& object) {
  Forget(key);
  if (!object.RunsAgain()) {
    parts_.budget.Leave(key);
  }
  if (RemoveStrays(object)) {
    return {.kind = Outcome::Kind::kBackOff};
  }
  if (object.RunsAgain()) {
    return StartOver(key, object);
  }
  return object.IsEdited() ? Acknowledge(object) : AfterFinish(object);
}

/// Deletes and releases pods that a finished run left behind: a pod whose creation was never
/// answered, or the pods of a run that ended as StatusTooLarge.
/// \return whether more pods remain than one step should handle
bool Reconciler::RemoveStrays(const OwnerObject& object) {
  const pods::Owner owner = OwnerOf(object);
  int deleted = 0;
  for (const auto& pod : parts_.pods.ByIndex(pods::kUnreleased, pods::OwnerIndex(owner))) {
    if (pods::HasEnded(*pod) || pod->meta.deletion_time) {
      continue;
    }
    if (++deleted > kMostDeleted) {
      return true;
    }
    DeletePod(*pod);
  }
  ReleaseAll(owner, object.controls.pod_retention.value_or(parts_.config.pod_retention));
  return false;
}

/// Like a deletecollection of released pods, but one by one.
void Reconciler::DeleteReleasedApart(const pods::Owner& owner, std::string_view outcome) {
  const auto phase =
      outcome == pods::kOutcomeSucceeded ? pods::PodPhase::kSucceeded : pods::PodPhase::kFailed;
  int deleted = 0;
  for (const auto& pod : parts_.pods.ByIndex(pods::kByOwner, pods::OwnerIndex(owner))) {
    const auto label = pod->meta.labels.find(std::string(pods::kOutcomeLabel));
    const bool is_wanted =
        label == pod->meta.labels.end() ? pod->phase == phase : label->second == outcome;
    if (pods::IsReleased(*pod) && is_wanted && ++deleted <= kMostDeleted) {
      DeletePod(*pod);
    }
  }
}

/// `spec.podRetention` of a finished object may have been edited.
void Reconciler::DeleteReleased(const OwnerObject& object, const domain::PodRetention& keep) {
  const pods::Owner owner = OwnerOf(object);
  const std::string index = pods::OwnerIndex(owner);
  const bool by_phase = parts_.pods.CountByIndex(pods::kReleasedByPhase, index) > 0;
  const auto erase = [&](bool is_kept, std::string_view outcome) {
    if (is_kept || parts_.pods.CountByIndex(pods::kByOwner, index) == 0) {
      return;
    }
    if (pods::IsClaimed(parts_.pods, owner)) {
      DeleteReleasedApart(owner, outcome);
      return;
    }
    for (const std::string& path :
         pods::ReleasedPodsPaths(owner.ns, owner.uid, outcome, by_phase)) {
      const auto result = parts_.client.Delete(path);
      if (!result.ok && result.status.IsTransient()) {
        throw kube::KubeApiError(result.status);
      }
    }
  };
  erase(keep.keep_succeeded, pods::kOutcomeSucceeded);
  erase(keep.keep_failed, pods::kOutcomeFailed);
}

/// A finished object was edited and does not run again: says that this was seen.
Outcome Reconciler::Acknowledge(const OwnerObject& known) {
  const ObjectPtr read = WithText(known);
  if (!read) {
    return {};
  }
  const OwnerObject& object = *read;
  if (object.controls.pod_retention) {
    DeleteReleased(object, *object.controls.pod_retention);
  }
  const domain::Status before = pods::DecodeStatus(object.status);
  domain::Status status = before;
  status.observed_generation = object.meta.generation;
  status.conditions =
      object.spec_changed
          ? WithSpecChanged(std::move(status.conditions), object, runtime_.clock.Now())
          : Observed(std::move(status.conditions), object.meta.generation);
  const Outcome written = WriteBare(object, before, status);
  return written.kind == Outcome::Kind::kDone ? AfterFinish(known) : written;
}

Outcome Reconciler::AfterFinish(const OwnerObject& object) {
  const auto ttl = object.controls.ttl_seconds_after_finished;
  if (!ttl || !object.ended.completion_time) {
    return {};
  }
  const auto left =
      *object.ended.completion_time + std::chrono::seconds{*ttl} - runtime_.clock.Now();
  if (left > base::Duration{0}) {
    return {.wake_at = runtime_.clock.Steady() + left};
  }
  return DeleteExpired(object);
}

/// All pods of a finished object, and no pod that merely carries its labels.
Outcome Reconciler::DeletePods(const OwnerObject& object) {
  const pods::Owner owner = OwnerOf(object);
  const auto pods = parts_.pods.ByIndex(pods::kByOwner, pods::OwnerIndex(owner));
  if (pods.empty()) {
    return {};
  }
  if (!pods::IsClaimed(parts_.pods, owner)) {
    const kube::ApiResult result = parts_.client.Delete(
        kube::ResourcePath(kube::kPods, owner.ns) +
        "?labelSelector=" + kube::EncodeQuery(std::string(pods::kOwnerUidLabel) + "=" + owner.uid));
    if (!result.ok && result.status.IsTransient()) {
      throw kube::KubeApiError(result.status);
    }
    return {};
  }
  const std::size_t count = std::min<std::size_t>(pods.size(), kMostDeleted);
  for (std::size_t i = 0; i < count; ++i) {
    DeletePod(*pods[i]);
  }
  return {.kind = count < pods.size() ? Outcome::Kind::kBackOff : Outcome::Kind::kDone};
}

/// Of what a GitOps tool tracks only the pods go: it would create the object, and run it, again.
Outcome Reconciler::DeleteExpired(const OwnerObject& object) {
  if (object.HasTracking()) {
    return DeletePods(object);
  }
  const kube::ApiResult result = parts_.client.Delete(
      kube::ResourcePath(pods::OwnerResource(object.kind), object.meta.ns, object.meta.name),
      R"({"propagationPolicy":"Background","preconditions":{"uid":")" + object.meta.uid + R"("}})");
  if (!result.ok && result.status.IsTransient()) {
    throw kube::KubeApiError(result.status);
  }
  return {};
}

}  // namespace executioner::reconcile
