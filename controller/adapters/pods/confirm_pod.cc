// Pods that the store does not show as ours although their attempt is live. The store may lag
// behind the record, or somebody may have deleted the pods or changed the metadata that identifies
// them. The conclusion can't be undone, so we ask the API server.
#include <algorithm>
#include <optional>
#include <set>

#include "controller/adapters/pods/names.h"
#include "controller/adapters/pods/pod_job_runner.h"
#include "controller/adapters/pods/pod_reader.h"
#include "controller/adapters/runner/last_words.h"

namespace executioner::pods {
namespace {

using domain::AttemptSeen;
using engine::Execution;

/// Maximum number of pods confirmed in one step, with one or two requests each. Then the worker
/// returns the key.
constexpr int kMostConfirmed = 50;

/// Whether the outcome of an attempt that was seen or launched is not recorded yet.
bool IsUnrecorded(const Execution& execution, int job, int attempt) {
  const domain::JobState& state = execution.run.jobs[static_cast<std::size_t>(job)];
  const std::pair one{job, attempt};
  return (state.live && state.attempts == attempt) ||
         std::ranges::count(execution.ended, one) > 0 ||
         (execution.outgoing && std::ranges::count(execution.outgoing->ended, one) > 0);
}

/// Whether somebody changed an unrecorded pod so that we could lose it or its outcome. A finalizer
/// can't be added to a pod that is being deleted.
bool NeedsRepair(const Pod& pod) {
  return !pod.identity || pod.meta.labels.contains(std::string(kReleasedLabel)) ||
         (!pod.has_finalizer && !pod.meta.deletion_time);
}

/// The strategic merge patch that restores a pod; its UID limits it to this pod.
std::string RepairPatch(const Owner& owner, const PodChange& change, const Pod& pod) {
  std::string labels = OwnLabels(owner, change.job, change.id);
  labels.insert(labels.size() - 1, ",\"" + std::string(kReleasedLabel) + "\":null,\"" +
                                       std::string(kOutcomeLabel) + "\":null");
  std::string patch = R"({"metadata":{"uid":")" + pod.meta.uid + R"(","labels":)" + labels;
  if (!pod.meta.deletion_time) {
    patch += R"(,"finalizers":[")" + std::string(kRecordFinalizer) + R"("])";
  }
  if (!pod.meta.controller) {  // an adopted pod stays adopted: a second controller is rejected
    patch += R"(,"ownerReferences":[)" + OwnReference(owner) + "]";
  }
  return patch + "}}";
}

}  // namespace

std::vector<AttemptSeen> PodJobRunner::LookAtChanges(const Execution& execution) {
  std::vector<AttemptSeen> seen;
  int confirmed = 0;
  for (PodChange& change : TakeChanges(execution.owner)) {
    const int job = execution.plan.Find(change.job);
    if (job < 0 || change.id.run != execution.run.number) {
      continue;
    }
    const auto pod = parts_.pods.Get(change.key);
    const bool is_ours = pod && IsPodOf(*pod, execution.owner);
    const bool unrecorded = IsUnrecorded(execution, job, change.id.attempt);
    if (is_ours && !(unrecorded && NeedsRepair(*pod))) {
      if (!IsReleased(*pod)) {
        seen.push_back(ReadAttempt(*pod, job, change.id.attempt));
      }
    } else if (unrecorded && confirmed++ < kMostConfirmed) {
      seen.push_back(Confirm(execution, change));
    } else if (unrecorded) {
      LookAgain(execution, std::move(change));
    }
  }
  if (confirmed > kMostConfirmed) {
    parts_.wake(execution.owner);
  }
  return seen;
}

std::vector<AttemptSeen> PodJobRunner::LookAtAll(const Execution& execution) {
  Forget(execution.owner);
  TakeChanges(execution.owner);  // the store collects changes from now on
  std::vector<AttemptSeen> seen = LookAtPods(execution);
  std::set<int> found;
  for (const AttemptSeen& one : seen) {
    const int known = StateOf(execution, one.job).attempts;
    if (one.attempt == known || one.attempt == known + 1) {
      found.insert(one.job);
    }
  }
  int confirmed = 0;
  for (int job = 0; job < static_cast<int>(execution.run.jobs.size()); ++job) {
    const domain::JobState& state = StateOf(execution, job);
    if (!state.live || found.contains(job)) {
      continue;
    }
    if (confirmed++ < kMostConfirmed) {
      seen.push_back(Confirm(execution, ChangeOf(execution, job, state.attempts)));
    } else {
      LookAgain(execution, ChangeOf(execution, job, state.attempts));
    }
  }
  if (confirmed > kMostConfirmed) {
    parts_.wake(execution.owner);
  }
  return seen;
}

std::vector<AttemptSeen> PodJobRunner::LookAtPods(const Execution& execution) {
  std::vector<AttemptSeen> seen;
  ReleaseOrder stale{.ns = execution.owner.ns, .owner_uid = execution.owner.uid};
  for (const auto& pod : parts_.pods.ByIndex(kByOwner, OwnerIndex(execution.owner))) {
    const int job = execution.plan.Find(JobOf(*pod));
    const bool is_of_run = job >= 0 && pod->identity->run == execution.run.number;
    if (is_of_run && !IsReleased(*pod)) {
      seen.push_back(ReadAttempt(*pod, job, pod->identity->attempt));
    } else if (!is_of_run && pod->has_finalizer) {
      stale.pods.push_back({pod->meta.ns, pod->meta.name, pod->meta.uid});
    }
  }
  if (!stale.pods.empty()) {
    parts_.releaser.Release(std::move(stale), parts_.pods);
  }
  return seen;
}

/// Remembers a pod for the next look, unless a newer change is already there.
void PodJobRunner::LookAgain(const Execution& execution, PodChange change) {
  const std::scoped_lock lock(mutex_);
  std::string key = change.key;
  changes_[OwnerIndex(execution.owner)].try_emplace(std::move(key), std::move(change));
}

AttemptSeen PodJobRunner::Vanished(const PodChange& change, int job, std::string message) const {
  const auto now = runtime_.clock.Now();
  return {.job = job,
          .attempt = change.id.attempt,
          .pod = change.key.substr(change.key.find('/') + 1),
          .created = now,
          .started = true,
          .ending = domain::Ending{.reason = domain::Reason::kPodDeleted,
                                   .message = std::move(message),
                                   .time = now},
          .gone = true};
}

/// \pre the change is of a job in the plan
AttemptSeen PodJobRunner::Confirm(const Execution& execution, const PodChange& change) {
  const int job = execution.plan.Find(change.job);
  const std::string name = NameOf(execution, job, change.id.attempt);
  const kube::ApiResult result =
      parts_.client.Get(kube::ResourcePath(kube::kPods, execution.owner.ns, name));
  if (result.status.IsNotFound()) {
    return Vanished(change, job,
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
    LookAgain(execution, change);  // no watch will report it
  }
  return ReadAttempt(pod, job, change.id.attempt);
}

/// Another pod has the name. We ignore its state, but it may be our own pod that lost its owner
/// reference while no controller ran. While it runs we start no other pod, because the job could
/// run twice.
AttemptSeen PodJobRunner::InPlaceOf(const Execution& execution, const PodChange& change,
                                    const Pod& other) {
  const int job = execution.plan.Find(change.job);
  const std::string what = "a pod that this object does not control has the name of attempt " +
                           std::to_string(change.id.attempt) + " of job '" + change.job + "'";
  if (other.IsTerminal()) {
    return Vanished(change, job, "the pod is gone and its outcome is lost: " + what);
  }
  parts_.warn(execution.owner, other.meta.name, what + "; delete it to continue");
  LookAgain(execution, change);
  const domain::JobState& state = StateOf(execution, job);
  return {.job = job,
          .attempt = change.id.attempt,
          .pod = other.meta.name,
          .created = state.created.value_or(other.meta.creation_time),
          .started = state.started,
          .waiting_message = what + "; delete it to continue"};
}

/// Restores the metadata that identifies the pod, and its finalizer. \return the restored pod
Pod PodJobRunner::Repair(const Execution& execution, const PodChange& change, Pod pod) {
  if (!NeedsRepair(pod)) {
    return pod;
  }
  const kube::ApiResult result =
      parts_.client.Patch(kube::ResourcePath(kube::kPods, pod.meta.ns, pod.meta.name),
                          kube::PatchType::kStrategic, RepairPatch(execution.owner, change, pod));
  if (!result.ok && result.status.IsTransient()) {
    throw kube::KubeApiError(result.status);
  }
  parts_.warn(execution.owner, pod.meta.name,
              result.ok ? "somebody changed labels, finalizer or owner reference of pod '" +
                              pod.meta.name + "'; the controller restored them"
                        : "labels, finalizer or owner reference of pod '" + pod.meta.name +
                              "' were changed and can't be restored: " + result.status.message);
  if (!result.ok) {
    return pod;
  }
  Pod repaired = DecodePod(result.body);
  if (IsPodOf(repaired, execution.owner)) {
    parts_.barrier.Wrote(execution.owner.uid, parts_.pod_store, repaired.meta.resource_version);
  }
  return repaired;
}

}  // namespace executioner::pods
