#include "controller/domain/own_time.h"

#include <algorithm>

#include "controller/domain/retry_policy.h"

namespace executioner::domain {
namespace {

void AtMost(std::optional<TimePoint>& time, TimePoint limit) {
  if (time) {
    time = std::min(*time, limit);
  }
}

/// The configured delay of a Retrying job before its next attempt.
Duration ConfiguredWait(const Plan& plan, const Run& run, InstanceId instance,
                        const std::string& seed) {
  const JobState& state = run.instances[instance];
  const Duration disruption = DisruptionDelay(std::max(state.disruptions, 1));
  if (IsDisruption(state.reason) && state.reason != Reason::kEvicted) {
    return disruption;
  }
  const PlannedJob& planned = plan.Job(run.NodeOf(instance));
  const int counted = state.attempts - state.earlier_attempts - state.disruptions;
  const Duration retry =
      RetryDelay(planned.retry, std::max(counted, 1),
                 Dice(seed, run.number, NameOf(plan, run, instance), state.attempts));
  // A status does not show whether an eviction was the job's fault.
  return state.reason == Reason::kEvicted ? std::max(disruption, retry) : retry;
}

}  // namespace

TimePoint CreatedInOwnTime(const AttemptSeen& seen) {
  return std::min(seen.created, seen.observed.value_or(seen.created));
}

TimePoint InOwnTime(const JobState& state, const AttemptSeen& seen, TimePoint time) {
  if (!seen.observed) {
    return time;
  }
  const TimePoint launch = state.created.value_or(CreatedInOwnTime(seen));
  const TimePoint begin = std::max(launch, state.start_time.value_or(launch));
  // The inner minimum is a precondition of clamp: the clock of an earlier process may have been
  // ahead of ours when it launched the attempt.
  return std::clamp(time, std::min(begin, *seen.observed), *seen.observed);
}

std::optional<TimePoint> DeletionInOwnTime(const JobState& state, const AttemptSeen& seen) {
  if (!seen.deletion_due || !seen.observed) {
    return seen.deletion_due;
  }
  // `deletion_due` is a time of the API server; the grace period is a duration and needs no clock.
  const TimePoint due = *seen.observed + seen.deletion_grace;
  return std::min(state.deletion_due.value_or(due), due);
}

void BoundTimes(const Plan& plan, Run& run, TimePoint now, const std::string& seed) {
  AtMost(run.start_time, now);
  AtMost(run.suspended_since, now);
  for (const InstanceId instance : run.instances.Ids()) {
    JobState& state = run.instances[instance];
    if (IsEnded(state.phase)) {
      continue;
    }
    AtMost(state.start_time, now);
    AtMost(state.ready_time, now);
    AtMost(state.launch_time, now);
    for (PastAttempt& past : state.attempt_history) {
      AtMost(past.launch_time, now);
      AtMost(past.start_time, now);
      AtMost(past.completion_time, now);
    }
    if (state.next_attempt_time) {
      AtMost(state.next_attempt_time, now + ConfiguredWait(plan, run, instance, seed));
      SetAlarm(run, instance, state.next_attempt_time);
    }
  }
}

}  // namespace executioner::domain
