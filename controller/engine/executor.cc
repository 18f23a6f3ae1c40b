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
  // One call for all stops and one for all launches: a runner may send them as a burst.
  const std::vector<domain::Stop> stops = domain::ActionsOf<domain::Stop>(decision);
  if (!stops.empty()) {
    runner_.Stop(execution, stops);
  }
  const std::vector<domain::Launch> launches = domain::ActionsOf<domain::Launch>(decision);
  if (launches.empty()) {
    return !stops.empty();
  }
  const auto results = runner_.Launch(execution, launches);
  for (std::size_t i = 0; i < results.size(); ++i) {
    const domain::Launch& launch = launches[i];
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
