#include "controller/reconcile/reconciler.h"

#include <algorithm>
#include <exception>
#include <set>
#include <utility>

#include "controller/adapters/pods/names.h"
#include "controller/adapters/pods/pod_identity.h"
#include "controller/adapters/pods/resources.h"
#include "controller/base/error.h"
#include "controller/kube/json_span.h"

namespace executioner::reconcile {
namespace {

using engine::Execution;
using engine::SaveResult;

constexpr std::chrono::minutes kResync{10};  // a safety net for lost timers
constexpr std::size_t kLargeText = 128U << 10U;

/// Whether nothing happens in a run until its object changes: the run is suspended, this is
/// recorded, and it has no live pods. The run is then rebuilt from its status and needs no memory
/// until then.
bool IsParked(const Execution& execution, const engine::StepResult& result) {
  return execution.recorded.phase == domain::RunPhase::kSuspended &&
         execution.run.phase == domain::RunPhase::kSuspended && execution.run.live == 0 &&
         execution.recorded.observed_generation == execution.generation &&
         execution.record == engine::RecordState::kCurrent && !result.wake_at;
}

}  // namespace

Reconciler::Reconciler(ReconcilerParts parts, kube::Runtime runtime)
    : parts_(std::move(parts)), runtime_(std::move(runtime)) {}

Outcome Reconciler::Reconcile(const std::string& key) {
  const ObjectPtr object = Find(key);
  const std::string uid = object ? object->meta.uid : "";
  if (parts_.pods.CountByIndex(pods::kUnreleasedByKey, key) !=
      parts_.pods.CountByIndex(pods::kUnreleased, key + "/" + uid)) {
    ReleaseForeign(key, uid);
  }
  if (!object || object->meta.deletion_time) {
    return Abandon(key, object);
  }
  const ExecutionPtr cached = Cached(key);
  if (cached && cached->owner.uid != object->meta.uid) {
    parts_.barrier.Forget(cached->owner.uid);
    ReleaseAll(cached->owner);
    Forget(key);
  }
  if (!parts_.barrier.Ready(object->meta.uid, [this, key] { parts_.enqueue(key); })) {
    return {};
  }
  try {
    return object->finished ? Finished(key, *object) : Advance(key, *object);
  } catch (const std::exception&) {
    Forget(key);
    throw;
  }
}

Reconciler::ObjectPtr Reconciler::Find(const std::string& key) const {
  const std::size_t slash = key.find('/');
  const bool single = key.compare(0, slash, "Job") == 0;
  return (single ? parts_.jobs : parts_.workflows).Get(std::string_view(key).substr(slash + 1));
}

Reconciler::ExecutionPtr Reconciler::Cached(const std::string& key) {
  const std::scoped_lock lock(mutex_);
  const auto found = executions_.find(key);
  return found == executions_.end() ? nullptr : found->second.execution;
}

void Reconciler::Keep(const std::string& key, Kept run) {
  const std::scoped_lock lock(mutex_);
  executions_.insert_or_assign(key, std::move(run));
}

/// \return the object with its text, from the API server if the store does not have it; nothing if
/// the object was replaced, or has begun or ended a run: the store will see that soon and wake the
/// key
Reconciler::ObjectPtr Reconciler::WithText(const OwnerObject& object) {
  if (object.has_text) {
    return std::make_shared<const OwnerObject>(object);
  }
  const kube::ApiResult result = parts_.client.Get(
      kube::ResourcePath(pods::OwnerResource(object.kind), object.meta.ns, object.meta.name));
  if (!result.ok && !result.status.IsNotFound()) {
    throw kube::KubeApiError(result.status);
  }
  OwnerObject live = object.kind == "Job" ? DecodeJob(result.body) : DecodeWorkflow(result.body);
  const bool is_same = result.ok && live.meta.uid == object.meta.uid && live.has_text &&
                       live.finished == object.finished && !live.meta.deletion_time;
  return is_same ? std::make_shared<const OwnerObject>(std::move(live)) : nullptr;
}

void Reconciler::Forget(const std::string& key) {
  Kept gone;
  {
    const std::scoped_lock lock(mutex_);
    const auto found = executions_.find(key);
    if (found == executions_.end()) {
      return;
    }
    gone = std::move(found->second);
    executions_.erase(found);
  }
  parts_.runner.Forget(gone.execution->owner);
  if (gone.execution->outgoing) {
    // The barrier must know about the write before the run is rebuilt.
    gone.execution->outgoing->answer.wait();
  }
}

/// The owner is gone or going: nothing of it may be held back by us.
Outcome Reconciler::Abandon(const std::string& key, const ObjectPtr& object) {
  parts_.budget.Leave(key);
  if (const ExecutionPtr cached = Cached(key)) {
    ReleaseAll(cached->owner);
    parts_.barrier.Forget(cached->owner.uid);
    Forget(key);
  }
  if (object) {
    ReleaseAll(OwnerOf(*object));
    parts_.barrier.Forget(object->meta.uid);
  }
  return {};
}

void Reconciler::ReleaseAll(const pods::Owner& owner, const domain::PodRetention& keep) {
  pods::ReleaseOrder order{
      .ns = owner.ns,
      .owner_uid = owner.uid,
      .delete_succeeded = !keep.keep_succeeded,
      .delete_failed = !keep.keep_failed,
      .by_phase = parts_.pods.CountByIndex(pods::kReleasedByPhase, pods::OwnerIndex(owner)) > 0,
      .apart = pods::IsClaimed(parts_.pods, owner)};
  for (const auto& pod : parts_.pods.ByIndex(pods::kUnreleased, pods::OwnerIndex(owner))) {
    order.pods.push_back({pod->meta.ns, pod->meta.name, pod->meta.uid});
  }
  if (!order.pods.empty()) {
    parts_.releaser.Release(std::move(order), parts_.pods);
  }
}

/// Only this very pod, not another of its name.
void Reconciler::DeletePod(const pods::Pod& pod) {
  parts_.client.Delete(kube::ResourcePath(kube::kPods, pod.meta.ns, pod.meta.name),
                       R"({"preconditions":{"uid":")" + pod.meta.uid + R"("}})");
}

/// Frees pods whose owner of that name is not the one that exists now (`uid`, "" for none): gone
/// for good, or created again under the same name. Asks the API server before, since the store may
/// not have seen the owner yet.
void Reconciler::ReleaseForeign(const std::string& key, const std::string& uid) {
  std::set<std::string> foreign;
  pods::Owner owner;
  for (const auto& pod : parts_.pods.ByIndex(pods::kUnreleasedByKey, key)) {
    owner = *pods::ControllerOf(pod->meta);
    if (owner.uid != uid) {
      foreign.insert(owner.uid);
    }
  }
  if (foreign.empty()) {
    return;
  }
  const bool single = key.starts_with("Job/");
  const kube::ApiResult result =
      parts_.client.Get(kube::ResourcePath(pods::OwnerResource(owner.kind), owner.ns, owner.name));
  if (!result.ok && !result.status.IsNotFound()) {
    throw kube::KubeApiError(result.status);
  }
  const OwnerObject live = single ? DecodeJob(result.body) : DecodeWorkflow(result.body);
  for (const std::string& other : foreign) {
    if (!result.ok || live.meta.uid != other || live.meta.deletion_time) {
      owner.uid = other;
      ReleaseAll(owner);
    }
  }
}

Outcome Reconciler::Advance(const std::string& key, const OwnerObject& object) {
  const ExecutionPtr execution = Cached(key);
  if (!execution || execution->run.phase >= domain::RunPhase::kSucceeded) {
    return StartOver(key, object);
  }
  if (execution->generation != object.meta.generation) {
    const ObjectPtr read = WithText(object);
    if (!read) {
      return {};
    }
    CheckedSpec checked = CheckSpec(*read, parts_.config, true);
    if (!checked.complaints.empty() || checked.hash != execution->plan.spec_hash) {
      Forget(key);
      return StartOver(key, *read);
    }
    execution->generation = read->meta.generation;
    execution->controls = std::move(checked.spec.controls);
    execution->Note(engine::RecordEvent::kChanged);
  }
  execution->resource_version = object.meta.resource_version;
  return StepOn(key, *execution);
}

/// Takes an object over: after a start, a failure, an edit.
Outcome Reconciler::StartOver(const std::string& key, const OwnerObject& known) {
  const ObjectPtr object = WithText(known);
  if (!object) {
    return {};
  }
  const pods::Owner owner = OwnerOf(*object);
  const bool begun = !object->finished && kube::FindMember(object->status, "startTime").has_value();
  const RunBudget::Asker asker{.key = key, .ns = object->meta.ns};
  const std::size_t bytes = EstimateRunBytes(object->spec);
  const bool is_large = bytes > parts_.budget.Limits().of_run;
  // Pods cannot wait. A run that is larger than its limit began before the limit was lowered.
  if (HasPods(owner, RecordedStatus(*object).run) || (begun && is_large)) {
    return Begin(key, *object, parts_.budget.Force(asker, bytes));
  }
  if (begun && object->IsParked() && !HasPods(owner)) {
    parts_.budget.Leave(key);
    return {};
  }
  if (is_large) {
    parts_.budget.Leave(key);
    return RefuseLarge(*object, bytes);
  }
  if (RunBudget::Share share = parts_.budget.Take(asker, bytes)) {
    return Begin(key, *object, std::move(share));
  }
  if (IsCancelled(object->spec) && !begun) {
    parts_.budget.Leave(key);
    return EndUnbegun(*object);
  }
  return Throttle(*object);
}

/// \param share  returned at the end unless the run is kept
Outcome Reconciler::Begin(const std::string& key, const OwnerObject& object,
                          RunBudget::Share share) {
  CheckedSpec checked;
  ExecutionPtr execution;
  {
    std::unique_lock large(large_, std::defer_lock);
    if (object.spec.size() > kLargeText) {
      large.lock();
    }
    const bool active =
        !object.finished && kube::FindMember(object.status, "startTime").has_value();
    checked = CheckSpec(object, parts_.config, active);
    if (checked.complaints.empty()) {
      execution = std::make_shared<Execution>(
          BeginExecution(object, checked, parts_.config, runtime_.clock));
      checked.complaints =
          active ? std::vector<domain::Complaint>() : parts_.runner.Unbuildable(*execution);
    }
  }
  if (!checked.complaints.empty()) {
    return RefuseSpec(object, checked);
  }
  if (RemoveForeignHashes(object, *execution)) {
    return {};  // woken by the pods' going
  }
  if (auto waits = CheckAfter(object, *execution, checked.spec)) {
    return *waits;
  }
  Keep(key, {.execution = execution, .share = std::move(share)});
  return StepOn(key, *execution);
}

/// An edit came in before the first record: pods of the spec before it must go, they have the names
/// that the new ones will have.
bool Reconciler::RemoveForeignHashes(const OwnerObject& object, const Execution& execution) {
  if (execution.recorded.start_time) {
    return false;
  }
  bool found = false;
  int deleted = 0;
  pods::ReleaseOrder order{.ns = object.meta.ns, .owner_uid = object.meta.uid};
  for (const auto& pod : parts_.pods.ByIndex(pods::kByOwner, pods::OwnerIndex(execution.owner))) {
    const auto hash = pod->meta.annotations.find(std::string(pods::kSpecHashAnnotation));
    if (pod->identity->run != execution.run.number || hash == pod->meta.annotations.end() ||
        hash->second == execution.plan.spec_hash) {
      continue;
    }
    found = true;
    if (!pod->meta.deletion_time && deleted++ < kMostDeleted) {
      DeletePod(*pod);
    }
    if (pod->has_finalizer) {
      order.pods.push_back({pod->meta.ns, pod->meta.name, pod->meta.uid});
    }
  }
  if (!order.pods.empty()) {
    parts_.releaser.Release(std::move(order), parts_.pods);
  }
  return found;
}

Outcome Reconciler::StepOn(const std::string& key, Execution& execution) {
  engine::StepResult result = parts_.orchestrator.Step(execution);
  switch (result.saved) {
    case SaveResult::kSaved: break;
    case SaveResult::kFailed: return {.kind = Outcome::Kind::kBackOff};
    case SaveResult::kGone: Forget(key); return {};
    case SaveResult::kTooLarge: return EndTooLarge(key, execution);
    case SaveResult::kConflict:
    case SaveResult::kRefused: Forget(key); return {.kind = Outcome::Kind::kBackOff};
  }
  if (domain::IsEnded(execution.recorded.phase)) {
    Forget(key);
    return {};
  }
  if (IsParked(execution, result)) {
    Forget(key);
    return {};
  }
  const auto resync = runtime_.clock.Steady() + kResync;
  Outcome outcome{.wake_at = std::min(result.wake_at.value_or(resync), resync)};
  if (result.send) {
    outcome.afterwards = [this, key, send = std::move(result.send)] {
      send();
      parts_.enqueue(key);
    };
  }
  return outcome;
}

/// The spec leaves no space for even the smallest status with jobs: the run ends with a status that
/// lists no jobs.
Outcome Reconciler::EndTooLarge(const std::string& key, Execution& execution) {
  const auto now = runtime_.clock.Now();
  const domain::Status last = domain::MakeStatus(execution.plan, execution.run, execution.recorded,
                                                 execution.generation, now);
  domain::Status status =
      domain::MakeBareStatus({domain::RunPhase::kFailed, domain::Reason::kStatusTooLarge,
                              "the spec leaves too little space for the status in the object; "
                              "split the workflow or shorten its names" +
                                  (last.message.empty() ? "" : "; " + last.message)},
                             execution.recorded, execution.generation, now);
  status.counts = last.counts;
  status.counts.failed += status.counts.running + status.counts.pending;  // stopped now
  status.counts.running = 0;
  status.counts.pending = 0;
  status.jobs = {};
  const SaveResult saved =
      parts_.recorder.Save(execution.owner, execution.resource_version, execution.recorded, status)
          .result;
  std::vector<domain::Stop> stops;
  for (int job = 0; job < static_cast<int>(execution.run.jobs.size()); ++job) {
    const domain::JobState& state = execution.run.jobs[static_cast<std::size_t>(job)];
    if (state.live) {
      stops.push_back({.job = job, .attempt = state.attempts});
    }
  }
  if (saved != SaveResult::kSaved) {
    Forget(key);
    return {.kind = Outcome::Kind::kBackOff};
  }
  parts_.runner.Stop(execution, stops);
  Forget(key);
  return {};
}

}  // namespace executioner::reconcile
