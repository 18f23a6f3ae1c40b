#include "controller/reconcile/reconciler.h"

#include <algorithm>
#include <exception>
#include <utility>

#include "controller/adapters/pods/pod_identity.h"
#include "controller/adapters/pods/resources.h"
#include "controller/adapters/pods/status_reader.h"
#include "controller/base/json_span.h"
#include "controller/kube/api_error.h"
#include "controller/reconcile/finished.h"
#include "controller/reconcile/going.h"
#include "controller/reconcile/running.h"
#include "controller/reconcile/waiting.h"

namespace executioner::reconcile {
namespace {

using domain::Status;
using engine::Execution;
using engine::SaveResult;

constexpr std::chrono::minutes kResync{10};  // a safety net for lost timers
constexpr std::size_t kLargeText = 128U << 10U;

std::string PathOf(const engine::OwnerId& owner) {
  return kube::ResourcePath(pods::OwnerResource(owner.kind), owner.ns, owner.name);
}

Outcome BackOff() {
  return {.back_off = true};
}

/// Whether its status belongs to a run that has begun but not ended.
bool HasBegun(const OwnerObject& object) {
  return !object.finished && base::FindMember(object.status, "startTime").has_value();
}

}  // namespace

Reconciler::Reconciler(ReconcilerParts parts, kube::Runtime runtime)
    : parts_(std::move(parts)),
      runtime_(std::move(runtime)),
      pods_(parts_.client, parts_.pods, parts_.releaser) {}

Outcome Reconciler::Reconcile(const std::string& key) {
  const ObjectPtr object = parts_.owners.Find(key);
  const std::string uid = object ? object->meta.uid : "";
  // If the counts differ, pods of an earlier owner of this name remain.
  if (parts_.pods.CountByIndex(pods::kUnreleasedByKey, key) !=
      parts_.pods.CountByIndex(pods::kUnreleased, key + "/" + uid)) {
    ReleaseDeparted(key, uid);
  }
  if (IsGoing(object.get())) {
    return LetGo(key, object);
  }
  const ExecutionPtr cached = Cached(key);
  if (cached && cached->owner.uid != object->meta.uid) {
    LetGoRun(key);
  }
  // The stores must show our last writes.
  if (!parts_.barrier.Ready(object->meta.uid, [this, key] { parts_.enqueue(key); })) {
    return {};
  }
  try {
    return object->finished ? Finish(key, *object) : Advance(key, *object);
  } catch (const std::exception& error) {
    GiveUp(key, *object, error);
    throw;
  }
}

/// An error ends the reconcile; the next one rebuilds the run from its status and its pods. A bug
/// of the controller may occur again each time, so the object reports it.
void Reconciler::GiveUp(const std::string& key, const OwnerObject& known,
                        const std::exception& error) {
  Forget(key);
  if (known.finished || dynamic_cast<const domain::IllegalMoveError*>(&error) == nullptr) {
    return;
  }
  // A large object is in memory without its status; a status made of that would begin the run
  // again.
  if (const ObjectPtr object = WithText(known)) {
    Write(*object, [&](const Ground& ground) { return Stall(ground, error.what()); });
  }
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

void Reconciler::Forget(const std::string& key) {
  const auto gone = [&] {
    const std::scoped_lock lock(mutex_);
    return executions_.extract(key);
  }();
  if (gone.empty()) {
    return;
  }
  const Execution& execution = *gone.mapped().execution;
  parts_.runner.Forget(execution.owner);
  if (execution.outgoing) {
    // The writer reads this execution, and the barrier must know of the write before a rebuild.
    execution.outgoing->answer.wait();
  }
}

/// Reads the object from the API server; nothing if it does not exist.
std::optional<OwnerObject> Reconciler::Read(const engine::OwnerId& owner) {
  const kube::ApiResult result = parts_.client.Get(PathOf(owner));
  if (result.ok) {
    return DecodeOwner(owner.kind, result.body);
  }
  if (!result.status.IsNotFound()) {
    throw kube::KubeApiError(result.status);
  }
  return std::nullopt;
}

/// \return the object with its text, from the API server if necessary; nothing if the object was
/// replaced, or has begun or ended a run: the store will wake the key soon
Reconciler::ObjectPtr Reconciler::WithText(const OwnerObject& object) {
  if (object.has_text) {
    return std::make_shared<const OwnerObject>(object);
  }
  auto live = Read(OwnerOf(object));
  const bool is_same = live && live->meta.uid == object.meta.uid && live->has_text &&
                       live->finished == object.finished && !live->meta.deletion_time;
  return is_same ? std::make_shared<const OwnerObject>(std::move(*live)) : nullptr;
}

Outcome Reconciler::Finish(const std::string& key, const OwnerObject& object) {
  Forget(key);
  const bool runs_again = object.RunsAgain();
  if (!runs_again) {
    parts_.budget.Leave(key);
  }
  const engine::OwnerId owner = OwnerOf(object);
  if (pods_.DeleteStrays(owner)) {
    return BackOff();
  }
  pods_.Release(owner, object.controls.pod_retention.value_or(parts_.config.pod_retention));
  if (runs_again) {
    return StartOver(key, object);
  }
  return object.IsEdited() ? Acknowledge(object) : Expire(object);
}

Outcome Reconciler::Acknowledge(const OwnerObject& known) {
  const ObjectPtr object = WithText(known);
  if (!object) {
    return {};
  }
  if (object->controls.pod_retention) {  // it may be what was edited
    pods_.DeleteReleased(OwnerOf(*object), *object->controls.pod_retention);
  }
  const Status before = pods::DecodeStatus(object->status);
  const Outcome written =
      Write(*object, before, AcknowledgeEdit(*object, before, runtime_.clock.Now()));
  return written.back_off ? written : Expire(known);
}

Outcome Reconciler::Expire(const OwnerObject& object) {
  const Expiry expiry = ExpiryOf(object, runtime_.clock.Now());
  switch (expiry.kind) {
    case Expiry::Kind::kNever: break;
    case Expiry::Kind::kLater: return {.wake_at = runtime_.clock.Steady() + expiry.left};
    case Expiry::Kind::kPods:
      if (pods_.DeleteAll(OwnerOf(object))) {
        return BackOff();
      }
      break;
    case Expiry::Kind::kObject: DeleteObject(object); break;
  }
  return {};
}

void Reconciler::DeleteObject(const OwnerObject& object) {
  const kube::ApiResult result = parts_.client.Delete(
      PathOf(OwnerOf(object)),
      R"({"propagationPolicy":"Background","preconditions":{"uid":")" + object.meta.uid + R"("}})");
  if (!result.ok && result.status.IsTransient()) {
    throw kube::KubeApiError(result.status);
  }
}

Outcome Reconciler::Advance(const std::string& key, const OwnerObject& object) {
  const ExecutionPtr execution = Cached(key);
  if (!execution || IsStale(*execution)) {
    return StartOver(key, object);
  }
  if (execution->generation != object.meta.generation) {
    const ObjectPtr read = WithText(object);
    if (!read) {
      return {};
    }
    if (!TakeEdit(*execution, CheckSpec(*read, parts_.config, true), read->meta.generation)) {
      return StartOver(key, *read);
    }
  }
  execution->resource_version = object.meta.resource_version;
  return StepOn(key, *execution);
}

/// Rebuilds a run: after a start of the controller, a failure, an edit.
Outcome Reconciler::StartOver(const std::string& key, const OwnerObject& known) {
  Forget(key);  // it would wait for the memory that it has itself
  const ObjectPtr object = WithText(known);
  if (!object) {
    return {};
  }
  const engine::OwnerId owner = OwnerOf(*object);
  const std::size_t bytes = EstimateRunBytes(object->spec) + MetadataBytes(object->meta);
  const std::size_t limit = parts_.budget.Limits().of_run;
  const Applicant seen{.has_begun = HasBegun(*object),
                       .is_parked = object->IsParked(),
                       .is_large = bytes > limit,
                       .has_pods = pods_.AnyUnreleased(owner),
                       .has_pods_of_run = pods_.AnyUnreleased(owner, RecordedStatus(*object).run)};
  switch (Admit(seen)) {
    case Admission::kBegin:
      return Begin(key, *object, parts_.budget.Force({.key = key, .ns = owner.ns}, bytes));
    case Admission::kAsk: return Ask(key, *object, bytes, seen.has_begun);
    case Admission::kRest: parts_.budget.Leave(key); return {};
    case Admission::kRefuse:
      parts_.budget.Leave(key);
      return Write(*object, [&](const Ground& ground) { return RefuseSize(ground, bytes, limit); });
  }
  return {};
}

/// Begins if there is memory; otherwise the budget wakes the key later.
Outcome Reconciler::Ask(const std::string& key, const OwnerObject& object, std::size_t bytes,
                        bool has_begun) {
  if (RunBudget::Share share = parts_.budget.Take({.key = key, .ns = object.meta.ns}, bytes)) {
    return Begin(key, object, std::move(share));
  }
  if (!IsCancelled(object.spec) || has_begun) {
    return Write(object, WaitForMemory);
  }
  parts_.budget.Leave(key);
  const CheckedSpec checked = [&] {
    const std::scoped_lock one_at_a_time(large_);  // the parsed spec is not in the budget
    return CheckSpec(object, parts_.config, false);
  }();
  return Write(object, [&](const Ground& ground) {
    return checked.complaints.empty() ? CancelUnbegun(ground, checked.hash)
                                      : RefuseSpec(ground, checked);
  });
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
    const bool is_active = HasBegun(object);
    checked = CheckSpec(object, parts_.config, is_active);
    if (checked.complaints.empty()) {
      execution = std::make_shared<Execution>(
          BeginExecution(object, checked, parts_.config, runtime_.clock));
      if (!is_active) {
        // An active run may exceed limits that were lowered later: they reject only new pods.
        checked.complaints = parts_.runner.Unbuildable(*execution);
      }
    }
  }
  if (!checked.complaints.empty()) {
    return Write(object, [&](const Ground& ground) { return RefuseSpec(ground, checked); });
  }
  // An edit may have come in before the first record.
  if (!execution->recorded.start_time &&
      pods_.DeleteOfOtherSpec(execution->owner, execution->run.number, checked.hash)) {
    return {};  // the deletion of the pods wakes the key
  }
  if (auto waits = Wait(object, *execution, checked.spec)) {
    return *waits;
  }
  Keep(key, {.execution = execution, .share = std::move(share)});
  return StepOn(key, *execution);
}

/// \return what to do while a Job waits for others; nothing if it may begin
std::optional<Outcome> Reconciler::Wait(const OwnerObject& object, const Execution& execution,
                                        const domain::WorkflowSpec& spec) {
  if (spec.after.empty() || spec.controls.cancel != domain::CancelMode::kNone ||
      execution.recorded.start_time || pods_.AnyUnreleased(execution.owner, execution.run.number)) {
    return std::nullopt;
  }
  const auto steady = runtime_.clock.Steady();  // before Now, so that it never wakes too late
  const bool is_awaited =
      parts_.owners.IsAwaited(OwnerKey(object.kind, object.meta.ns, object.meta.name));
  const GateStep step =
      WaitForOthers(execution, spec, is_awaited,
                    LookUpIn(parts_.owners, object.meta.ns, execution.recorded.after_complete),
                    runtime_.clock.Now());
  if (!step.status) {
    return std::nullopt;
  }
  Outcome outcome = Write(object, execution.recorded, *step.status);
  if (step.wake_in) {
    outcome.wake_at = steady + *step.wake_in;
  }
  return outcome;
}

Outcome Reconciler::StepOn(const std::string& key, Execution& execution) {
  engine::StepResult step = parts_.orchestrator.Step(execution);
  switch (FateOf(execution, step)) {
    case Fate::kKeep: break;
    case Fate::kForget: Forget(key); return {};
    case Fate::kRetry: return BackOff();
    case Fate::kRebuild: Forget(key); return BackOff();
    case Fate::kTooLarge: return EndTooLarge(key, execution);
  }
  const auto resync = runtime_.clock.Steady() + kResync;
  Outcome outcome{.wake_at = std::min(step.wake_at.value_or(resync), resync)};
  if (step.send) {
    outcome.afterwards = [this, key, send = std::move(step.send)] {
      send();
      parts_.enqueue(key);
    };
  }
  return outcome;
}

Outcome Reconciler::EndTooLarge(const std::string& key, Execution& execution) {
  const Status status = EndWithoutJobs(execution, runtime_.clock.Now());
  const engine::SaveReply reply =
      parts_.recorder.Save(execution.owner, execution.resource_version, execution.recorded, status);
  const bool is_saved = reply.result == SaveResult::kSaved;
  // Otherwise the run is rebuilt, and may need its pods.
  if (is_saved) {
    parts_.runner.Stop(execution, StopAll(execution.run));
  }
  Forget(key);
  return is_saved ? Outcome{} : BackOff();
}

Outcome Reconciler::Write(const OwnerObject& object,
                          const std::function<Status(const Ground&)>& make) {
  const Status before = RecordedStatus(object);
  return Write(
      object, before,
      make(Ground{
          .before = before, .generation = object.meta.generation, .now = runtime_.clock.Now()}));
}

Outcome Reconciler::Write(const OwnerObject& object, const Status& before, const Status& status) {
  if (status == before) {
    return {};
  }
  const engine::SaveReply reply =
      parts_.recorder.Save(OwnerOf(object), object.meta.resource_version, before, status);
  const bool is_over = reply.result == SaveResult::kSaved || reply.result == SaveResult::kGone;
  return is_over ? Outcome{} : BackOff();
}

}  // namespace executioner::reconcile
