#include "controller/domain/open_attempt.h"

namespace executioner::domain {

void ForgetAttempt(JobState& state) {
  state.started = false;
  state.stopping = false;
  state.policy_stops = false;
  state.overdue = false;
  state.waited_reason = Reason::kNone;
  state.waited_message.clear();
  state.created.reset();
  state.pending_since.reset();
  state.stop_since.reset();
  state.deletion_due.reset();
}

void KeepAttempt(JobState& state, Reason reason, std::optional<TimePoint> end) {
  Remember(state.attempt_history, {.attempt = state.attempts,
                                   // Until a launch succeeds, the state names the previous pod.
                                   .pod = state.launch_time ? state.pod : "",
                                   .reason = reason,
                                   .exit_code = state.exit_code,
                                   .launch_time = state.launch_time,
                                   .start_time = state.container_start,
                                   .completion_time = end});
}

void OpenAttempt(Run& run, JobState& state, int attempt) {
  if (state.live) {
    // The new pod proves that the previous attempt has ended, but not how.
    KeepAttempt(state, Reason::kNone, std::nullopt);
  } else {
    state.live = true;
    ++run.live;
  }
  ForgetAttempt(state);
  state.attempts = attempt;
  state.launch_time.reset();  // a launch counts when it has succeeded
  state.container_start.reset();
  state.exit_code.reset();
  state.results = {};
  state.next_attempt_time.reset();
}

}  // namespace executioner::domain
