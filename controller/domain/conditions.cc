#include <algorithm>

#include "controller/domain/status.h"

namespace executioner::domain {

std::vector<Condition> MakeConditions(const RunVerdict& verdict,
                                      const std::vector<Condition>& previous,
                                      std::int64_t generation, TimePoint now) {
  const RunPhase phase = verdict.phase;
  const bool failed = phase == RunPhase::kFailed || phase == RunPhase::kCancelled;
  // The reason of a condition may not be empty (metav1.Condition).
  const std::string_view reason =
      verdict.reason == Reason::kNone ? PhaseName(phase) : ReasonName(verdict.reason);
  std::vector<Condition> conditions;
  conditions.reserve(6);
  const auto add = [&](const char* type, bool value) {
    const auto before = std::ranges::find(previous, type, &Condition::type);
    // lastTransitionTime changes only with the value, not with reason or message.
    const bool is_same = before != previous.end() && before->status == value;
    conditions.push_back({.type = type,
                          .status = value,
                          .reason = std::string(reason),
                          .message = value ? verdict.message : "",
                          .last_transition_time = is_same ? before->last_transition_time : now,
                          .observed_generation = generation});
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
