#include "controller/reconcile/running.h"

#include <utility>

namespace executioner::reconcile {
namespace {

using engine::Execution;
using engine::SaveResult;

/// Whether nothing happens in a run until its object changes: the run is suspended, this is
/// recorded, and it has no live pods. It needs no memory until then, since it can be rebuilt from
/// its status.
bool IsParked(const Execution& execution, const engine::StepResult& step) {
  return execution.recorded.phase == domain::RunPhase::kSuspended &&
         execution.run.phase == domain::RunPhase::kSuspended && execution.run.live == 0 &&
         execution.recorded.observed_generation == execution.generation &&
         execution.record == engine::RecordState::kCurrent && !step.wake_at;
}

}  // namespace

Fate FateOf(const Execution& execution, const engine::StepResult& step) {
  switch (step.saved) {
    case SaveResult::kSaved: break;
    case SaveResult::kFailed: return Fate::kRetry;
    case SaveResult::kGone: return Fate::kForget;
    case SaveResult::kTooLarge: return Fate::kTooLarge;
    case SaveResult::kConflict:
    case SaveResult::kRefused: return Fate::kRebuild;
  }
  if (execution.outgoing) {
    return Fate::kKeep;  // to forget it waits for the answer, and the record may not be sent yet
  }
  const bool is_over = domain::IsEnded(execution.recorded.phase) || IsParked(execution, step);
  return is_over ? Fate::kForget : Fate::kKeep;
}

bool IsStale(const Execution& execution) {
  return domain::IsEnded(execution.run.phase) && !execution.outgoing;
}

bool TakeEdit(Execution& execution, CheckedSpec checked, std::int64_t generation) {
  if (!checked.complaints.empty() || checked.hash != execution.plan.SpecHash()) {
    return false;
  }
  execution.generation = generation;
  execution.controls = std::move(checked.spec.controls);
  execution.Note(engine::RecordEvent::kChanged);
  return true;
}

std::vector<domain::Stop> StopAll(const domain::Run& run) {
  std::vector<domain::Stop> stops;
  for (const domain::InstanceId instance : run.instances.Ids()) {
    const domain::JobState& state = run.instances[instance];
    if (state.live) {
      stops.push_back({.instance = instance, .attempt = state.attempts});
    }
  }
  return stops;
}

}  // namespace executioner::reconcile
