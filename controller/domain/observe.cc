#include <algorithm>

#include "controller/domain/linger.h"
#include "controller/domain/open_attempt.h"
#include "controller/domain/own_time.h"
#include "controller/domain/retry_policy.h"
#include "controller/domain/run.h"

namespace executioner::domain {
namespace {

/// Returns the message of a stopped attempt: why it was stopped, and its own message if it left
/// one.
std::string StoppedMessage(const Ending& ending, const std::string& why) {
  const bool ours = ending.reason == Reason::kCancelled || ending.reason == Reason::kPodDeleted;
  return ours || ending.message.empty() ? why : why + "; " + ending.message;
}

/// Retries or ends a job whose newest attempt has failed by itself.
void RetryOrFail(const Plan& plan, Run& run, InstanceId instance, const Ending& ending,
                 const std::string& seed) {
  JobState& state = run.instances[instance];
  const PlannedJob& planned = plan.Job(run.NodeOf(instance));
  const Failures failures{.counted = state.attempts - state.earlier_attempts - state.disruptions,
                          .disruptions = state.disruptions,
                          .first_attempt = state.start_time.value_or(ending.time)};
  Ending seen = ending;
  // The delay counts from the observation, because `ending.time` may be from the clock of a node.
  seen.time = state.end_seen.value_or(ending.time);
  const auto next =
      run.ending == Reason::kNone && state.attempts < kMostAttempts
          ? NextAttempt(planned.retry, seen, failures,
                        Dice(seed, run.number, NameOf(plan, run, instance), state.attempts))
          : std::nullopt;
  if (!next) {
    EndJob(plan, run, instance, {JobPhase::kFailed, ending.reason, ending.message, ending.time});
    return;
  }
  KeepAttempt(state, ending.reason, ending.time);
  MoveTo(plan, run, instance, JobPhase::kRetrying);
  state.reason = ending.reason;
  state.retried_as = ending.reason;
  state.message = "attempt " + std::to_string(state.attempts) + ": " + ending.message +
                  "; attempt " + std::to_string(state.attempts + 1) + " starts at " +
                  base::FormatTime(*next);
  state.next_attempt_time = next;
  SetAlarm(run, instance, next);
}

/// Only attempts that we stopped end as Cancelled. If the run is not ending, the failure policy
/// stopped this one before a restart, after which it has not been applied again yet.
/// \param stopped  whether anyone asked it to stop
bool IsStoppedByPolicy(const Run& run, const JobState& state, const Ending& ending, bool stopped) {
  return (stopped && state.policy_stops) ||
         (run.ending == Reason::kNone && ending.reason == Reason::kCancelled);
}

/// Ends or retries a job whose newest attempt has ended.
void EndAttempt(const Plan& plan, Run& run, InstanceId instance, const Ending& ending,
                const std::string& seed) {
  JobState& state = run.instances[instance];
  if (state.live) {
    state.live = false;
    --run.live;
  }
  const bool stopped = ending.stopped || state.stopping;
  const bool by_policy = IsStoppedByPolicy(run, state, ending, stopped);
  // The end of a pod that we stopped may look like a disruption, such as PodDeleted, but must not
  // start another attempt.
  const bool by_us = by_policy || (stopped && run.ending != Reason::kNone);
  ForgetAttempt(state);
  state.launch_since.reset();
  state.exit_code = ending.exit_code;
  state.results = ending.results;
  state.disruptions += IsDisruption(ending) && !by_us ? 1 : 0;
  const auto end = [&](JobPhase phase, Reason reason, const std::string& message) {
    EndJob(plan, run, instance, {phase, reason, message, ending.time});
  };
  if (ending.reason == Reason::kCompleted) {
    // First, because a job may succeed before the request to stop reaches it.
    end(JobPhase::kSucceeded, Reason::kCompleted, ending.message);
  } else if (stopped && run.ending == Reason::kDeadlineExceeded) {
    end(JobPhase::kFailed, Reason::kDeadlineExceeded,
        StoppedMessage(ending, "the run passed its activeDeadlineSeconds"));
  } else if (by_policy || (stopped && run.ending == Reason::kCancelled)) {
    end(JobPhase::kCancelled, Reason::kCancelled,
        StoppedMessage(ending, run.ending == Reason::kCancelled
                                   ? "the run was cancelled"
                                   : "the failure policy cancels running jobs"));
  } else {
    RetryOrFail(plan, run, instance, ending, seed);
  }
}

/// Begins an attempt that was unknown. Earlier attempts have ended, otherwise it could not exist.
void BeginAttempt(const Plan& plan, Run& run, const AttemptSeen& seen) {
  JobState& state = run.instances[seen.instance];
  // It may be ready for a launch that an earlier process has made without recording it.
  run.ready.erase(TurnOf(plan, run, seen.instance));
  OpenAttempt(run, state, seen.attempt);
  state.start_time = state.start_time.value_or(CreatedInOwnTime(seen));
  if (state.phase == JobPhase::kPending) {
    state.ready_time = state.ready_time.value_or(CreatedInOwnTime(seen));
    MoveTo(plan, run, seen.instance, JobPhase::kQueued);
  }
}

bool ShowWaiting(Run& run, const AttemptSeen& seen) {
  JobState& state = run.instances[seen.instance];
  const bool has_waited = state.waited_reason != Reason::kNone || !state.waited_message.empty();
  if (state.phase == JobPhase::kRetrying && !has_waited) {
    return false;  // the reason of the retry remains
  }
  const bool changed = state.reason != seen.waiting_reason || state.message != seen.waiting_message;
  state.reason = seen.waiting_reason;
  state.message = seen.waiting_message;
  return changed;
}

/// When to look at a live attempt again even if nothing happens.
std::optional<TimePoint> AlarmOf(const Plan& plan, const Run& run, InstanceId instance) {
  const JobState& state = run.instances[instance];
  if (state.deletion_due) {
    return *state.deletion_due + DeletionLingers(run, state);
  }
  if (!state.started) {
    return state.pending_since
               ? std::optional(*state.pending_since + plan.PendingTimeout(run.NodeOf(instance)))
               : std::nullopt;
  }
  return state.stop_since ? std::optional(*state.stop_since + kStopLingers) : std::nullopt;
}

/// Sets the times of an attempt by the clock of this process, from its launch or first observation.
void ObserveTimes(JobState& state, const AttemptSeen& seen) {
  state.created = state.created.value_or(CreatedInOwnTime(seen));
  state.launch_time = state.launch_time.value_or(*state.created);
  if (seen.start_time) {
    state.container_start = InOwnTime(state, seen, *seen.start_time);
  }
  if (seen.gated) {
    state.pending_since.reset();  // the pending time begins when the gates are removed
  } else {
    state.pending_since = state.pending_since.value_or(seen.observed.value_or(seen.created));
  }
  if (state.stopping && !state.stop_since) {
    state.stop_since = seen.observed;
  }
  state.deletion_due = DeletionInOwnTime(state, seen);
}

/// Applies the observation of a live attempt; returns whether anything changed.
bool ObserveLive(const Plan& plan, Run& run, const AttemptSeen& seen) {
  JobState& state = run.instances[seen.instance];
  const auto deletion_due = state.deletion_due;
  state.stopping = state.stopping || seen.stop_requested;
  ObserveTimes(state, seen);
  bool changed = state.pod != seen.pod || deletion_due != state.deletion_due;
  state.pod = seen.pod;
  state.node = seen.node;
  if (seen.started && !state.started) {
    state.started = true;
    changed = true;
    if (state.phase != JobPhase::kRunning) {
      MoveTo(plan, run, seen.instance, JobPhase::kRunning);
    }
    state.reason = Reason::kNone;
    state.message.clear();
  } else if (!seen.started) {
    changed = ShowWaiting(run, seen) || changed;
  }
  SetAlarm(run, seen.instance, AlarmOf(plan, run, seen.instance));
  return changed;
}

/// Returns the ending of an attempt. A pod that never started and was deleted after its pending
/// timeout ended because of that timeout. While this process lives, it knows who deleted the pod;
/// after a restart it compares the pod's times, which both come from the API server.
Ending TypedEnding(const Plan& plan, const Run& run, const AttemptSeen& seen) {
  const JobState& state = run.instances[seen.instance];
  Ending ending = *seen.ending;
  const auto timeout = std::chrono::duration_cast<std::chrono::seconds>(
      plan.PendingTimeout(run.NodeOf(seen.instance)));
  const bool ours = state.overdue && run.ending == Reason::kNone && !state.policy_stops;
  if (!seen.started && !seen.gated && ending.reason == Reason::kPodDeleted &&
      (ours || ending.time >= seen.created + timeout)) {
    ending.reason = state.waited_reason == Reason::kImagePullFailed ? Reason::kImagePullFailed
                                                                    : Reason::kPendingTimeout;
    ending.message =
        "did not start within " + std::to_string(timeout.count()) + " s" +
        (state.waited_message.empty() ? "; 'kubectl events --for pod/" + seen.pod + "' may tell why"
                                      : ": " + state.waited_message);
    ending.exit_code.reset();
  }
  return ending;
}

/// The newest attempt could not be launched for now: it does not count.
void TakeBack(Run& run, JobState& state, const Ending& refusal) {
  state.live = false;
  --run.live;
  --state.attempts;
  state.reason = refusal.reason;
  state.message = refusal.message;
}

/// An attempt whose results are not what the job declares has not completed.
void CheckResults(const JobTemplate& work, Ending& ending) {
  const bool cut = ending.results_cut && work.results && !work.results->empty();
  std::string problem =
      cut ? "the results were cut off: too many containers share the pod's termination messages"
          : ResultProblem(work, ending.results);
  if (problem.empty()) {
    return;
  }
  ending.results = {};
  if (ending.reason == Reason::kCompleted) {
    ending.reason = Reason::kInvalidResults;
    ending.message = std::move(problem);
  }
}

}  // namespace

bool Observe(const Plan& plan, Run& run, const AttemptSeen& seen, const std::string& seed) {
  JobState& state = run.instances[seen.instance];
  const bool known =
      seen.attempt < state.attempts || (seen.attempt == state.attempts && !state.live);
  const bool too_far_ahead = seen.attempt > state.attempts + 1;
  if (known || too_far_ahead || IsEnded(state.phase)) {
    return false;
  }
  const bool fresh = seen.attempt > state.attempts;
  if (fresh) {
    BeginAttempt(plan, run, seen);
  }
  // When a pod is deleted, its status no longer shows what it waited for.
  if (seen.waiting_reason != Reason::kNone || !seen.waiting_message.empty()) {
    state.waited_reason = seen.waiting_reason;
    state.waited_message = seen.waiting_message;
  }
  const bool changed = ObserveLive(plan, run, seen) || fresh;
  if (seen.ending) {
    Ending ending = TypedEnding(plan, run, seen);
    CheckResults(plan.Job(run.NodeOf(seen.instance)).work, ending);
    ending.time = InOwnTime(state, seen, ending.time);
    state.end_seen = seen.observed.value_or(ending.time);
    EndAttempt(plan, run, seen.instance, ending, seed);
    return true;
  }
  return changed;
}

void LaunchSucceeded(Run& run, InstanceId instance, std::string pod,
                     std::optional<TimePoint> created) {
  JobState& state = run.instances[instance];
  state.pod = std::move(pod);
  state.created = created ? created : state.created;
  state.launch_time = state.created;
  state.launch_since.reset();
}

void LaunchDelayed(const Plan& plan, Run& run, InstanceId instance, const Ending& refusal,
                   const std::string& seed) {
  JobState& state = run.instances[instance];
  state.launch_since = state.launch_since.value_or(refusal.time);
  const TimePoint limit = *state.launch_since + plan.PendingTimeout(run.NodeOf(instance));
  if (refusal.time >= limit) {
    Ending ending = refusal;
    ending.reason = Reason::kPendingTimeout;
    state.end_seen = refusal.time;
    EndAttempt(plan, run, instance, ending, seed);
    return;
  }
  constexpr Duration kShortest{std::chrono::seconds{1}};
  constexpr Duration kLongest{std::chrono::seconds{30}};
  // Each delay is as long as the time that has passed since the first failure, so the delays
  // double.
  const TimePoint again =
      refusal.time + std::clamp<Duration>(refusal.time - *state.launch_since, kShortest, kLongest);
  TakeBack(run, state, refusal);
  if (state.phase == JobPhase::kRetrying) {
    state.next_attempt_time =
        std::min(again, limit);  // otherwise the last attempt would be live after a restart
  }
  SetAlarm(run, instance, std::min(again, limit));
}

void LaunchHeld(const Plan& plan, Run& run, InstanceId instance, const Ending& refusal) {
  constexpr std::chrono::seconds kTriedAgain{5};
  JobState& state = run.instances[instance];
  TakeBack(run, state, refusal);
  // The job has not begun: maxElapsedSeconds must not count the time for which it is held.
  if (state.attempts == state.earlier_attempts) {
    state.start_time.reset();
  }
  if (state.phase == JobPhase::kRetrying) {
    state.next_attempt_time =
        refusal.time;  // otherwise the last attempt would be live after a restart
  }
  SetAlarm(run, instance, std::nullopt);
  run.ready.insert(TurnOf(plan, run, instance));
  // What runs now is known to fit; one more did not.
  run.room = run.live;
  run.room_tried_again = refusal.time + kTriedAgain;
}

void LaunchRefused(const Plan& plan, Run& run, InstanceId instance, const Ending& ending,
                   const std::string& seed) {
  run.instances[instance].end_seen = ending.time;
  EndAttempt(plan, run, instance, ending, seed);
}

}  // namespace executioner::domain
