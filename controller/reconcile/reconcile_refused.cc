#include <algorithm>
#include <iterator>
#include <memory>
#include <string_view>
#include <unordered_set>

#include "controller/adapters/pods/pod_identity.h"
#include "controller/reconcile/after_gate.h"
#include "controller/reconcile/reconciler.h"

namespace executioner::reconcile {
namespace {

using domain::JobPhase;
using domain::Reason;
using domain::RunPhase;
using domain::Status;

constexpr std::string_view kCycleCheckIncomplete = "CycleCheckIncomplete";

std::string Mebibytes(std::size_t bytes) {
  constexpr std::size_t kMebibyte = 1U << 20U;
  return std::to_string((bytes + kMebibyte - 1) / kMebibyte) + " MiB";
}

/// When a Job began to wait: when its run was opened, as its first status says. The creation time
/// is not used, because it comes from the API server's clock. The result is never later than now,
/// even if the clock of the controller that wrote the status was ahead.
domain::TimePoint WaitsSince(const Status& recorded, domain::TimePoint now) {
  const auto found = std::ranges::find(recorded.conditions, "Finished", &domain::Condition::type);
  return found == recorded.conditions.end() ? now : std::min(found->last_transition_time, now);
}

/// The recorded status with conditions that are not later than now. Once this is recorded, a wait
/// whose begin another controller wrote by a clock that was ahead counts from now on; bounding it
/// at every look alone would begin the wait again until the clock has caught up.
Status InOwnTime(Status recorded, domain::TimePoint now) {
  for (domain::Condition& condition : recorded.conditions) {
    condition.last_transition_time = std::min(condition.last_transition_time, now);
  }
  return recorded;
}

/// The status of a Job that has not begun, and never will if the verdict says so.
Status WaitingStatus(const engine::Execution& execution, const domain::RunVerdict& verdict,
                     std::int64_t generation, domain::TimePoint now) {
  domain::Run run = execution.run;
  const Status recorded = InOwnTime(execution.recorded, now);
  if (verdict.reason == Reason::kDependencyFailed) {
    domain::EndJob(execution.plan, run, 0,
                   {JobPhase::kBlocked, Reason::kDependencyFailed, verdict.message, now});
  }
  Status jobs;
  if (verdict.reason != Reason::kInvalidSpec) {
    jobs = domain::MakeStatus(execution.plan, run, recorded, generation, now);
    jobs.jobs.front().message = verdict.message;
  }
  Status status = domain::MakeBareStatus(verdict, recorded, generation, now);
  status.spec_hash = execution.plan.spec_hash;
  status.jobs = std::move(jobs.jobs);
  status.counts = jobs.counts;
  return status;
}

/// Adds the condition of a Job that waits for so many others that the search for a cycle was not
/// completed. The result of an earlier search stays until the next search.
void AddCycleCheck(Status& status, const GateVerdict& verdict, const Status& before,
                   domain::TimePoint now) {
  const auto found =
      std::ranges::find(before.conditions, kCycleCheckIncomplete, &domain::Condition::type);
  const bool was_incomplete = found != before.conditions.end();
  if (verdict.searched ? !verdict.gave_up : !was_incomplete) {
    return;
  }
  status.conditions.push_back(
      {.type = std::string(kCycleCheckIncomplete),
       .status = true,
       .reason = "TooManyJobs",
       .message = "more than " + std::to_string(kMostSearched) +
                  " Jobs come before this one; a cycle among them is not detected",
       .last_transition_time = was_incomplete ? found->last_transition_time : now,
       .observed_generation = status.observed_generation});
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

/// The run needs more memory than one run may use.
Outcome Reconciler::RefuseLarge(const OwnerObject& object, std::size_t bytes) {
  const Status before = RecordedStatus(object);
  Status status = domain::MakeBareStatus(
      {RunPhase::kFailed, Reason::kTooLarge,
       "the run needs " + Mebibytes(bytes) + " of the controller's memory, but may use " +
           Mebibytes(parts_.budget.Limits().of_run) +
           " at most; split it, or move large parts of its defaults, which count once for each "
           "job, into a ConfigMap"},
      before, object.meta.generation, runtime_.clock.Now());
  status.jobs = {};
  status.counts = {};
  return WriteBare(object, before, status);
}

/// The run was cancelled before there was memory for it, so it ends without having begun.
Outcome Reconciler::EndUnbegun(const OwnerObject& object) {
  const CheckedSpec checked = [&] {
    const std::scoped_lock one_at_a_time(large_);  // the parsed spec is not in the budget
    return CheckSpec(object, parts_.config, false);
  }();
  if (!checked.complaints.empty()) {
    return RefuseSpec(object, checked);
  }
  const Status before = RecordedStatus(object);
  Status status = domain::MakeBareStatus(
      {RunPhase::kCancelled, Reason::kCancelled, "cancelled before it started"}, before,
      object.meta.generation, runtime_.clock.Now());
  status.spec_hash = checked.hash;
  status.jobs = {};
  status.counts = {};
  return WriteBare(object, before, status);
}

/// The run waits until others have ended; the budget then wakes its key. A run that was suspended
/// keeps what its status says of its jobs.
Outcome Reconciler::Throttle(const OwnerObject& object) {
  const Status before = RecordedStatus(object);
  const Status status =
      domain::MakeBareStatus({RunPhase::kPending, Reason::kThrottled,
                              WithThrottleNote(before.start_time ? before.message : "")},
                             before, object.meta.generation, runtime_.clock.Now());
  return WriteBare(object, before, status);
}

Outcome Reconciler::WriteBare(const OwnerObject& object, const Status& before,
                              const Status& status) {
  if (status == before) {
    return {};
  }
  const engine::SaveResult saved =
      parts_.recorder.Save(OwnerOf(object), object.meta.resource_version, before, status).result;
  const bool is_over = saved == engine::SaveResult::kSaved || saved == engine::SaveResult::kGone;
  return {.kind = is_over ? Outcome::Kind::kDone : Outcome::Kind::kBackOff};
}

/// Pods of earlier runs stay and say nothing about this one, nor do pods whose outcome is recorded.
bool Reconciler::HasPods(const pods::Owner& owner, std::optional<int> run) const {
  const auto pods = parts_.pods.ByIndex(pods::kByOwner, pods::OwnerIndex(owner));
  return std::ranges::any_of(pods, [&](const auto& pod) {
    return !pods::IsReleased(*pod) && pod->identity->run == run.value_or(pod->identity->run);
  });
}

/// \param latched  the objects that have been complete
LookUp Reconciler::LookUpFor(const std::string& ns,
                             const std::vector<domain::AfterRef>& latched) const {
  auto complete = std::make_shared<std::unordered_set<std::string>>();
  for (const domain::AfterRef& ref : latched) {
    complete->insert(OwnerKey(ref.kind, ns, ref.name));
  }
  return [this, ns, complete](const domain::AfterRef& ref) -> std::optional<Awaited> {
    const std::string key = OwnerKey(ref.kind, ns, ref.name);
    if (complete->contains(key)) {
      return Awaited{.complete = true};
    }
    const auto found = Find(key);
    if (!found) {
      return std::nullopt;
    }
    const bool ended = found->finished && !found->RunsAgain();
    return Awaited{.complete = ended && found->ended.phase == RunPhase::kSucceeded,
                   .failed = ended && found->ended.phase != RunPhase::kSucceeded,
                   .invalid = ended && found->ended.reason == Reason::kInvalidSpec,
                   .after = found->after};
  };
}

/// \return what to do while the Job waits; nothing when it may go on
std::optional<Outcome> Reconciler::CheckAfter(const OwnerObject& object,
                                              const engine::Execution& execution,
                                              const domain::WorkflowSpec& spec) {
  const bool begun =
      execution.recorded.start_time.has_value() || HasPods(execution.owner, execution.run.number);
  if (spec.after.empty() || begun || spec.controls.cancel != domain::CancelMode::kNone) {
    return std::nullopt;
  }
  const LookUp look_up = LookUpFor(object.meta.ns, execution.recorded.after_complete);
  const std::string key = OwnerKey(object.kind, object.meta.ns, object.meta.name);
  // The search for a Job that already waits ran when its spec was new; a Job that nobody waits for
  // is not in a cycle.
  const bool waited = execution.recorded.reason == Reason::kWaitingFor &&
                      execution.recorded.observed_generation == object.meta.generation;
  GateVerdict verdict =
      CheckGate({.self = {.kind = object.kind, .name = object.meta.name},
                 .after = spec.after,
                 .is_new = !waited && parts_.jobs.CountByIndex(kByAfter, key) > 0},
                look_up);
  const auto now = runtime_.clock.Now();
  std::optional<std::chrono::steady_clock::time_point> wake_at;
  if (verdict.kind == GateVerdict::Kind::kWaits && spec.after_timeout_seconds) {
    const auto left = WaitsSince(execution.recorded, now) +
                      std::chrono::seconds{*spec.after_timeout_seconds} - now;
    wake_at = runtime_.clock.Steady() + left;
    if (left <= base::Duration{0}) {
      verdict = {.kind = GateVerdict::Kind::kFailed,
                 .message = "afterTimeoutSeconds passed: " + verdict.message};
    }
  }
  const auto write = [&](RunPhase phase, Reason reason) {
    Status status =
        WaitingStatus(execution, {phase, reason, verdict.message}, object.meta.generation, now);
    status.after_complete = CompleteOf(spec.after, look_up);
    if (phase != RunPhase::kFailed) {
      AddCycleCheck(status, verdict, execution.recorded, now);
    }
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
