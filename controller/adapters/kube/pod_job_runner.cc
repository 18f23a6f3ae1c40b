#include "controller/adapters/kube/pod_job_runner.h"

#include <algorithm>
#include <optional>
#include <set>

#include "controller/adapters/kube/burst.h"
#include "controller/adapters/kube/launch_refusal.h"
#include "controller/adapters/kube/names.h"
#include "controller/adapters/kube/pod_reader.h"
#include "controller/adapters/runner/runner_spec.h"
#include "controller/base/error.h"
#include "runner/contract/names.h"

namespace executioner::kube {
namespace {

using domain::AttemptSeen;
using engine::Execution;
using engine::LaunchResult;

std::string NameOf(const Execution& execution, int job, int attempt) {
  return PodName(execution.owner, execution.plan.jobs[static_cast<std::size_t>(job)].name,
                 {.run = execution.run.number, .attempt = attempt});
}

std::string KeyOf(const Execution& execution, const std::string& pod) {
  return execution.owner.ns + "/" + pod;
}

const domain::JobState& State(const Execution& execution, int job) {
  return execution.run.jobs[static_cast<std::size_t>(job)];
}

/// Whether a job says anything that the operator limits.
bool MayExceedLimits(const domain::JobTemplate& work) {
  const domain::PodTemplate& pod = work.pod_template;
  return !pod.spec.empty() || !pod.labels.empty() || !pod.annotations.empty() ||
         !work.security_context.text.empty();
}

}  // namespace

bool IsReleased(const Pod& pod) {
  return pod.meta.labels.contains(std::string(kReleasedLabel));
}

bool IsReleasedByPhase(const Pod& pod) {
  return IsReleased(pod) && !pod.meta.labels.contains(std::string(kOutcomeLabel));
}

std::string PodJobRunner::PodChanged(const Pod* before, const Pod* after) {
  const Pod& pod = after != nullptr ? *after : *before;
  const auto identity = ReadIdentity(pod);
  if (!identity) {
    return "";
  }
  if (IsReleased(pod)) {
    return identity->owner_uid;
  }
  PodChange change{pod.meta.Key(), identity->job, identity->run, identity->attempt};
  const std::scoped_lock lock(mutex_);
  changes_[identity->owner_uid].insert_or_assign(pod.meta.Key(), std::move(change));
  return identity->owner_uid;
}

void PodJobRunner::Forget(const std::string& owner_uid) {
  const std::scoped_lock lock(mutex_);
  changes_.erase(owner_uid);
}

std::vector<PodChange> PodJobRunner::TakeChanges(const std::string& owner_uid) {
  std::map<std::string, PodChange> taken;
  {
    const std::scoped_lock lock(mutex_);
    const auto found = changes_.find(owner_uid);
    if (found != changes_.end()) {
      taken = std::move(found->second);
      changes_.erase(found);
    }
  }
  std::vector<PodChange> changes;
  changes.reserve(taken.size());
  for (auto& [key, change] : taken) {
    changes.push_back(std::move(change));
  }
  return changes;
}

std::vector<AttemptSeen> PodJobRunner::Observe(const Execution& execution) {
  auto seen = execution.looked ? LookAtChanges(execution) : LookAtAll(execution);
  const auto now = runtime_.clock.Now();
  for (AttemptSeen& one : seen) {
    one.observed = now;  // a pod's times are of the API server's clock and of its node's
  }
  std::ranges::sort(seen, {}, [](const AttemptSeen& one) {
    return std::pair{one.job, one.attempt};
  });
  return seen;
}

std::vector<AttemptSeen> PodJobRunner::LookAtChanges(const Execution& execution) {
  std::vector<AttemptSeen> seen;
  for (const PodChange& change : TakeChanges(execution.owner.uid)) {
    const int job = execution.plan.Find(change.job);
    if (job < 0 || change.run != execution.run.number) {
      continue;
    }
    if (const auto pod = parts_.pods.Get(change.key)) {
      seen.push_back(ReadAttempt(*pod, job, change.attempt));
    } else if (State(execution, job).live && State(execution, job).attempts == change.attempt) {
      seen.push_back(Confirm(execution, job));
    }
  }
  return seen;
}

std::vector<AttemptSeen> PodJobRunner::LookAtAll(const Execution& execution) {
  Forget(execution.owner.uid);
  std::vector<AttemptSeen> seen = LookAtPods(execution);
  std::set<int> live;
  for (const AttemptSeen& one : seen) {
    if (one.attempt >= State(execution, one.job).attempts) {
      live.insert(one.job);
    }
  }
  for (int job = 0; job < static_cast<int>(execution.run.jobs.size()); ++job) {
    if (State(execution, job).live && !live.contains(job)) {
      seen.push_back(Confirm(execution, job));
    }
  }
  return seen;
}

std::vector<AttemptSeen> PodJobRunner::LookAtPods(const Execution& execution) {
  std::vector<AttemptSeen> seen;
  ReleaseOrder stale{.ns = execution.owner.ns, .owner_uid = execution.owner.uid};
  for (const auto& pod : parts_.pods.ByIndex(kByOwnerUid, execution.owner.uid)) {
    const auto identity = ReadIdentity(*pod);
    const int job = identity ? execution.plan.Find(identity->job) : -1;
    const bool is_of_run = job >= 0 && identity->run == execution.run.number;
    if (is_of_run && !IsReleased(*pod)) {
      seen.push_back(ReadAttempt(*pod, job, identity->attempt));
    } else if (!is_of_run && pod->has_finalizer) {
      stale.pods.push_back({pod->meta.ns, pod->meta.name, pod->meta.uid});
    }
  }
  if (!stale.pods.empty()) {
    parts_.releaser.Release(std::move(stale), parts_.pods);
  }
  return seen;
}

AttemptSeen PodJobRunner::Vanished(const std::string& pod, int job, int attempt) const {
  const auto now = runtime_.clock.Now();
  return {.job = job,
          .attempt = attempt,
          .pod = pod,
          .created = now,
          .started = true,
          .ending = domain::Ending{
              .reason = domain::Reason::kPodDeleted,
              .message = "the pod is gone and left no record: its finalizer was taken off by hand",
              .time = now}};
}

/// An attempt that is on record as live has no pod in the store. The store may lag behind the
/// record, somebody may have taken off the labels that we know it by, and the conclusion can't be
/// taken back: so the API server is asked.
AttemptSeen PodJobRunner::Confirm(const Execution& execution, int job) {
  const int attempt = State(execution, job).attempts;
  const std::string name = NameOf(execution, job, attempt);
  const ApiResult result = parts_.client.Get(ResourcePath(kPods, execution.owner.ns, name));
  if (result.ok) {
    const Pod pod = DecodePod(result.body);
    Relabel(execution, job, pod);
    return ReadAttempt(pod, job, attempt);
  }
  if (result.status.IsNotFound()) {
    return Vanished(name, job, attempt);
  }
  throw KubeApiError(result.status);
}

/// Without our labels no watch would tell of the pod, and nobody would let it go.
void PodJobRunner::Relabel(const Execution& execution, int job, const Pod& pod) {
  const bool is_ours = pod.meta.controller && pod.meta.controller->uid == execution.owner.uid;
  if (!is_ours || ReadIdentity(pod)) {
    return;
  }
  const std::string labels =
      OwnLabels(execution.owner, execution.plan.jobs[static_cast<std::size_t>(job)].name,
                {.run = execution.run.number, .attempt = State(execution, job).attempts});
  const ApiResult result =
      parts_.client.Patch(ResourcePath(kPods, pod.meta.ns, pod.meta.name), PatchType::kMerge,
                          R"({"metadata":{"labels":)" + labels + "}}");
  if (!result.ok && !result.status.IsNotFound()) {
    throw KubeApiError(result.status);
  }
}

std::vector<domain::Complaint> PodJobRunner::Unbuildable(const Execution& execution) const {
  std::vector<domain::Complaint> complaints;
  for (int job = 0; job < static_cast<int>(execution.plan.jobs.size()); ++job) {
    const domain::JobTemplate& work = execution.plan.jobs[static_cast<std::size_t>(job)].work;
    constexpr std::size_t kSurelyFits = runner::kSpecBytes / 16;
    const bool fits = !runner::UsesRunner(work) || runner::TextBytes(work) <= kSurelyFits;
    if (fits && !MayExceedLimits(work)) {
      continue;
    }
    try {
      BuildPod(execution.owner, execution.plan, job, {.run = execution.run.number, .attempt = 1},
               settings_);
    } catch (const base::ConfigurationError& error) {
      const std::string message = error.what();
      complaints.push_back(
          {.path = error.Field(), .message = message.substr(error.Field().size() + 2)});
    }
  }
  return complaints;
}

std::vector<LaunchResult> PodJobRunner::Launch(const Execution& execution,
                                               const std::vector<domain::Launch>& launches) {
  const std::string path = ResourcePath(kPods, execution.owner.ns);
  const LaunchResult not_sent{
      .kind = LaunchResult::Kind::kDelayed,
      .refusal = {.message = "waits: the API server refused another pod of this run",
                  .time = runtime_.clock.Now()}};
  std::vector<LaunchResult> results(launches.size(), not_sent);
  std::vector<std::string> bodies;
  std::vector<std::size_t> places;  // of the bodies' launches
  for (std::size_t i = 0; i < launches.size(); ++i) {
    try {
      const AttemptId id{.run = execution.run.number, .attempt = launches[i].attempt};
      bodies.push_back(BuildPod(execution.owner, execution.plan, launches[i].job, id, settings_));
      places.push_back(i);
    } catch (const base::ConfigurationError& error) {
      results[i] = {.kind = LaunchResult::Kind::kRefused,
                    .refusal = {.reason = domain::Reason::kCreateRefused,
                                .message = error.what(),
                                .time = runtime_.clock.Now()}};
    }
  }
  const auto start = [&](std::size_t i) {
    return parts_.client.StartCreate(path, std::move(bodies[i]));
  };
  const auto finish = [&](std::size_t i, const ApiResult& result) {
    results[places[i]] = ReadLaunch(execution, launches[places[i]], result);
    return results[places[i]].kind != LaunchResult::Kind::kDelayed;
  };
  SendBurst(parts_.client, bodies.size(), start, finish);
  return results;
}

LaunchResult PodJobRunner::ReadLaunch(const Execution& execution, const domain::Launch& launch,
                                      const ApiResult& result) {
  if (result.status.IsAlreadyExists()) {
    return ReadExisting(execution, launch);
  }
  if (!result.ok) {
    return ReadRefusal(result.status, runtime_.clock.Now());
  }
  const Pod pod = DecodePod(result.body);
  parts_.barrier.Wrote(execution.owner.uid, parts_.pod_store, pod.meta.resource_version);
  return {.pod = pod.meta.name};
}

LaunchResult PodJobRunner::ReadExisting(const Execution& execution, const domain::Launch& launch) {
  const std::string name = NameOf(execution, launch.job, launch.attempt);
  const ApiResult result = parts_.client.Get(ResourcePath(kPods, execution.owner.ns, name));
  if (!result.ok) {
    return ReadUnreadable(result.status, runtime_.clock.Now());
  }
  const Pod pod = DecodePod(result.body);
  const auto identity = ReadIdentity(pod);
  const bool ours = identity && pod.meta.controller &&
                    pod.meta.controller->uid == execution.owner.uid &&
                    identity->owner_uid == execution.owner.uid &&
                    identity->run == execution.run.number && identity->attempt == launch.attempt &&
                    identity->job == execution.plan.jobs[static_cast<std::size_t>(launch.job)].name;
  const auto now = runtime_.clock.Now();
  if (!ours) {
    return {
        .kind = LaunchResult::Kind::kRefused,
        .refusal = {.reason = domain::Reason::kNameConflict,
                    .message = "a pod '" + name + "' that is not ours exists; delete or rename it",
                    .time = now}};
  }
  if (pod.meta.deletion_time && !pod.IsTerminal()) {
    return {.kind = LaunchResult::Kind::kDelayed,
            .refusal = {.message = "waits until the pod '" + name + "' is gone", .time = now}};
  }
  parts_.barrier.Wrote(execution.owner.uid, parts_.pod_store, pod.meta.resource_version);
  return {.pod = pod.meta.name};
}

PendingResult PodJobRunner::StartStop(const Execution& execution, const domain::Stop& stop) {
  const std::string name = NameOf(execution, stop.job, stop.attempt);
  const std::string path = ResourcePath(kPods, execution.owner.ns, name);
  if (stop.mode == domain::StopMode::kGraceful) {
    // The kubelet ends the pod with its grace period; object, logs and last words remain.
    return parts_.client.StartPatch(path, PatchType::kStrategic,
                                    R"({"spec":{"activeDeadlineSeconds":1}})");
  }
  std::string options = R"({"apiVersion":"v1","kind":"DeleteOptions")";
  if (stop.mode == domain::StopMode::kNow) {
    options += R"(,"gracePeriodSeconds":1)";  // 0 would not wait for the kubelet to confirm the end
  }
  if (const auto pod = parts_.pods.Get(KeyOf(execution, name))) {
    options += R"(,"preconditions":{"uid":")" + pod->meta.uid + R"("})";
  }
  return parts_.client.StartDelete(path, options + "}");
}

void PodJobRunner::Stop(const Execution& execution, const std::vector<domain::Stop>& stops) {
  std::optional<ApiStatus> undelivered;
  const auto start = [&](std::size_t i) { return StartStop(execution, stops[i]); };
  const auto finish = [&](std::size_t, const ApiResult& result) {
    // A permission that is missing now may be there in a moment, and nobody would stop it then.
    const bool later = result.status.IsTransient() || result.status.IsUnauthenticated() ||
                       result.status.IsUnauthorized();
    if (!result.ok && later) {
      undelivered = result.status;
    } else if (!result.ok && !result.status.IsNotFound()) {
      runtime_.Log(LogLevel::kWarning, "a pod could not be stopped",
                   {{"owner", execution.owner.ns + "/" + execution.owner.name},
                    {"error", result.status.message}});
    }
    return !undelivered;
  };
  SendBurst(parts_.client, stops.size(), start, finish);
  if (undelivered) {
    throw KubeApiError(*undelivered);
  }
}

void PodJobRunner::Release(const Execution& execution,
                           const std::vector<std::pair<int, int>>& attempts) {
  const domain::PodRetention retention =
      execution.controls.pod_retention.value_or(config_.pod_retention);
  ReleaseOrder order{
      .ns = execution.owner.ns,
      .owner_uid = execution.owner.uid,
      .delete_succeeded = !retention.keep_succeeded,
      .delete_failed = !retention.keep_failed,
      .by_phase = parts_.pods.CountByIndex(kReleasedByPhase, execution.owner.uid) > 0};
  for (const auto& [job, attempt] : attempts) {
    const auto pod = parts_.pods.Get(KeyOf(execution, NameOf(execution, job, attempt)));
    if (pod && pod->has_finalizer) {
      order.pods.push_back({pod->meta.ns, pod->meta.name, pod->meta.uid});
    }
  }
  if (!order.pods.empty()) {
    parts_.releaser.Release(std::move(order), parts_.pods);
  }
}

}  // namespace executioner::kube
