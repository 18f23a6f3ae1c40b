#include "controller/reconcile/waiting.h"

#include <algorithm>
#include <chrono>
#include <iterator>
#include <memory>
#include <string_view>
#include <unordered_set>
#include <utility>

namespace executioner::reconcile {
namespace {

using domain::JobPhase;
using domain::Reason;
using domain::RunPhase;
using domain::Status;

constexpr std::string_view kCycleCheckIncomplete = "CycleCheckIncomplete";

/// When a Job began to wait: when its run was opened, as its first status says. The creation time
/// is not used, because it comes from the API server's clock. The result is never later than now,
/// even if the clock of the controller that wrote the status was ahead.
domain::TimePoint WaitsSince(const Status& recorded, domain::TimePoint now) {
  const auto found = std::ranges::find(recorded.conditions, "Finished", &domain::Condition::type);
  return found == recorded.conditions.end() ? now : std::min(found->last_transition_time, now);
}

/// Returns the recorded status with conditions that are not later than now. If another controller,
/// whose clock was ahead, wrote the start of a wait, the wait counts from now on once this is
/// recorded. Limiting the time at each look without recording it would restart the wait until the
/// clock has caught up.
Status InOwnTime(Status recorded, domain::TimePoint now) {
  for (domain::Condition& condition : recorded.conditions) {
    condition.last_transition_time = std::min(condition.last_transition_time, now);
  }
  return recorded;
}

/// Returns the status of a Job that has not begun, or that the verdict ends before it begins.
Status WaitingStatus(const engine::Execution& execution, const domain::RunVerdict& verdict,
                     domain::TimePoint now) {
  const std::int64_t generation = execution.generation;
  // Not the run that was restored: anyone who may write a status could say that its job runs.
  domain::Run run = domain::StartRun(execution.plan, execution.run.number);
  const Status recorded = InOwnTime(execution.recorded, now);
  if (verdict.reason == Reason::kDependencyFailed) {
    domain::EndJob(execution.plan, run, run.instances.Ids().front(),
                   {JobPhase::kBlocked, Reason::kDependencyFailed, verdict.message, now});
  }
  Status jobs;
  if (verdict.reason != Reason::kInvalidSpec) {
    jobs = domain::MakeStatus(execution.plan, run, recorded, generation, now);
    jobs.jobs.front().message = verdict.message;
  }
  Status status = domain::MakeBareStatus(verdict, recorded, generation, now);
  status.spec_hash = execution.plan.SpecHash();
  status.jobs = std::move(jobs.jobs);
  status.counts = jobs.counts;
  return status;
}

/// Adds the condition of a Job for which the search for a cycle was not completed, because it waits
/// for too many others. The result of an earlier search stays until the next search.
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

Awaited AwaitedOf(const OwnerObject& object) {
  const bool ended = object.finished && !object.RunsAgain();
  const bool succeeded = object.ended.phase == RunPhase::kSucceeded;
  return {.complete = ended && succeeded,
          .failed = ended && !succeeded,
          .invalid = ended && object.ended.reason == Reason::kInvalidSpec,
          .after = object.after};
}

/// \pre `verdict` is not kOpen
domain::RunVerdict RunVerdictOf(const GateVerdict& verdict, bool is_suspended) {
  switch (verdict.kind) {
    case GateVerdict::Kind::kFailed:
      return {RunPhase::kFailed, Reason::kDependencyFailed, verdict.message};
    case GateVerdict::Kind::kCycle:
      return {RunPhase::kFailed, Reason::kInvalidSpec, verdict.message};
    default:
      return {is_suspended ? RunPhase::kSuspended : RunPhase::kPending, Reason::kWaitingFor,
              verdict.message};
  }
}

}  // namespace

Admission Admit(const Applicant& seen) {
  // A run with pods must not wait. A large run that has begun did so before the limit was lowered.
  if (seen.has_pods_of_run || (seen.has_begun && seen.is_large)) {
    return Admission::kBegin;
  }
  if (seen.has_begun && seen.is_parked && !seen.has_pods) {
    return Admission::kRest;
  }
  return seen.is_large ? Admission::kRefuse : Admission::kAsk;
}

Status WaitForMemory(const Ground& ground) {
  const Status& before = ground.before;
  return domain::MakeBareStatus({RunPhase::kPending, Reason::kThrottled,
                                 WithThrottleNote(before.start_time ? before.message : "")},
                                before, ground.generation, ground.now);
}

LookUp LookUpIn(const Owners& owners, const std::string& ns,
                const std::vector<domain::AfterRef>& latched) {
  auto complete = std::make_shared<std::unordered_set<std::string>>();
  for (const domain::AfterRef& ref : latched) {
    complete->insert(OwnerKey(ref.kind, ns, ref.name));
  }
  return [&owners, ns, complete](const domain::AfterRef& ref) -> std::optional<Awaited> {
    const std::string key = OwnerKey(ref.kind, ns, ref.name);
    if (complete->contains(key)) {
      return Awaited{.complete = true};
    }
    const Owners::Ptr found = owners.Find(key);
    return found ? std::optional(AwaitedOf(*found)) : std::nullopt;
  };
}

GateStep WaitForOthers(const engine::Execution& execution, const domain::WorkflowSpec& spec,
                       bool is_awaited, const LookUp& look_up, base::TimePoint now) {
  const Status& recorded = execution.recorded;
  // The search for a Job that already waits ran when its spec was new.
  const bool waited = recorded.reason == Reason::kWaitingFor &&
                      recorded.observed_generation == execution.generation;
  GateVerdict verdict =
      CheckGate({.self = {.kind = execution.owner.kind, .name = execution.owner.name},
                 .after = spec.after,
                 .is_new = !waited && is_awaited},
                look_up);
  if (verdict.kind == GateVerdict::Kind::kOpen) {
    return {};
  }
  GateStep step;
  if (verdict.kind == GateVerdict::Kind::kWaits && spec.after_timeout_seconds) {
    step.wake_in =
        WaitsSince(recorded, now) + std::chrono::seconds{*spec.after_timeout_seconds} - now;
    if (*step.wake_in <= base::Duration{0}) {
      verdict = {.kind = GateVerdict::Kind::kFailed,
                 .message = "afterTimeoutSeconds passed: " + verdict.message};
    }
  }
  const domain::RunVerdict said = RunVerdictOf(verdict, spec.controls.suspend);
  step.status = WaitingStatus(execution, said, now);
  step.status->after_complete = CompleteOf(spec.after, look_up);
  if (!domain::IsEnded(said.phase)) {
    AddCycleCheck(*step.status, verdict, recorded, now);
  }
  return step;
}

}  // namespace executioner::reconcile
