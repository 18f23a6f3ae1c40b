#include "controller/domain/decide.h"

#include <algorithm>

#include "controller/domain/decide_pass.h"
#include "controller/domain/graph.h"
#include "controller/domain/linger.h"
#include "controller/domain/open_attempt.h"
#include "controller/domain/run_outcome.h"

namespace executioner::domain {
namespace {

bool HasBegun(const JobState& state) {
  return state.attempts > state.earlier_attempts;
}

/// The run ends before this job has.
void EndOne(Pass& pass, int job, const std::string& why) {
  const JobState& state = pass.State(job);
  if (state.live && pass.run.ending_now) {
    pass.StopAttempt(job, StopMode::kNow);
  } else if (state.live) {
    pass.StopAttempt(job, state.started ? StopMode::kGraceful : StopMode::kNeverStarted);
  } else if (HasBegun(state)) {
    const bool deadline = pass.run.ending == Reason::kDeadlineExceeded;
    pass.End(job, deadline ? JobPhase::kFailed : JobPhase::kCancelled, pass.run.ending, why);
  } else {
    pass.End(job, JobPhase::kBlocked, Reason::kNotReached, why);
  }
}

/// Ends what has not begun, stops what has.
void EndAll(Pass& pass) {
  pass.run.ending_applied = true;
  const std::string why = pass.run.ending == Reason::kDeadlineExceeded
                              ? "the run passed its activeDeadlineSeconds"
                              : "the run was cancelled";
  for (int job = 0; job < static_cast<int>(pass.run.jobs.size()); ++job) {
    if (!IsEnded(pass.State(job).phase)) {
      EndOne(pass, job, why);
    }
  }
  pass.run.ended.clear();  // nobody is left to be told
}

/// When the first job without allowFailure failed.
TimePoint FirstFailureTime(const Pass& pass) {
  TimePoint first = TimePoint::max();
  for (std::size_t job = 0; job < pass.run.jobs.size(); ++job) {
    const JobState& state = pass.run.jobs[job];
    if (state.phase == JobPhase::kFailed && HasBegun(state) && !pass.plan.jobs[job].allow_failure) {
      first = std::min(first, state.end_seen.value_or(state.completion_time.value_or(first)));
    }
  }
  return first;
}

/// What the failure policy does to one job that has not ended.
/// \param cancels  it stops jobs that have begun
void TripOne(Pass& pass, int job, bool cancels) {
  JobState& state = pass.State(job);
  const bool outlives = OutlivesFailure(pass.plan.jobs[At(job)].trigger);
  if (!HasBegun(state) && !outlives) {
    pass.End(job, JobPhase::kBlocked, Reason::kNotReached,
             "the failure policy starts no more jobs");
  }
  if (!HasBegun(state) || !cancels) {
    return;
  }
  if (!state.live) {
    pass.End(job, JobPhase::kCancelled, Reason::kCancelled,
             "the failure policy cancels running jobs");
    return;
  }
  state.policy_stops = true;
  if (!state.stopping) {
    pass.StopAttempt(job, state.started ? StopMode::kGraceful : StopMode::kNeverStarted);
  }
}

/// Whether the failure policy has something to do: a job without allowFailure has failed, or the
/// policy was edited since to one that cancels.
bool PolicyActs(const Pass& pass) {
  const Run& run = pass.run;
  const FailurePolicy policy = pass.controls.failure_policy;
  const bool is_done =
      run.tripped && (run.policy_cancels || policy != FailurePolicy::kCancelRunning);
  return run.failed && run.ending == Reason::kNone && policy != FailurePolicy::kContinue &&
         !is_done;
}

/// A job without allowFailure has failed: applies the failure policy once. What waits for nothing
/// but the policy ends now; what outlives failures goes on waiting for its dependencies, and is
/// spared when it began after the failure.
void Trip(Pass& pass) {
  pass.run.tripped = true;
  pass.run.policy_cancels = pass.controls.failure_policy == FailurePolicy::kCancelRunning;
  const TimePoint since = FirstFailureTime(pass);
  for (int job = 0; job < static_cast<int>(pass.run.jobs.size()); ++job) {
    const JobState& state = pass.State(job);
    const bool began_after =
        state.start_time >= since && OutlivesFailure(pass.plan.jobs[At(job)].trigger);
    if (!IsEnded(state.phase)) {
      TripOne(pass, job, pass.run.policy_cancels && !began_after);
    }
  }
  Propagate(pass);
}

void LatchCancel(Pass& pass) {
  Run& run = pass.run;
  if (pass.controls.cancel != CancelMode::kNone && run.ending != Reason::kCancelled) {
    run.ending = run.ending == Reason::kNone ? Reason::kCancelled : run.ending;
    pass.decision.record_first = run.ending == Reason::kCancelled;
  }
  if (pass.controls.cancel == CancelMode::kNow && !run.ending_now) {
    run.ending_now = true;
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
    run.suspended += run.start_time ? pass.now - *run.suspended_since : Duration{};
    run.suspended_since.reset();
  }
}

/// Takes in changes of `suspend` and `cancel` and the passing of the deadline. These can't be
/// proven by looking at pods after a crash, so they are recorded before they act.
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

/// An alarm of a job has gone off.
void Ring(Pass& pass, int job) {
  JobState& state = pass.State(job);
  if (state.live && state.deletion_due) {
    LingerAfterDeletion(pass.run, job);
  } else if (state.live && state.started && state.stop_since) {
    LingerAfterStop(pass.run, job);
  } else if (state.live && !state.started) {
    state.overdue = true;
    pass.StopAttempt(job, StopMode::kNeverStarted);
  } else if (!state.live && !IsEnded(state.phase)) {
    pass.run.ready.insert(ReadyKey(pass.plan, pass.run, job));
  }
}

void RingAlarms(Pass& pass) {
  while (!pass.run.alarms.empty() && pass.run.alarms.begin()->first <= pass.now) {
    const int job = pass.run.alarms.begin()->second;
    SetAlarm(pass.run, job, std::nullopt);
    Ring(pass, job);
  }
}

/// `spec.skip` has changed: what is ready to begin, or waits for its next attempt, is left out now.
void ApplySkip(Pass& pass) {
  if (pass.run.skip == pass.controls.skip) {
    return;
  }
  pass.run.skip = pass.controls.skip;
  for (const std::string& name : pass.run.skip) {
    const int job = pass.plan.Find(name);
    if (job < 0 || pass.State(job).live) {
      continue;
    }
    const JobState& state = pass.State(job);
    if (state.phase == JobPhase::kQueued || state.phase == JobPhase::kRetrying) {
      pass.End(job, JobPhase::kSkipped, Reason::kSkippedByUser, "named in spec.skip");
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
    run.room.reset();
  }
  const bool held = run.suspended_since.has_value();
  while (!held && !run.ready.empty() && HasSlot(pass)) {
    const int job = pass.plan.order[At(run.ready.begin()->second)];
    run.ready.erase(run.ready.begin());
    JobState& state = pass.State(job);
    ++run.revision;
    OpenAttempt(run, state, state.attempts + 1);
    if (state.phase != JobPhase::kRetrying || state.launch_since) {
      state.reason = Reason::kNone;
      state.message.clear();
    }  // else why it is retried stays until there is news: nobody may have read it yet
    state.start_time = state.start_time.value_or(pass.now);
    state.created = pass.now;
    state.pending_since = pass.now;
    SetAlarm(run, job, pass.now + pass.plan.PendingTimeout(job));
    pass.decision.launches.push_back({.job = job, .attempt = state.attempts});
  }
}

/// Jobs without dependencies are settled when the run starts.
void SettleRoots(Pass& pass) {
  for (const int job : pass.plan.order) {
    const JobState& state = pass.State(job);
    if (pass.plan.jobs[At(job)].dependencies.empty() && state.phase == JobPhase::kPending) {
      Settle(pass, job);
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
