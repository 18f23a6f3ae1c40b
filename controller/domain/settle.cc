#include <algorithm>
#include <vector>

#include "controller/domain/decide_pass.h"
#include "controller/domain/when.h"

namespace executioner::domain {
namespace {

Dependencies CountDependencies(const Pass& pass, NodeId node) {
  Dependencies counted;
  for (const NodeId dependency : pass.plan.Job(node).dependencies) {
    switch (BearingOf(pass.run, dependency)) {
      case Bearing::kOk: ++counted.ok; break;
      case Bearing::kBad: ++counted.bad; break;
      case Bearing::kNone: ++counted.none; break;
    }
  }
  return counted;
}

/// "'extract' ended as Failed": the first dependency because of which the trigger does not hold.
std::string Culprit(const Pass& pass, NodeId node) {
  const bool wants_failures = pass.plan.Job(node).trigger == Trigger::kAllFailed;
  for (const NodeId dependency : pass.plan.Job(node).dependencies) {
    const bool is_ok = BearingOf(pass.run, dependency) == Bearing::kOk;
    if (is_ok == wants_failures) {
      return "job '" + pass.plan.Job(dependency).name + "' ended as " +
             std::string(PhaseName(PhaseOf(pass.run, dependency)));
    }
  }
  return "every dependency succeeded";
}

/// A job is settled when it has ended and all its dependencies are settled, so that nothing before
/// it still runs. The failure policy ends jobs whose dependencies are still running. The end of
/// such a job does not mean that everything before it has ended; without this distinction a cleanup
/// would start while the work that it cleans up is still running.
void TellSettled(Pass& pass, NodeId node) {
  std::vector<NodeId> settled;
  const auto count_down = [&](NodeId other) {
    NodeState& state = pass.run.nodes[other];
    --state.unsettled;
    if (state.unsettled == 0) {
      settled.push_back(other);
    } else if (state.unsettled == 1 && OutlivesFailure(pass.plan.Job(other).trigger) &&
               IsUnsettled(pass.run, other)) {
      Settle(pass, other);
    }
  };
  count_down(node);
  while (!settled.empty()) {
    const NodeId next = settled.back();
    settled.pop_back();
    for (const NodeId dependent : pass.plan.Job(next).dependents) {
      count_down(dependent);
    }
  }
}

/// The trigger of a job holds: its instances may start, or it may expand.
void Queue(Pass& pass, NodeId node) {
  if (pass.run.nodes[node].count == 0) {
    AwaitList(pass.plan, pass.run, node);
  }
  QueuePending(pass.plan, pass.run, node, pass.now);
}

}  // namespace

bool IsUnsettled(const Run& run, NodeId node) {
  return std::ranges::count(run.StatesOf(node), JobPhase::kPending, &JobState::phase) > 0;
}

void Settle(Pass& pass, NodeId node) {
  const PlannedJob& planned = pass.plan.Job(node);
  switch (Evaluate(planned.trigger, CountDependencies(pass, node))) {
    case Verdict::kBlocked:
      pass.EndPending(node, JobPhase::kBlocked, Reason::kDependencyFailed, Culprit(pass, node));
      return;
    case Verdict::kSkipped:
      pass.EndPending(node, JobPhase::kSkipped, Reason::kTriggerNotMet, Culprit(pass, node));
      return;
    case Verdict::kHolds: break;
  }
  if (pass.run.tripped && !OutlivesFailure(planned.trigger)) {
    pass.EndPending(node, JobPhase::kBlocked, Reason::kNotReached, kNoMoreJobs);
  } else if (pass.IsSkipped(node)) {
    pass.EndPending(node, JobPhase::kSkipped, Reason::kSkippedByUser, "named in spec.skip");
  } else if (const auto end = EvaluateWhen(pass.plan, pass.run, node)) {
    pass.EndPending(node, end->phase, end->reason, end->message);
  } else {
    Queue(pass, node);
  }
}

void Propagate(Pass& pass) {
  while (!pass.run.ended.empty()) {
    const NodeId node = pass.run.ended.back();
    pass.run.ended.pop_back();
    for (const NodeId dependent : pass.plan.Job(node).dependents) {
      // Jobs that outlive failures also wait for indirect dependencies, so TellSettled settles
      // them.
      const bool was_last = --pass.run.nodes[dependent].open == 0;
      if (was_last && !OutlivesFailure(pass.plan.Job(dependent).trigger) &&
          IsUnsettled(pass.run, dependent)) {
        Settle(pass, dependent);
      }
    }
    TellSettled(pass, node);
  }
}

}  // namespace executioner::domain
