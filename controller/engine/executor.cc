#include "controller/engine/executor.h"

#include <optional>

#include "controller/domain/expand_node.h"

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

bool Executor::Expand(Execution& execution, const std::vector<domain::Expand>& jobs) {
  bool expanded = false;
  for (const domain::Expand& job : jobs) {
    const auto count =
        ports_.lists == nullptr ? std::nullopt : ports_.lists->Count(execution, job.node);
    expanded = (count && domain::ExpandNode(execution.plan, execution.run, job.node, *count,
                                            ports_.clock.Now())) ||
               expanded;
  }
  if (expanded) {  // pods prove that an instance began, but not how many there are
    execution.Note(RecordEvent::kDemanded);
  }
  return expanded;
}

bool Executor::Carry(Execution& execution, const domain::Decision& decision) {
  // One call for all stops and one for all launches: a runner may send them as a burst.
  const std::vector<domain::Stop> stops = domain::ActionsOf<domain::Stop>(decision);
  if (!stops.empty()) {
    ports_.runner.Stop(execution, stops);
  }
  const bool expanded = Expand(execution, domain::ActionsOf<domain::Expand>(decision));
  const std::vector<domain::Launch> launches = domain::ActionsOf<domain::Launch>(decision);
  if (!launches.empty()) {
    Launch(execution, launches);
  }
  return !stops.empty() || expanded || !launches.empty();
}

void Executor::Launch(Execution& execution, const std::vector<domain::Launch>& launches) {
  const auto results = ports_.runner.Launch(execution, launches);
  for (std::size_t i = 0; i < results.size(); ++i) {
    const domain::Launch& launch = launches[i];
    const domain::InstanceId instance = launch.instance;
    const LaunchResult& result = results[i];
    switch (result.kind) {
      case LaunchResult::Kind::kLaunched:
        ports_.metrics.RecordLaunch("launched");
        domain::LaunchSucceeded(execution.run, instance, result.pod, result.created);
        break;
      case LaunchResult::Kind::kDelayed:
        ports_.metrics.RecordLaunch("delayed");
        domain::LaunchDelayed(execution.plan, execution.run, instance, result.refusal,
                              execution.owner.uid);
        break;
      case LaunchResult::Kind::kHeld:
        ports_.metrics.RecordLaunch("delayed");
        domain::LaunchHeld(execution.plan, execution.run, instance, result.refusal);
        break;
      case LaunchResult::Kind::kRefused:
        ports_.metrics.RecordLaunch("refused");
        domain::LaunchRefused(execution.plan, execution.run, instance, result.refusal,
                              execution.owner.uid);
        break;
    }
    DemandIfUnseen(execution, launch);
  }
  execution.Note(RecordEvent::kChanged);
}

}  // namespace executioner::engine
