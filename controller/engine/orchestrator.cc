#include "controller/engine/orchestrator.h"

#include <algorithm>

#include "controller/domain/decide.h"

namespace executioner::engine {

StepResult Orchestrator::Step(Execution& execution) {
  const SaveResult sent = states_.TakeIn(execution);
  if (sent != SaveResult::kSaved && sent != SaveResult::kFailed) {
    return {.saved = sent};
  }
  states_.Look(execution);
  const int revision = execution.run.revision;
  StepResult result = DecideAndAct(execution);
  if (result.saved != SaveResult::kSaved) {
    return result;
  }
  const domain::Status& last = execution.LastStatus();
  if (execution.run.revision != revision || execution.run.phase != last.phase ||
      last.observed_generation != execution.generation) {
    execution.Note(RecordEvent::kChanged);
  }
  if (sent == SaveResult::kFailed && !domain::IsEnded(execution.run.phase)) {
    result.saved = sent;  // the caller backs off before the next attempt to record
    return result;
  }
  result.saved = states_.RecordIfDue(execution, result.send);
  if (const auto due = states_.RecordDue(execution)) {
    result.wake_at = std::min(result.wake_at.value_or(*due), *due);
  }
  return result;
}

/// Decides and acts until there is nothing to do, or until a record that must come first could not
/// be saved. A run that always has work (an attempt that is rejected and retried immediately)
/// yields to others after some rounds.
StepResult Orchestrator::DecideAndAct(Execution& execution) {
  constexpr int kMostRounds = 16;
  for (int round = 0; round < kMostRounds; ++round) {
    if (IsDemanded(execution.record)) {
      const SaveResult saved = states_.Record(execution);
      if (saved != SaveResult::kSaved) {
        return {.saved = saved};
      }
    }
    const domain::Decision decision =
        domain::Decide(execution.plan, execution.controls, execution.run, clock_.Now());
    if (decision.record_first) {
      execution.Note(RecordEvent::kDemanded);
    } else if (!executor_.Carry(execution, decision)) {
      return decision.wake_at ? StepResult{.wake_at = SteadyAt(*decision.wake_at)} : StepResult{};
    }
  }
  // Due immediately, but behind the other keys of the queue.
  return {.wake_at = clock_.Steady()};
}

std::chrono::steady_clock::time_point Orchestrator::SteadyAt(domain::TimePoint when) const {
  return clock_.Steady() + (when - clock_.Now());
}

}  // namespace executioner::engine
