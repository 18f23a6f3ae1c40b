#include "controller/domain/run.h"

#include <algorithm>

#include "controller/domain/graph.h"

namespace executioner::domain {
namespace {

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
  run.instances.reserve(plan.Jobs().size());
  run.node_of.reserve(plan.Jobs().size());
  run.place.resize(plan.Jobs().size());
  for (std::size_t place = 0; place < plan.Order().size(); ++place) {
    run.place[plan.Order()[place]] = static_cast<int>(place);
  }
  for (const NodeId node : plan.Jobs().Ids()) {
    const PlannedJob& job = plan.Job(node);
    const int dependencies = static_cast<int>(job.dependencies.size());
    run.nodes[node] = {.first = InstanceId{static_cast<int>(run.instances.size())},
                       .count = job.expands ? 0 : 1,
                       .open = dependencies,
                       .unsettled = dependencies + 1};
    if (job.expands) {
      run.unexpanded.emplace(node, JobState{});
    } else {
      run.instances.push_back({});
      run.node_of.push_back(node);
    }
  }
  run.count[At(static_cast<int>(JobPhase::kPending))] = static_cast<int>(plan.Jobs().size());
  return run;
}

LaunchTurn TurnOf(const Plan& plan, const Run& run, InstanceId instance) {
  const NodeId node = run.NodeOf(instance);
  // Sets are ascending, but higher priorities come first.
  return {-plan.Job(node).priority, run.place[node], instance};
}

void EnterPhase(Run& run, const std::string& job, JobState& state, JobPhase phase) {
  RequireMove(job, state.phase, phase);
  --run.count[At(static_cast<int>(state.phase))];
  ++run.count[At(static_cast<int>(phase))];
  state.phase = phase;
  ++run.revision;
}

void MoveTo(const Plan& plan, Run& run, InstanceId instance, JobPhase phase) {
  EnterPhase(run, plan.Job(run.NodeOf(instance)).name, run.instances[instance], phase);
}

void QueuePending(const Plan& plan, Run& run, NodeId node, TimePoint now) {
  for (const InstanceId instance : run.InstancesOf(node)) {
    JobState& state = run.instances[instance];
    if (state.phase == JobPhase::kPending) {
      MoveTo(plan, run, instance, JobPhase::kQueued);
      state.ready_time = state.ready_time.value_or(now);
      run.ready.insert(TurnOf(plan, run, instance));
    }
  }
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
  run.ready.erase(TurnOf(plan, run, instance));
  SetAlarm(run, instance, std::nullopt);
  TakeEnd(plan, run, run.NodeOf(instance), run.instances[instance], end);
}

void TakeEnd(const Plan& plan, Run& run, NodeId node, JobState& state, const JobEnd& end) {
  const PlannedJob& job = plan.Job(node);
  NodeState& counters = run.nodes[node];
  EnterPhase(run, job.name, state, end.phase);
  state.reason = end.reason;
  state.next_attempt_time.reset();
  state.completion_time = end.time;
  if (!job.allow_failure) {
    run.bad = run.bad || IsBad(end.phase);
    // Failures of earlier attempts of the run do not trip the failure policy of this one.
    run.failed = run.failed || HasFailedNow(run, state);
  }
  const Bearing bearing = BearingOfEnd(job, end.phase, end.reason);
  // Thousands of instances may end alike, so only the message of the first bad one is kept.
  const bool keeps_message = counters.count <= 1 || (bearing == Bearing::kBad && counters.bad == 0);
  state.message = keeps_message ? end.message : "";
  counters.bad += bearing == Bearing::kBad ? 1 : 0;
  counters.none += bearing == Bearing::kNone ? 1 : 0;
  ++counters.ended;
  if (HasEnded(run, node)) {
    run.ended.push_back(node);
  }
}

bool HasFailedNow(const Run& run, const JobState& state) {
  // A condition fails without an attempt, so only its time tells.
  const bool is_new = state.attempts > state.earlier_attempts ||
                      (state.reason == Reason::kExpressionError && run.start_time &&
                       state.completion_time >= run.start_time);
  return state.phase == JobPhase::kFailed && is_new;
}

bool HasEnded(const Run& run, NodeId node) {
  return run.nodes[node].ended >= std::max(run.nodes[node].count, 1);
}

std::string NameOf(const Plan& plan, const Run& run, InstanceId instance) {
  const NodeId node = run.NodeOf(instance);
  const int place = instance.Index() - run.InstancesOf(node).front().Index();
  const PlannedJob& job = plan.Job(node);
  return job.expands ? job.name + "[" + std::to_string(place) + "]" : job.name;
}

void AddTo(Counts& counts, JobPhase phase, bool live) {
  switch (phase) {
    case JobPhase::kSucceeded: ++counts.succeeded; break;
    case JobPhase::kFailed:
    case JobPhase::kCancelled: ++counts.failed; break;
    case JobPhase::kSkipped:
    case JobPhase::kBlocked: ++counts.skipped; break;
    default: ++(live ? counts.running : counts.pending); break;
  }
}

Counts CountsOf(const Run& run) {
  // From the counters: a status asks for this with every record, and a run may have 10,000
  // instances.
  const auto in = [&](JobPhase phase) { return run.count[At(static_cast<int>(phase))]; };
  using enum JobPhase;
  Counts counts{.total = static_cast<int>(run.instances.size() + run.unexpanded.size()),
                .running = run.live,
                .succeeded = in(kSucceeded),
                .failed = in(kFailed) + in(kCancelled),
                .skipped = in(kSkipped) + in(kBlocked)};
  counts.pending =
      counts.total - counts.running - counts.succeeded - counts.failed - counts.skipped;
  return counts;
}

JobPhase PhaseOf(const Run& run, NodeId node) {
  // The phases of a job that has not ended, from the most advanced; then those of an ended job,
  // from the worst.
  using enum JobPhase;
  constexpr std::array kOrder{kRunning,   kRetrying, kQueued,    kPending, kFailed,
                              kCancelled, kBlocked,  kSucceeded, kSkipped};
  const auto rank = [&](JobPhase phase) { return std::ranges::find(kOrder, phase); };
  JobPhase shown = kSkipped;
  for (const JobState& state : run.StatesOf(node)) {
    shown = rank(state.phase) < rank(shown) ? state.phase : shown;
  }
  return shown;
}

Bearing BearingOf(const Run& run, NodeId node) {
  const NodeState& state = run.nodes[node];
  if (state.bad > 0) {
    return Bearing::kBad;
  }
  return state.none >= std::max(state.count, 1) ? Bearing::kNone : Bearing::kOk;
}

}  // namespace executioner::domain
