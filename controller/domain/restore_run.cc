#include <utility>

#include "controller/domain/status.h"

namespace executioner::domain {
namespace {

/// Whether a job in this status has an attempt that had not ended when it was recorded.
bool HadLiveAttempt(const JobStatus& status) {
  const bool waits_for_next =
      status.phase == JobPhase::kRetrying && status.next_attempt_time.has_value();
  return !IsEnded(status.phase) && status.attempts > status.earlier_attempts && !waits_for_next;
}

void RestoreJob(const Plan& plan, Run& run, InstanceId instance, const JobStatus& status) {
  JobState& state = run.instances[instance];
  state.reason = status.reason;
  state.attempts = status.attempts;
  state.disruptions = status.disruptions;
  state.earlier_attempts = status.earlier_attempts;
  state.start_time = status.start_time;
  state.next_attempt_time = status.next_attempt_time;
  state.exit_code = status.exit_code;
  state.pod = status.pod;
  state.ready_time = status.ready_time;
  state.launch_time = status.launch_time;
  state.attempt_history = status.attempt_history;
  if (IsEnded(status.phase)) {
    EndJob(plan, run, instance,
           {status.phase, status.reason, status.message, status.completion_time});
    return;
  }
  if (status.attempts == status.earlier_attempts) {
    state.reason = Reason::kNone;  // Decide settles it again from its dependencies
    return;
  }
  state.message = status.message;
  state.retried_as = status.phase == JobPhase::kRetrying ? status.reason : Reason::kNone;
  MoveTo(plan, run, instance, status.phase);
  if (HadLiveAttempt(status)) {
    state.live = true;
    ++run.live;
    state.started = status.phase != JobPhase::kQueued;
  } else {
    SetAlarm(run, instance, status.next_attempt_time);
  }
}

}  // namespace

Run RestoreRun(const Plan& plan, const Status& status) {
  Run run = StartRun(plan, status.run);
  run.attempt = status.attempt;
  run.phase = status.phase;
  run.reason = status.reason;
  run.message = status.message;
  run.start_time = status.start_time;
  run.completion_time = status.completion_time;
  run.suspended = std::chrono::seconds{status.suspended_seconds};
  run.suspended_since = status.suspended_since;
  if (status.reason == Reason::kCancelled || status.reason == Reason::kDeadlineExceeded) {
    run.ending = status.reason;
  }
  for (const JobStatus& job : status.jobs) {
    if (const auto node = plan.Find(job.name)) {
      RestoreJob(plan, run, run.InstancesOf(*node).front(), job);
    }
  }
  return run;
}

}  // namespace executioner::domain
