#include "controller/engine/executor.h"

#include <string_view>

namespace executioner::engine {
namespace {

/// Nothing in the cluster proves an attempt that ended without ever having a pod, so it is recorded
/// before the next attempt begins; otherwise the next pod would seem to skip an attempt.
void DemandIfUnseen(Execution& execution, const domain::Launch& launch) {
  const domain::JobState& state = execution.run.instances[launch.instance];
  if (!state.live && state.attempts == launch.attempt && !domain::IsEnded(state.phase)) {
    execution.Note(RecordEvent::kDemanded);
  }
}

}  // namespace

bool Executor::Carry(Execution& execution, const domain::Decision& decision) {
  if (!decision.stops.empty()) {
    runner_.Stop(execution, decision.stops);
  }
  if (decision.launches.empty()) {
    return !decision.stops.empty();
  }
  const auto results = runner_.Launch(execution, decision.launches);
  for (std::size_t i = 0; i < results.size(); ++i) {
    const domain::Launch& launch = decision.launches[i];
    const domain::InstanceId instance = launch.instance;
    const LaunchResult& result = results[i];
    switch (result.kind) {
      case LaunchResult::Kind::kLaunched:
        metrics_.RecordLaunch("launched");
        domain::LaunchSucceeded(execution.run, instance, result.pod, result.created);
        break;
      case LaunchResult::Kind::kDelayed:
        metrics_.RecordLaunch("delayed");
        domain::LaunchDelayed(execution.plan, execution.run, instance, result.refusal,
                              execution.owner.uid);
        DemandIfUnseen(execution, launch);
        break;
      case LaunchResult::Kind::kHeld:
        metrics_.RecordLaunch("delayed");
        domain::LaunchHeld(execution.plan, execution.run, instance, result.refusal);
        break;
      case LaunchResult::Kind::kRefused:
        metrics_.RecordLaunch("refused");
        domain::LaunchRefused(execution.plan, execution.run, instance, result.refusal,
                              execution.owner.uid);
        DemandIfUnseen(execution, launch);
        break;
    }
  }
  execution.Note(RecordEvent::kChanged);
  return true;
}

}  // namespace executioner::engine
