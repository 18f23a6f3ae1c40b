#include "controller/adapters/pods/pod_job_runner.h"

#include <algorithm>
#include <optional>
#include <set>

#include "controller/adapters/pods/launch_refusal.h"
#include "controller/adapters/pods/pod_identity.h"
#include "controller/adapters/pods/pod_name.h"
#include "controller/adapters/pods/pod_reader.h"
#include "controller/adapters/runner/runner_spec.h"
#include "controller/base/error.h"
#include "controller/engine/bind_attempt.h"
#include "controller/kube/burst.h"
#include "runner/contract/names.h"

namespace executioner::pods {
namespace {

using domain::AttemptSeen;
using engine::Execution;
using engine::LaunchResult;

std::string KeyOf(const Execution& execution, const std::string& pod) {
  return execution.owner.ns + "/" + pod;
}

/// Whether a job sets a field that the operator limits.
bool MayExceedLimits(const domain::JobTemplate& work) {
  const domain::PodTemplate& pod = work.pod_template;
  return !pod.spec.empty() || !pod.labels.empty() || !pod.annotations.empty() ||
         !work.security_context.text.empty();
}

/// Maximum number of pods confirmed in one step, with one or two requests each. Then the worker
/// returns the key.
constexpr int kMostConfirmed = 50;

/// Whether the outcome of an observed or launched attempt is not recorded yet.
bool IsUnrecorded(const Execution& execution, domain::InstanceId instance, int attempt) {
  const domain::JobState& state = execution.run.instances[instance];
  const engine::AttemptKey one{instance, attempt};
  return (state.live && state.attempts == attempt) ||
         std::ranges::count(execution.ended, one) > 0 ||
         (execution.outgoing && std::ranges::count(execution.outgoing->ended, one) > 0);
}

}  // namespace

std::vector<AttemptSeen> PodJobRunner::Observe(const Execution& execution) {
  auto seen =
      execution.next_look == engine::Look::kAtAll ? LookAtAll(execution) : LookAtChanges(execution);
  const auto now = runtime_.clock.Now();
  for (AttemptSeen& one : seen) {
    one.observed = now;  // a pod's own times come from other clocks
  }
  // domain::Observe requires the attempts of a job in ascending order.
  std::ranges::sort(seen, {}, [](const AttemptSeen& one) {
    return std::pair{one.instance, one.attempt};
  });
  return seen;
}

std::vector<AttemptSeen> PodJobRunner::LookAtChanges(const Execution& execution) {
  std::vector<AttemptSeen> seen;
  int confirmed = 0;
  for (PodChange& change : changes_.Take(execution.owner)) {
    const auto instance = execution.Find(change.job);
    if (!instance || change.id.run != execution.run.number) {
      continue;
    }
    const auto pod = parts_.pods.Get(change.key);
    const bool is_ours = pod && IsPodOf(*pod, execution.owner);
    const bool unrecorded = IsUnrecorded(execution, *instance, change.id.attempt);
    if (is_ours && !(unrecorded && NeedsRepair(execution.owner, *pod))) {
      if (!IsReleased(*pod)) {
        seen.push_back(ReadAttempt(*pod, *instance, change.id.attempt));
      }
    } else if (unrecorded && confirmed++ < kMostConfirmed) {
      seen.push_back(confirmer_.Confirm(execution, change));
    } else if (unrecorded) {
      changes_.PutBack(execution.owner, std::move(change));
    }
  }
  if (confirmed > kMostConfirmed) {
    parts_.wake(execution.owner);
  }
  return seen;
}

std::vector<AttemptSeen> PodJobRunner::LookAtAll(const Execution& execution) {
  // Before looking at the pods: a change in between is then observed twice, not missed.
  changes_.Forget(execution.owner);
  changes_.Take(execution.owner);  // the store collects changes from now on
  std::vector<AttemptSeen> seen = LookAtPods(execution);
  std::set<domain::InstanceId> found;
  for (const AttemptSeen& one : seen) {
    const int known = execution.run.instances[one.instance].attempts;
    if (one.attempt == known || one.attempt == known + 1) {
      found.insert(one.instance);
    }
  }
  int confirmed = 0;
  for (const domain::InstanceId instance : execution.run.instances.Ids()) {
    const domain::JobState& state = execution.run.instances[instance];
    if (!state.live || found.contains(instance)) {
      continue;
    }
    if (confirmed++ < kMostConfirmed) {
      seen.push_back(confirmer_.Confirm(execution, ChangeOf(execution, instance, state.attempts)));
    } else {
      changes_.PutBack(execution.owner, ChangeOf(execution, instance, state.attempts));
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
    const auto instance = execution.Find(JobOf(*pod));
    const bool is_of_run = instance && pod->identity->run == execution.run.number;
    if (is_of_run && !IsReleased(*pod)) {
      seen.push_back(ReadAttempt(*pod, *instance, pod->identity->attempt));
    } else if (!is_of_run && pod->has_finalizer) {
      stale.pods.push_back({pod->meta.ns, pod->meta.name, pod->meta.uid});
    }
  }
  if (!stale.pods.empty()) {
    parts_.releaser.Release(std::move(stale), parts_.pods);
  }
  return seen;
}

std::vector<domain::Complaint> PodJobRunner::Unbuildable(const Execution& execution) const {
  std::vector<domain::Complaint> complaints;
  for (const domain::NodeId node : execution.plan.Jobs().Ids()) {
    const domain::JobTemplate& work = execution.plan.Job(node).work;
    // Escapes enlarge a text at most sixteen times (TextBytes). Building every pod of a large run
    // only for this check would be slow.
    constexpr std::size_t kSurelyFits = runner::kSpecBytes / 16;
    const bool fits = !work.HasCommand() || runner::TextBytes(work) <= kSurelyFits;
    if (fits && !MayExceedLimits(work)) {
      continue;
    }
    const domain::Binding bound = engine::BindAttempt(execution, node, 1);
    if (std::holds_alternative<domain::Refusal>(bound)) {
      continue;  // lacks what other jobs will leave behind; checked again when it is launched
    }
    try {
      BuildPod(execution.owner, std::get<domain::ConcreteWork>(bound), settings_);
    } catch (const base::ConfigurationError& error) {
      const std::string message = error.what();
      complaints.push_back(
          {.path = error.Field(), .message = message.substr(error.Field().size() + 2)});
    }
  }
  return complaints;
}

LaunchResult PodJobRunner::Refused(const domain::Refusal& refusal) const {
  return {.kind = LaunchResult::Kind::kRefused,
          .refusal = {
              .reason = refusal.reason, .message = refusal.message, .time = runtime_.clock.Now()}};
}

std::vector<LaunchResult> PodJobRunner::Launch(const Execution& execution,
                                               const std::vector<domain::Launch>& launches) {
  const std::string path = kube::ResourcePath(kube::kPods, execution.owner.ns);
  const LaunchResult not_sent{
      .kind = LaunchResult::Kind::kDelayed,
      .refusal = {.message = "waits: the API server refused another pod of this run",
                  .time = runtime_.clock.Now()}};
  std::vector<LaunchResult> results(launches.size(), not_sent);
  std::vector<std::string> bodies;
  std::vector<std::size_t> places;  // of the bodies' launches
  for (std::size_t i = 0; i < launches.size(); ++i) {
    const domain::Binding bound = engine::BindAttempt(
        execution, execution.run.NodeOf(launches[i].instance), launches[i].attempt);
    if (const auto* const refusal = std::get_if<domain::Refusal>(&bound)) {
      results[i] = Refused(*refusal);
      continue;
    }
    try {
      bodies.push_back(BuildPod(execution.owner, std::get<domain::ConcreteWork>(bound), settings_));
      places.push_back(i);
    } catch (const base::ConfigurationError& error) {
      results[i] = Refused({domain::Reason::kCreateRefused, error.what()});
    }
  }
  const auto start = [&](std::size_t i) {
    return parts_.client.StartCreate(path, std::move(bodies[i]));
  };
  const auto finish = [&](std::size_t i, const kube::ApiResult& result) {
    results[places[i]] = ReadLaunch(execution, launches[places[i]], result);
    // A delay ends the burst, because the next pods would be delayed for the same reason.
    return results[places[i]].kind != LaunchResult::Kind::kDelayed;
  };
  kube::SendBurst(parts_.client, bodies.size(), start, finish);
  return results;
}

LaunchResult PodJobRunner::ReadLaunch(const Execution& execution, const domain::Launch& launch,
                                      const kube::ApiResult& result) {
  if (result.status.IsAlreadyExists()) {
    return ReadExisting(execution, launch);
  }
  if (!result.ok) {
    return ReadRefusal(result.status, runtime_.clock.Now());
  }
  const Pod pod = DecodePod(result.body);
  if (IsPodOf(pod, execution.owner)) {
    parts_.barrier.Wrote(execution.owner.uid, parts_.pod_store, pod.meta.resource_version);
  } else {  // admission changed its identity: the watch may not report it
    PodChange change = ChangeOf(execution, launch.instance, launch.attempt);
    change.uid = pod.meta.uid;
    changes_.PutBack(execution.owner, std::move(change));
    parts_.wake(execution.owner);
  }
  return {.pod = pod.meta.name};
}

LaunchResult PodJobRunner::ReadExisting(const Execution& execution, const domain::Launch& launch) {
  // Normally we created it: the response was lost, or the controller restarted before it recorded
  // the launch.
  const std::string name = PodName(execution, launch.instance, launch.attempt);
  const kube::ApiResult result =
      parts_.client.Get(kube::ResourcePath(kube::kPods, execution.owner.ns, name));
  if (!result.ok) {
    return ReadUnreadable(result.status, runtime_.clock.Now());
  }
  Pod pod = DecodePod(result.body);
  const auto now = runtime_.clock.Now();
  if (!IsControlledBy(pod.meta, execution.owner)) {
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
  const PodChange change = ChangeOf(execution, launch.instance, launch.attempt);
  pod = confirmer_.Repair(execution, change, std::move(pod));
  parts_.barrier.Wrote(execution.owner.uid, parts_.pod_store, pod.meta.resource_version);
  changes_.PutBack(execution.owner,
                   change);  // it may have ended long ago, which no watch would report
  parts_.wake(execution.owner);
  return {.pod = pod.meta.name};
}

/// The store does not show a pod as ours if it was created a moment ago or if somebody changed it.
/// Then we ask the API server, because we must not stop another pod of the same name.
/// \return nothing if there is no pod to stop
std::optional<std::string> PodJobRunner::UidToStop(const Execution& execution,
                                                   const domain::Stop& stop) {
  const std::string name = PodName(execution, stop.instance, stop.attempt);
  const auto stored = parts_.pods.Get(KeyOf(execution, name));
  if (stored && IsPodOf(*stored, execution.owner)) {
    return stored->meta.uid;
  }
  const kube::ApiResult result =
      parts_.client.Get(kube::ResourcePath(kube::kPods, execution.owner.ns, name));
  if (!result.ok && !result.status.IsNotFound()) {
    throw kube::KubeApiError(result.status);
  }
  const Pod pod = DecodePod(result.ok ? result.body : "{}");
  const bool is_ours = result.ok && IsControlledBy(pod.meta, execution.owner);
  return is_ours ? std::optional{pod.meta.uid} : std::nullopt;
}

kube::PendingResult PodJobRunner::StartStop(const Execution& execution, const domain::Stop& stop,
                                            const std::string& uid) {
  const std::string path = kube::ResourcePath(kube::kPods, execution.owner.ns,
                                              PodName(execution, stop.instance, stop.attempt));
  if (stop.mode == domain::StopMode::kGraceful) {
    // The kubelet ends the pod with its grace period; object, logs and last words remain.
    return parts_.client.StartPatch(
        path, kube::PatchType::kStrategic,
        R"({"metadata":{"uid":")" + uid + R"("},"spec":{"activeDeadlineSeconds":1}})");
  }
  std::string options = R"({"apiVersion":"v1","kind":"DeleteOptions")";
  if (stop.mode == domain::StopMode::kNow) {
    options += R"(,"gracePeriodSeconds":1)";  // 0 would not wait for the kubelet to confirm the end
  }
  return parts_.client.StartDelete(path, options + R"(,"preconditions":{"uid":")" + uid + R"("}})");
}

void PodJobRunner::Stop(const Execution& execution, const std::vector<domain::Stop>& stops) {
  std::vector<std::pair<const domain::Stop*, std::string>> pods;
  for (const domain::Stop& stop : stops) {
    if (auto uid = UidToStop(execution, stop)) {
      pods.emplace_back(&stop, std::move(*uid));
    }
  }
  std::optional<kube::ApiStatus> undelivered;
  const auto start = [&](std::size_t i) {
    return StartStop(execution, *pods[i].first, pods[i].second);
  };
  const auto finish = [&](std::size_t, const kube::ApiResult& result) {
    // The missing permission may be granted later, and then nobody would stop the pod.
    const bool later = result.status.IsTransient() || result.status.IsUnauthenticated() ||
                       result.status.IsUnauthorized();
    if (!result.ok && later) {
      undelivered = result.status;
    } else if (!result.ok && !result.status.IsNotFound()) {
      runtime_.Log(kube::LogLevel::kWarning, "a pod could not be stopped",
                   {{"owner", execution.owner.ns + "/" + execution.owner.name},
                    {"error", result.status.message}});
    }
    return !undelivered;
  };
  kube::SendBurst(parts_.client, pods.size(), start, finish);
  if (undelivered) {
    throw kube::KubeApiError(*undelivered);
  }
}

void PodJobRunner::Release(const Execution& execution,
                           const std::vector<engine::AttemptKey>& attempts) {
  const domain::PodRetention retention =
      execution.controls.pod_retention.value_or(config_.pod_retention);
  ReleaseOrder order{
      .ns = execution.owner.ns,
      .owner_uid = execution.owner.uid,
      .delete_succeeded = !retention.keep_succeeded,
      .delete_failed = !retention.keep_failed,
      .by_phase = parts_.pods.CountByIndex(kReleasedByPhase, OwnerIndex(execution.owner)) > 0,
      .apart = IsClaimed(parts_.pods, execution.owner)};
  for (const auto& [instance, attempt] : attempts) {
    const auto pod = parts_.pods.Get(KeyOf(execution, PodName(execution, instance, attempt)));
    if (pod && pod->has_finalizer && IsPodOf(*pod, execution.owner)) {
      order.pods.push_back({pod->meta.ns, pod->meta.name, pod->meta.uid});
    }
  }
  if (!order.pods.empty()) {
    parts_.releaser.Release(std::move(order), parts_.pods);
  }
}

}  // namespace executioner::pods
