#include "controller/domain/decide.h"

#include <algorithm>

#include "controller/domain/decide_pass.h"
#include "controller/domain/open_attempt.h"
#include "controller/domain/run_outcome.h"

namespace executioner::domain {
namespace {

bool HasBegun(const JobState& state) {
  return state.attempts > state.earlier_attempts;
}

/// Ends or stops a job because its run is ending.
void EndOne(Pass& pass, InstanceId instance, const std::string& why) {
  const JobState& state = pass.State(instance);
  if (state.live && pass.run.ending_now) {
    pass.StopAttempt(instance, StopMode::kNow);
  } else if (state.live) {
    pass.StopAttempt(instance, state.started ? StopMode::kGraceful : StopMode::kNeverStarted);
  } else if (HasBegun(state)) {
    const bool deadline = pass.run.ending == Reason::kDeadlineExceeded;
    pass.End(instance, deadline ? JobPhase::kFailed : JobPhase::kCancelled, pass.run.ending, why);
  } else {
    pass.End(instance, JobPhase::kBlocked, Reason::kNotReached, why);
  }
}

/// Ends jobs that have not expanded: none of their instances has begun.
/// \param outliving  also those that may start after a failure
void CloseUnexpanded(Pass& pass, bool outliving, const std::string& why) {
  for (const auto& [node, state] : pass.run.unexpanded) {
    if (!IsEnded(state.phase) && (outliving || !OutlivesFailure(pass.plan.Job(node).trigger))) {
      CloseNode(pass.plan, pass.run, node,
                {JobPhase::kBlocked, Reason::kNotReached, why, pass.now});
    }
  }
}

/// Ends jobs that have not begun, and stops the others.
void EndAll(Pass& pass) {
  pass.run.ending_applied = true;
  const std::string why = pass.run.ending == Reason::kDeadlineExceeded
                              ? "the run passed its activeDeadlineSeconds"
                              : "the run was cancelled";
  for (const InstanceId instance : pass.run.instances.Ids()) {
    if (!IsEnded(pass.State(instance).phase)) {
      EndOne(pass, instance, why);
    }
  }
  CloseUnexpanded(pass, true, why);
  pass.run.ended.clear();  // all dependents have ended too
}

/// When the first job without allowFailure failed.
TimePoint FirstFailureTime(const Pass& pass) {
  TimePoint first = TimePoint::max();
  for (const InstanceId instance : pass.run.instances.Ids()) {
    const JobState& state = pass.run.instances[instance];
    if (HasFailedNow(pass.run, state) && !pass.JobOf(instance).allow_failure) {
      // After a restart only the completion time is left, which a node's clock may have set.
      first = std::min(first, state.end_seen.value_or(state.completion_time.value_or(first)));
    }
  }
  return first;
}

/// Applies the failure policy to one job that has not ended.
/// \param cancels  it stops jobs that have begun
void TripOne(Pass& pass, InstanceId instance, bool cancels) {
  JobState& state = pass.State(instance);
  const bool outlives = OutlivesFailure(pass.JobOf(instance).trigger);
  if (!HasBegun(state) && !outlives) {
    pass.End(instance, JobPhase::kBlocked, Reason::kNotReached, kNoMoreJobs);
  }
  if (!HasBegun(state) || !cancels) {
    return;
  }
  if (!state.live) {
    pass.End(instance, JobPhase::kCancelled, Reason::kCancelled,
             "the failure policy cancels running jobs");
    return;
  }
  state.policy_stops = true;
  if (!state.stopping) {
    pass.StopAttempt(instance, state.started ? StopMode::kGraceful : StopMode::kNeverStarted);
  }
}

/// Whether the failure policy must be applied: a job without allowFailure has failed, or the policy
/// was changed afterwards to one that cancels.
bool PolicyActs(const Pass& pass) {
  const Run& run = pass.run;
  const FailurePolicy policy = pass.controls.failure_policy;
  const bool is_done =
      run.tripped && (run.policy_cancels || policy != FailurePolicy::kCancelRunning);
  return run.failed && run.ending == Reason::kNone && policy != FailurePolicy::kContinue &&
         !is_done;
}

/// Applies the failure policy once, after a job without allowFailure has failed. Jobs that outlive
/// failures still wait for their dependencies, and are not cancelled if they began after the
/// failure.
void Trip(Pass& pass) {
  pass.run.tripped = true;
  pass.run.policy_cancels = pass.controls.failure_policy == FailurePolicy::kCancelRunning;
  const TimePoint since = FirstFailureTime(pass);
  for (const InstanceId instance : pass.run.instances.Ids()) {
    const JobState& state = pass.State(instance);
    const bool began_after =
        state.start_time >= since && OutlivesFailure(pass.JobOf(instance).trigger);
    if (!IsEnded(state.phase)) {
      TripOne(pass, instance, pass.run.policy_cancels && !began_after);
    }
  }
  CloseUnexpanded(pass, false, kNoMoreJobs);
  Propagate(pass);
}

void LatchCancel(Pass& pass) {
  Run& run = pass.run;
  if (pass.controls.cancel != CancelMode::kNone && run.ending != Reason::kCancelled) {
    // A run that has passed its deadline keeps that reason: it is ending already.
    run.ending = run.ending == Reason::kNone ? Reason::kCancelled : run.ending;
    pass.decision.record_first = run.ending == Reason::kCancelled;
  }
  if (pass.controls.cancel == CancelMode::kNow && !run.ending_now) {
    run.ending_now = true;
    // Attempts that were asked to stop gracefully are stopped again, now without a grace period.
    run.ending_applied = false;
  }
}

void LatchSuspend(Pass& pass) {
  Run& run = pass.run;
  const bool suspend = pass.controls.suspend && run.ending == Reason::kNone;
  if (suspend == run.suspended_since.has_value()) {
    return;
  }
  pass.decision.record_first = true;
  if (suspend) {
    run.suspended_since = pass.now;
  } else {
    // The deadline counts from the start of the run, so a suspension before the start is not
    // deducted.
    run.suspended += run.start_time ? pass.now - *run.suspended_since : Duration{};
    run.suspended_since.reset();
  }
}

/// Applies changes of `suspend` and `cancel` and the passing of the deadline. These can't be proven
/// by looking at pods after a crash, so they are recorded before they act.
void Latch(Pass& pass) {
  Run& run = pass.run;
  LatchCancel(pass);
  LatchSuspend(pass);
  if (run.suspended_since || run.ending != Reason::kNone) {
    return;
  }
  run.start_time = run.start_time.value_or(pass.now);
  const std::optional<TimePoint> deadline = DeadlineOf(pass.controls, run);
  if (deadline && pass.now >= *deadline) {
    run.ending = Reason::kDeadlineExceeded;
    pass.decision.record_first = true;
  } else {
    pass.decision.wake_at = deadline;
  }
}

/// Handles an alarm of a job.
void Ring(Pass& pass, InstanceId instance) {
  JobState& state = pass.State(instance);
  if (state.live && state.deletion_due) {
    LingerAfterDeletion(pass.plan, pass.run, instance);
  } else if (state.live && state.started && state.stop_since) {
    LingerAfterStop(pass.run, instance);
  } else if (state.live && !state.started) {
    state.overdue = true;
    pass.StopAttempt(instance, StopMode::kNeverStarted);
  } else if (!state.live && !IsEnded(state.phase)) {
    pass.run.ready.insert(TurnOf(pass.plan, pass.run, instance));
  }
}

void RingAlarms(Pass& pass) {
  while (!pass.run.alarms.empty() && pass.run.alarms.begin()->first <= pass.now) {
    const InstanceId instance = pass.run.alarms.begin()->second;
    // Before the reaction to it, which may set the next alarm.
    SetAlarm(pass.run, instance, std::nullopt);
    Ring(pass, instance);
  }
}

/// Skips the instances of a job that are ready to begin or wait for their next attempt.
void SkipWaiting(Pass& pass, NodeId node) {
  if (pass.run.expanding.contains(node)) {
    pass.EndPending(node, JobPhase::kSkipped, Reason::kSkippedByUser, "named in spec.skip");
  }
  for (const InstanceId instance : pass.run.InstancesOf(node)) {
    const JobState& state = pass.State(instance);
    const bool waits = state.phase == JobPhase::kQueued || state.phase == JobPhase::kRetrying;
    if (waits && !state.live) {
      pass.End(instance, JobPhase::kSkipped, Reason::kSkippedByUser, "named in spec.skip");
    }
  }
}

/// Applies a change of `spec.skip` to jobs that are ready to begin or wait for their next attempt.
void ApplySkip(Pass& pass) {
  if (pass.run.skip == pass.controls.skip) {
    return;
  }
  // Only the change acts: on a job that becomes ready later, `skip` acts when it is settled. A name
  // that was taken out of the list does not bring a job back.
  pass.run.skip = pass.controls.skip;
  for (const std::string& name : pass.run.skip) {
    if (const auto node = pass.plan.Find(name)) {
      SkipWaiting(pass, *node);
    }
  }
}

void ExpandReady(Pass& pass) {
  if (!pass.run.suspended_since) {
    for (const NodeId node : pass.run.expanding) {
      pass.decision.actions.emplace_back(Expand{.node = node});
    }
  }
}

bool HasSlot(const Pass& pass) {
  const Run& run = pass.run;
  return (!pass.controls.parallelism || run.live < *pass.controls.parallelism) &&
         (!run.room || run.live < *run.room);
}

void LaunchReady(Pass& pass) {
  Run& run = pass.run;
  if (run.room && pass.now >= run.room_tried_again) {
    // Other programs may have released what was missing, which nothing tells us.
    run.room.reset();
  }
  const bool held = run.suspended_since.has_value();
  while (!held && !run.ready.empty() && HasSlot(pass)) {
    const InstanceId instance = run.ready.begin()->instance;
    run.ready.erase(run.ready.begin());
    JobState& state = pass.State(instance);
    ++run.revision;
    OpenAttempt(run, state, state.attempts + 1);
    if (state.phase != JobPhase::kRetrying || state.launch_since) {
      state.reason = Reason::kNone;
      state.message.clear();
    }  // otherwise the reason of the retry remains for readers until there is a newer one
    state.start_time = state.start_time.value_or(pass.now);
    state.created = pass.now;
    state.pending_since = pass.now;
    SetAlarm(run, instance, pass.now + pass.plan.PendingTimeout(run.NodeOf(instance)));
    pass.decision.actions.emplace_back(Launch{.instance = instance, .attempt = state.attempts});
  }
}

/// Jobs without dependencies are settled when the run starts.
void SettleRoots(Pass& pass) {
  for (const NodeId node : pass.plan.Order()) {
    if (pass.plan.Job(node).dependencies.empty() && IsUnsettled(pass.run, node)) {
      Settle(pass, node);
    }
  }
}

void WakeAt(Pass& pass, TimePoint when) {
  pass.decision.wake_at = std::min(pass.decision.wake_at.value_or(when), when);
}

RunPhase ActivePhase(const Run& run) {
  if (run.suspended_since) {
    return RunPhase::kSuspended;
  }
  return run.start_time ? RunPhase::kRunning : RunPhase::kPending;
}

}  // namespace

Decision Decide(const Plan& plan, const Controls& controls, Run& run, TimePoint now) {
  Pass pass{.plan = plan, .controls = controls, .run = run, .now = now};
  if (IsEnded(run.phase)) {
    return {};
  }
  Latch(pass);
  run.phase = ActivePhase(run);
  run.reason = run.ending;
  if (pass.decision.record_first) {
    return {.record_first = true};
  }
  if (!run.roots_settled) {
    run.roots_settled = true;
    SettleRoots(pass);
  }
  RingAlarms(pass);
  Propagate(pass);
  if (run.ending != Reason::kNone && !run.ending_applied) {
    EndAll(pass);
  }
  if (PolicyActs(pass)) {
    Trip(pass);
  }
  ApplySkip(pass);
  Propagate(pass);
  ExpandReady(pass);
  LaunchReady(pass);
  if (AllEnded(run)) {
    FinishRun(plan, run, now, DeadlineOf(controls, run));
    return pass.decision;
  }
  if (!run.alarms.empty()) {
    WakeAt(pass, run.alarms.begin()->first);
  }
  if (run.room && !run.ready.empty()) {
    WakeAt(pass, run.room_tried_again);
  }
  return pass.decision;
}

}  // namespace executioner::domain
