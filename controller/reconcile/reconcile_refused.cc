#include <algorithm>
#include <iterator>

#include "controller/adapters/kube/names.h"
#include "controller/adapters/kube/pod_reader.h"
#include "controller/domain/transition.h"
#include "controller/engine/measure.h"
#include "controller/reconcile/after_gate.h"
#include "controller/reconcile/reconciler.h"

namespace executioner::reconcile {
namespace {

using domain::JobPhase;
using domain::Reason;
using domain::RunPhase;
using domain::Status;

/// Since when a Job waits: of a later run the time at which that was opened is on record.
domain::TimePoint WaitsSince(const OwnerObject& object, const Status& recorded,
                             domain::TimePoint now) {
  if (recorded.run <= 1) {
    return object.meta.creation_time;
  }
  const auto found = std::ranges::find(recorded.conditions, "Finished", &domain::Condition::type);
  return found == recorded.conditions.end() ? now : found->last_transition_time;
}

/// The status of a Job that has not begun, and never will if the verdict says so.
Status WaitingStatus(const engine::Execution& execution, const domain::RunVerdict& verdict,
                     std::int64_t generation, domain::TimePoint now) {
  domain::Run run = execution.run;
  if (verdict.reason == Reason::kDependencyFailed) {
    domain::EndJob(execution.plan, run, 0,
                   {JobPhase::kBlocked, Reason::kDependencyFailed, verdict.message, now});
  }
  Status jobs;
  if (verdict.reason != Reason::kInvalidSpec) {
    jobs = domain::MakeStatus(execution.plan, run, execution.recorded, generation, now);
    jobs.jobs.front().message = verdict.message;
  }
  Status status = domain::MakeBareStatus(verdict, execution.recorded, generation, now);
  status.spec_hash = execution.plan.spec_hash;
  status.jobs = std::move(jobs.jobs);
  status.counts = jobs.counts;
  return status;
}

std::vector<domain::AfterRef> CompleteOf(const std::vector<domain::AfterRef>& after,
                                         const LookUp& look_up) {
  std::vector<domain::AfterRef> complete;
  std::ranges::copy_if(after, std::back_inserter(complete), [&](const domain::AfterRef& ref) {
    const auto awaited = look_up(ref);
    return awaited && awaited->complete;
  });
  return complete;
}

}  // namespace

/// The spec can't be run: says all that is wrong with it, and ends.
Outcome Reconciler::RefuseSpec(const OwnerObject& object, const CheckedSpec& checked) {
  const Status before = RecordedStatus(object);
  Status status = domain::MakeBareStatus(
      {RunPhase::kFailed, Reason::kInvalidSpec, Describe(checked.complaints)}, before,
      object.meta.generation, runtime_.clock.Now());
  status.spec_hash = checked.hash;
  if (!status.start_time) {  // it waited for others until now
    status.jobs = {};
    status.counts = {};
  }
  return WriteBare(object, before, status);
}

Outcome Reconciler::WriteBare(const OwnerObject& object, const Status& before,
                              const Status& status) {
  if (status == before) {
    return {};
  }
  engine::Execution execution{.owner = OwnerOf(object),
                              .resource_version = object.meta.resource_version};
  const engine::SaveResult saved = parts_.statuses.Save(execution, status);
  parts_.metrics.RecordStatusWrite(engine::SaveResultName(saved), status.jobs.size());
  if (saved == engine::SaveResult::kSaved) {
    for (const domain::Transition& transition : domain::Transitions(before, status)) {
      parts_.notifications.Notify(execution.owner, transition);
    }
    engine::Measure(parts_.metrics, execution.owner.kind, before, status);
    return {};
  }
  return {.kind =
              saved == engine::SaveResult::kGone ? Outcome::Kind::kDone : Outcome::Kind::kBackOff};
}

/// Pods of earlier runs stay and say nothing about this one.
bool Reconciler::HasPods(const std::string& uid, int run) const {
  return std::ranges::any_of(parts_.pods.ByIndex(kube::kByOwnerUid, uid), [&](const auto& pod) {
    const auto identity = kube::ReadIdentity(*pod);
    return identity && identity->run == run;
  });
}

/// \param latched  those that have been complete; borrowed
LookUp Reconciler::LookUpFor(const std::string& ns,
                             const std::vector<domain::AfterRef>& latched) const {
  return [this, ns, &latched](const domain::AfterRef& ref) -> std::optional<Awaited> {
    if (std::ranges::count(latched, ref) > 0) {
      return Awaited{.complete = true};
    }
    const auto found = Find(OwnerKey(ref.kind, ns, ref.name));
    if (!found) {
      return std::nullopt;
    }
    const bool ended = found->finished && !found->RunsAgain();
    return Awaited{.complete = ended && found->ended.phase == RunPhase::kSucceeded,
                   .failed = ended && found->ended.phase != RunPhase::kSucceeded,
                   .after = found->after};
  };
}

/// \return what to do while the Job waits; nothing when it may go on
std::optional<Outcome> Reconciler::CheckAfter(const OwnerObject& object,
                                              const engine::Execution& execution,
                                              const domain::WorkflowSpec& spec) {
  const bool begun =
      execution.recorded.start_time.has_value() || HasPods(object.meta.uid, execution.run.number);
  if (spec.after.empty() || begun || spec.controls.cancel != domain::CancelMode::kNone) {
    return std::nullopt;
  }
  const LookUp look_up = LookUpFor(object.meta.ns, execution.recorded.after_complete);
  GateVerdict verdict =
      CheckGate({.kind = object.kind, .name = object.meta.name}, spec.after, look_up);
  const auto now = runtime_.clock.Now();
  std::optional<std::chrono::steady_clock::time_point> wake_at;
  if (verdict.kind == GateVerdict::Kind::kWaits && spec.after_timeout_seconds) {
    const auto left = WaitsSince(object, execution.recorded, now) +
                      std::chrono::seconds{*spec.after_timeout_seconds} - now;
    wake_at = runtime_.clock.Steady() + left;
    if (left <= base::Duration{0}) {
      verdict = {GateVerdict::Kind::kFailed, "afterTimeoutSeconds passed: " + verdict.message};
    }
  }
  const auto write = [&](RunPhase phase, Reason reason) {
    Status status =
        WaitingStatus(execution, {phase, reason, verdict.message}, object.meta.generation, now);
    status.after_complete = CompleteOf(spec.after, look_up);
    Outcome outcome = WriteBare(object, execution.recorded, status);
    outcome.wake_at = wake_at;
    return outcome;
  };
  switch (verdict.kind) {
    case GateVerdict::Kind::kOpen: return std::nullopt;
    case GateVerdict::Kind::kWaits:
      return write(spec.controls.suspend ? RunPhase::kSuspended : RunPhase::kPending,
                   Reason::kWaitingFor);
    case GateVerdict::Kind::kFailed: return write(RunPhase::kFailed, Reason::kDependencyFailed);
    case GateVerdict::Kind::kCycle: return write(RunPhase::kFailed, Reason::kInvalidSpec);
  }
  return std::nullopt;
}

}  // namespace executioner::reconcile
