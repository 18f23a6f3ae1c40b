#include <algorithm>

#include "controller/domain/status.h"

namespace executioner::domain {
namespace {

Condition MakeCondition(std::string type, bool value, const std::vector<Condition>& previous,
                        std::int64_t generation, TimePoint now) {
  Condition condition{.type = std::move(type),
                      .status = value,
                      .last_transition_time = now,
                      .observed_generation = generation};
  const auto before = std::ranges::find(previous, condition.type, &Condition::type);
  // metav1.Condition: lastTransitionTime changes only with the value, not with reason or message.
  if (before != previous.end() && before->status == value) {
    condition.last_transition_time = before->last_transition_time;
  }
  return condition;
}

/// The reason of a condition may not be empty (metav1.Condition).
std::string ConditionReason(RunPhase phase, Reason reason) {
  return reason == Reason::kNone ? std::string(PhaseName(phase)) : std::string(ReasonName(reason));
}

}  // namespace

std::vector<Condition> MakeConditions(const RunVerdict& verdict,
                                      const std::vector<Condition>& previous,
                                      std::int64_t generation, TimePoint now) {
  const RunPhase phase = verdict.phase;
  const bool failed = phase == RunPhase::kFailed || phase == RunPhase::kCancelled;
  std::vector<Condition> conditions;
  conditions.reserve(6);
  const auto add = [&](const char* type, bool value) {
    Condition condition = MakeCondition(type, value, previous, generation, now);
    condition.reason = ConditionReason(phase, verdict.reason);
    condition.message = value ? verdict.message : "";
    conditions.push_back(std::move(condition));
  };
  // Complete, Failed and Suspended are those of a batch/v1 Job, so that `kubectl wait` and health
  // checks for Jobs work here too. Batch knows no third end: a cancelled run has Failed.
  add("Complete", phase == RunPhase::kSucceeded);
  add("Failed", failed);
  add("Finished", IsEnded(phase));
  add("Suspended", phase == RunPhase::kSuspended);
  // These two are the conditions of kstatus, by which Flux and other tools judge custom resources.
  add("Reconciling", phase == RunPhase::kPending || phase == RunPhase::kRunning);
  add("Stalled", failed);
  return conditions;
}

}  // namespace executioner::domain
