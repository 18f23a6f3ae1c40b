#include <algorithm>
#include <vector>

#include "controller/base/error.h"
#include "controller/domain/checkpoint.h"
#include "controller/domain/expand_node.h"
#include "controller/domain/index_ranges.h"

namespace executioner::domain {
namespace {

/// Whether a job in this status has an attempt that had not ended when it was recorded.
bool HadLiveAttempt(const JobRecord& status) {
  const bool waits_for_next =
      status.phase == JobPhase::kRetrying && status.next_attempt_time.has_value();
  return !IsEnded(status.phase) && status.attempts > status.earlier_attempts && !waits_for_next;
}

void RestoreJob(const Plan& plan, Run& run, InstanceId instance, const JobRecord& status) {
  JobState& state = run.instances[instance];
  static_cast<JobRecord&>(state) = status;
  state.phase = JobPhase::kPending;  // until it moves below: the counters of the run follow moves
  state.completion_time.reset();
  state.retried_as = status.phase == JobPhase::kRetrying ? status.reason : Reason::kNone;
  if (IsEnded(status.phase)) {
    EndJob(plan, run, instance,
           {status.phase, status.reason, status.message, status.completion_time});
    return;
  }
  if (status.attempts == status.earlier_attempts) {
    // Decide settles it again from its dependencies.
    state.reason = Reason::kNone;
    state.message.clear();
    return;
  }
  MoveTo(plan, run, instance, status.phase);
  if (HadLiveAttempt(status)) {
    state.live = true;
    ++run.live;
    state.started = status.phase != JobPhase::kQueued;
  } else {
    SetAlarm(run, instance, status.next_attempt_time);
  }
}

/// \param is_restored  place of an instance -> whether another group had it
void RestoreGroup(const Plan& plan, Run& run, NodeId node, const InstanceGroup& group,
                  std::vector<bool>& is_restored) {
  const IdRange<InstanceId> instances = run.InstancesOf(node);
  const auto ranges = ParseRanges(group.instances, instances.size());
  if (!ranges) {
    throw base::ConfigurationError(
        "status of job '" + plan.Job(node).name + "'",
        "must list its " + std::to_string(instances.size()) + " instances as '0-311,313-999'");
  }
  JobRecord status = group.common;
  for (const IndexRange& range : *ranges) {
    for (int place = range.first; place <= range.last; ++place) {
      auto known = is_restored[static_cast<std::size_t>(place)];
      if (known) {
        throw base::ConfigurationError("status of job '" + plan.Job(node).name + "'",
                                       "must list instance " + std::to_string(place) + " once");
      }
      known = true;
      RestoreJob(plan, run, InstanceId{instances.front().Index() + place}, status);
      status.message.clear();  // one message is enough for all
    }
  }
}

/// Restores the instances of a job that expands, or its own end if it has none.
void RestoreExpanding(const Plan& plan, Run& run, NodeId node, const Status& recorded,
                      const JobStatus& status) {
  const auto expanded =
      std::ranges::find(recorded.expanded, plan.Job(node).name, &ExpandedJob::name);
  JobState& own = run.unexpanded.at(node);
  own.attempts = status.attempts;
  own.earlier_attempts = status.attempts;
  if (expanded == recorded.expanded.end()) {
    if (IsEnded(status.phase)) {
      CloseNode(plan, run, node,
                {status.phase, status.reason, status.message, status.completion_time});
    }
    return;
  }
  if (expanded->counts.total < 1 || expanded->counts.total > kMostInstances - run.expanded) {
    throw base::ConfigurationError(
        "status of job '" + status.name + "'",
        "must count between 1 and " + std::to_string(kMostInstances) + " instances");
  }
  AddInstances(run, node, expanded->counts.total);
  std::vector<bool> is_restored(static_cast<std::size_t>(expanded->counts.total));
  for (const InstanceGroup& group : expanded->groups) {
    RestoreGroup(plan, run, node, group, is_restored);
  }
}

}  // namespace

Run RestoreRun(const Plan& plan, const Status& recorded) {
  Run run = StartRun(plan, recorded.run);
  run.attempt = recorded.attempt;
  run.phase = recorded.phase;
  run.reason = recorded.reason;
  run.message = recorded.message;
  run.start_time = recorded.start_time;
  run.completion_time = recorded.completion_time;
  run.suspended = std::chrono::seconds{recorded.suspended_seconds};
  run.suspended_since = recorded.suspended_since;
  // It was recorded before it acted (see Latch in decide.cc), so it holds even if the spec has
  // changed since.
  if (run.reason == Reason::kCancelled || run.reason == Reason::kDeadlineExceeded) {
    run.ending = run.reason;
  }
  // Anyone who may write a status could list a job twice. The first entry counts: a second one
  // could make a move that does not exist, and would count the job twice.
  IdVector<NodeId, bool> is_restored(plan.Jobs().size());
  for (const JobStatus& job : recorded.jobs) {
    const auto node = plan.Find(job.name);
    if (!node || is_restored[*node]) {
      continue;
    }
    is_restored[*node] = true;
    if (plan.Job(*node).expands) {
      RestoreExpanding(plan, run, *node, recorded, job);
    } else {
      RestoreJob(plan, run, run.InstancesOf(*node).front(), job);
    }
  }
  return run;
}

}  // namespace executioner::domain
