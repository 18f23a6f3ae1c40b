#include "controller/domain/run.h"

#include "controller/domain/graph.h"

namespace executioner::domain {
namespace {

/// Whether an ended job in this phase is bad for what comes after it.
bool IsBad(JobPhase phase) {
  return phase == JobPhase::kFailed || phase == JobPhase::kBlocked || phase == JobPhase::kCancelled;
}

Bearing BearingOfEnd(const PlannedJob& job, JobPhase phase, Reason reason) {
  if (phase == JobPhase::kSucceeded || reason == Reason::kSkippedByUser ||
      (phase == JobPhase::kFailed && job.allow_failure)) {
    return Bearing::kOk;
  }
  return phase == JobPhase::kSkipped ? Bearing::kNone : Bearing::kBad;
}

}  // namespace

Run StartRun(const Plan& plan, int number) {
  Run run;
  run.number = number;
  run.nodes.resize(plan.Jobs().size());
  run.place.resize(plan.Jobs().size());
  for (std::size_t place = 0; place < plan.Order().size(); ++place) {
    run.place[plan.Order()[place]] = static_cast<int>(place);
  }
  run.instances.resize(plan.Jobs().size());
  for (const NodeId node : plan.Jobs().Ids()) {
    const int dependencies = static_cast<int>(plan.Job(node).dependencies.size());
    run.nodes[node] = {.first = InstanceId{node.Index()},
                       .count = 1,
                       .open = dependencies,
                       .unsettled = dependencies + 1};
    run.node_of.push_back(node);
  }
  run.count[At(static_cast<int>(JobPhase::kPending))] = static_cast<int>(plan.Jobs().size());
  return run;
}

LaunchTurn TurnOf(const Plan& plan, const Run& run, InstanceId instance) {
  const NodeId node = run.NodeOf(instance);
  return {-plan.Job(node).priority, run.place[node], instance};
}

void MoveTo(const Plan& plan, Run& run, InstanceId instance, JobPhase phase) {
  JobState& state = run.instances[instance];
  RequireMove(plan.Job(run.NodeOf(instance)).name, state.phase, phase);
  --run.count[At(static_cast<int>(state.phase))];
  ++run.count[At(static_cast<int>(phase))];
  state.phase = phase;
  ++run.revision;
}

void SetAlarm(Run& run, InstanceId instance, std::optional<TimePoint> when) {
  JobState& state = run.instances[instance];
  if (state.alarm == when) {
    return;
  }
  if (state.alarm) {
    run.alarms.erase({*state.alarm, instance});
  }
  state.alarm = when;
  if (when) {
    run.alarms.emplace(*when, instance);
  }
}

void EndJob(const Plan& plan, Run& run, InstanceId instance, const JobEnd& end) {
  JobState& state = run.instances[instance];
  run.ready.erase(TurnOf(plan, run, instance));
  SetAlarm(run, instance, std::nullopt);
  MoveTo(plan, run, instance, end.phase);
  state.reason = end.reason;
  state.message = end.message;
  state.next_attempt_time.reset();
  state.completion_time = end.time;
  const NodeId node = run.NodeOf(instance);
  const PlannedJob& job = plan.Job(node);
  if (!job.allow_failure) {
    run.bad = run.bad || IsBad(end.phase);
    // A failure before the run was reopened does not stop what was reopened.
    run.failed =
        run.failed || (end.phase == JobPhase::kFailed && state.attempts > state.earlier_attempts);
  }
  const Bearing bearing = BearingOfEnd(job, end.phase, end.reason);
  run.nodes[node].bad += bearing == Bearing::kBad ? 1 : 0;
  run.nodes[node].none += bearing == Bearing::kNone ? 1 : 0;
  ++run.nodes[node].ended;
  if (HasEnded(run, node)) {
    run.ended.push_back(node);
  }
}

bool HasEnded(const Run& run, NodeId node) {
  return run.nodes[node].ended == run.nodes[node].count;
}

Counts CountsOf(const Run& run) {
  const auto in = [&](JobPhase phase) { return run.count[At(static_cast<int>(phase))]; };
  using enum JobPhase;
  Counts counts{.total = static_cast<int>(run.instances.size()),
                .running = run.live,
                .succeeded = in(kSucceeded),
                .failed = in(kFailed) + in(kCancelled),
                .skipped = in(kSkipped) + in(kBlocked)};
  counts.pending =
      counts.total - counts.running - counts.succeeded - counts.failed - counts.skipped;
  return counts;
}

JobPhase PhaseOf(const Run& run, NodeId node) {
  return run.instances[run.InstancesOf(node).front()].phase;
}

Bearing BearingOf(const Run& run, NodeId node) {
  const NodeState& state = run.nodes[node];
  if (state.bad > 0) {
    return Bearing::kBad;
  }
  return state.none == state.count ? Bearing::kNone : Bearing::kOk;
}

}  // namespace executioner::domain
