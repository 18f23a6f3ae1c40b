#include "controller/domain/linger.h"

namespace executioner::domain {
namespace {

constexpr std::string_view kWayOut =
    "' to end it or return, be deleted or get the out-of-service taint";

/// No further attempt will follow.
bool IsOver(const Run& run, const JobState& state) {
  return run.ending != Reason::kNone || state.policy_stops;
}

/// Repeating the same message is not a change, because an alarm may fire with every observation.
void Say(Run& run, JobState& state, Reason reason, std::string message) {
  if (state.reason != reason || state.message != message) {
    ++run.revision;
  }
  state.reason = reason;
  state.message = std::move(message);
}

}  // namespace

std::chrono::seconds DeletionLingers(const Run& run, const JobState& state) {
  return std::chrono::seconds{IsOver(run, state) ? 30 : 60};
}

void LingerAfterDeletion(const Plan& plan, Run& run, InstanceId instance) {
  JobState& state = run.instances[instance];
  // Only its node knows whether the container has stopped. As with a StatefulSet, no other pod
  // takes its place before that is certain.
  const bool is_over = IsOver(run, state);
  Say(run, state, Reason::kNodeLost,
      "the pod should have ended at " + base::FormatTime(*state.deletion_due) +
          ": waiting for node '" + state.node + std::string(kWayOut) +
          (is_over ? "" : "; a second pod could run the job twice"));
  if (state.phase == JobPhase::kRunning && !is_over) {
    MoveTo(plan, run, instance, JobPhase::kRetrying);
  }
}

void LingerAfterStop(Run& run, InstanceId instance) {
  JobState& state = run.instances[instance];
  const std::string told = "was asked to stop at " + base::FormatTime(*state.stop_since);
  if (state.node.empty()) {
    Say(run, state, state.reason, told + " and has not ended yet");
    return;
  }
  Say(run, state, state.reason,
      told + ": waiting for its grace period, or for node '" + state.node + std::string(kWayOut) +
          "; delete the pod with --force if it is dead");
}

}  // namespace executioner::domain
