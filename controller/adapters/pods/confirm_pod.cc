#include "controller/adapters/pods/confirm_pod.h"

#include "controller/adapters/pods/names.h"
#include "controller/adapters/pods/pod_builder.h"
#include "controller/adapters/pods/pod_identity.h"
#include "controller/adapters/pods/pod_name.h"
#include "controller/adapters/pods/pod_reader.h"

namespace executioner::pods {
namespace {

using domain::AttemptSeen;
using engine::Execution;

/// The strategic merge patch that restores a pod; its UID limits it to this pod.
std::string RepairPatch(const Owner& owner, const PodChange& change, const Pod& pod) {
  base::JsonWriter json;
  json.BeginObject().Key("metadata").BeginObject().Key("uid").Text(pod.meta.uid);
  json.Key("labels").BeginObject();
  WriteOwnLabels(owner, change.job, change.id, json);
  json.Key(kReleasedLabel).Raw("null").Key(kOutcomeLabel).Raw("null").EndObject();
  if (!pod.meta.deletion_time) {  // the API server accepts no new finalizers on such a pod
    json.Key("finalizers").BeginArray().Text(kRecordFinalizer).EndArray();
  }
  // The key of the merge is the UID. An adopted pod stays adopted: a second controller is rejected.
  if (!pod.meta.controller || pod.meta.controller->uid == owner.uid) {
    json.Key("ownerReferences").BeginArray().Raw(OwnReference(owner)).EndArray();
  }
  return json.EndObject().EndObject().Take();
}

}  // namespace

bool NeedsRepair(const Owner& owner, const Pod& pod) {
  return !IsPodOf(pod, owner) || pod.meta.labels.contains(std::string(kReleasedLabel)) ||
         (!pod.has_finalizer && !pod.meta.deletion_time);
}

AttemptSeen PodConfirmer::Vanished(const PodChange& change, domain::InstanceId instance,
                                   std::string message) const {
  const auto now = runtime_.clock.Now();
  return {.instance = instance,
          .attempt = change.id.attempt,
          .pod = change.key.substr(change.key.find('/') + 1),
          .created = now,
          .started = true,
          .ending = domain::Ending{.reason = domain::Reason::kPodDeleted,
                                   .message = std::move(message),
                                   .time = now},
          .gone = true};
}

AttemptSeen PodConfirmer::Confirm(const Execution& execution, const PodChange& change) {
  const domain::InstanceId instance = *execution.Find(change.job);
  const std::string name = PodName(execution, instance, change.id.attempt);
  const kube::ApiResult result =
      parts_.client.Get(kube::ResourcePath(kube::kPods, execution.owner.ns, name));
  if (result.status.IsNotFound()) {
    return Vanished(change, instance,
                    "the pod is gone and its outcome is lost: somebody removed its finalizer");
  }
  if (!result.ok) {
    throw kube::KubeApiError(result.status);
  }
  Pod pod = DecodePod(result.body);
  // The name alone proves nothing, because names are public. A pod that we saw as ours stays ours,
  // whatever was changed.
  const bool was_ours = !change.uid.empty() && pod.meta.uid == change.uid;
  if (!was_ours && !IsControlledBy(pod.meta, execution.owner)) {
    return InPlaceOf(execution, change, pod);
  }
  pod = Repair(execution, change, std::move(pod));
  if (!IsPodOf(pod, execution.owner)) {
    changes_.PutBack(execution.owner, change);
    parts_.wake_later(execution.owner);  // no watch may report it
  }
  return ReadAttempt(pod, instance, change.id.attempt);
}

/// Handles another pod of the same name. Its state is ignored, but it may be our own pod that lost
/// its owner reference while no controller was running. While it runs, no other pod starts, because
/// the job could run twice.
AttemptSeen PodConfirmer::InPlaceOf(const Execution& execution, const PodChange& change,
                                    const Pod& other) {
  const domain::InstanceId instance = *execution.Find(change.job);
  const std::string what = "a pod that this object does not control has the name of attempt " +
                           std::to_string(change.id.attempt) + " of job '" + change.job + "'";
  if (other.IsTerminal()) {
    return Vanished(change, instance, "the pod is gone and its outcome is lost: " + what);
  }
  parts_.warn(execution.owner, other.meta.name, what + "; delete it to continue");
  changes_.PutBack(execution.owner, change);
  parts_.wake_later(execution.owner);  // no watch may report it
  const domain::JobState& state = execution.run.instances[instance];
  return {.instance = instance,
          .attempt = change.id.attempt,
          .pod = other.meta.name,
          .created = state.created.value_or(other.meta.creation_time),
          .started = state.started,
          .waiting_message = what + "; delete it to continue"};
}

Pod PodConfirmer::Repair(const Execution& execution, const PodChange& change, Pod pod) {
  if (!NeedsRepair(execution.owner, pod)) {
    return pod;
  }
  const kube::ApiResult result =
      parts_.client.Patch(kube::ResourcePath(kube::kPods, pod.meta.ns, pod.meta.name),
                          kube::PatchType::kStrategic, RepairPatch(execution.owner, change, pod));
  if (!result.ok && result.status.IsTransient()) {
    throw kube::KubeApiError(result.status);
  }
  const std::string what = "labels, finalizer or owner reference of pod '" + pod.meta.name + "'";
  const auto warn = [&](const std::string& note) {
    parts_.warn(execution.owner, pod.meta.name, note);
  };
  if (!result.ok) {
    warn(what + " were changed and can't be restored: " + result.status.message);
    return pod;
  }
  Pod repaired = DecodePod(result.body);
  if (!IsPodOf(repaired, execution.owner)) {
    warn(what +
         " were changed and can't be restored: another controller owns it, or an admission "
         "policy or webhook changes them");
    return repaired;
  }
  warn("somebody changed " + what + "; the controller restored them");
  parts_.barrier.Wrote(execution.owner.uid, parts_.pod_store, repaired.meta.resource_version);
  return repaired;
}

}  // namespace executioner::pods
