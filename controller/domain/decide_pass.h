/// \file
/// A pass of Decide, and the part of it that follows the graph. Internal to Decide.
#pragma once

#include <algorithm>
#include <string>

#include "controller/domain/decide.h"
#include "controller/domain/expand_node.h"
#include "controller/domain/linger.h"

namespace executioner::domain {

inline constexpr const char* kNoMoreJobs = "the failure policy starts no more jobs";

/// A pass of Decide: its arguments, and the decision under construction.
struct Pass {
  const Plan& plan;
  const Controls& controls;
  Run& run;
  TimePoint now;
  Decision decision = {};

  JobState& State(InstanceId instance) { return run.instances[instance]; }

  const PlannedJob& JobOf(InstanceId instance) const { return plan.Job(run.NodeOf(instance)); }

  bool IsSkipped(NodeId node) const {
    return std::ranges::count(controls.skip, plan.Job(node).name) > 0;
  }

  void End(InstanceId instance, JobPhase phase, Reason reason, const std::string& message) {
    EndJob(plan, run, instance, {phase, reason, message, now});
  }

  /// Ends the Pending instances of a job, or the job itself if it has none.
  void EndPending(NodeId node, JobPhase phase, Reason reason, const std::string& message) {
    if (run.nodes[node].count == 0) {
      CloseNode(plan, run, node, {phase, reason, message, now});
    }
    for (const InstanceId instance : run.InstancesOf(node)) {
      if (State(instance).phase == JobPhase::kPending) {
        End(instance, phase, reason, message);
      }
    }
  }

  void StopAttempt(InstanceId instance, StopMode mode) {
    JobState& state = State(instance);
    state.stopping = true;
    state.stop_since = state.stop_since.value_or(now);
    if (mode == StopMode::kGraceful) {
      SetAlarm(run, instance, *state.stop_since + kStopLingers);
    }
    decision.actions.emplace_back(
        Stop{.instance = instance, .attempt = state.attempts, .mode = mode});
  }
};

/// Whether something of a job still waits for its dependencies.
bool IsUnsettled(const Run& run, NodeId node);

/// Decides about a job that has not begun and no longer waits for others.
void Settle(Pass& pass, NodeId node);

/// Updates the dependents of ended jobs, and recursively those of dependents that end as a result.
/// Each edge is visited twice in a run: when its job ends, and when it is settled.
void Propagate(Pass& pass);

}  // namespace executioner::domain
