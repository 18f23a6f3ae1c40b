#include <vector>

#include "controller/domain/decide_pass.h"

namespace executioner::domain {
namespace {

/// Whether an ended job counts as ok for its dependents.
bool IsOk(const Pass& pass, int job) {
  const JobState& state = pass.run.jobs[At(job)];
  return state.phase == JobPhase::kSucceeded || state.reason == Reason::kSkippedByUser ||
         (state.phase == JobPhase::kFailed && pass.plan.jobs[At(job)].allow_failure);
}

Dependencies CountDependencies(const Pass& pass, int job) {
  Dependencies counted;
  for (const int dependency : pass.plan.jobs[At(job)].dependencies) {
    if (IsOk(pass, dependency)) {
      ++counted.ok;
    } else if (pass.run.jobs[At(dependency)].phase == JobPhase::kSkipped) {
      ++counted.none;
    } else {
      ++counted.bad;
    }
  }
  return counted;
}

/// "'extract' ended as Failed": the first dependency because of which the trigger does not hold.
std::string Culprit(const Pass& pass, int job) {
  const bool wants_failures = pass.plan.jobs[At(job)].trigger == Trigger::kAllFailed;
  for (const int dependency : pass.plan.jobs[At(job)].dependencies) {
    if (IsOk(pass, dependency) == wants_failures) {
      return "job '" + pass.plan.jobs[At(dependency)].name + "' ended as " +
             std::string(PhaseName(pass.run.jobs[At(dependency)].phase));
    }
  }
  return "every dependency succeeded";
}

/// A job is settled when it has ended and all its dependencies are settled, so that nothing before
/// it still runs. The failure policy ends jobs whose dependencies are still running. The end of
/// such a job does not mean that everything before it has ended; without this distinction a cleanup
/// would start while the work that it cleans up is still running.
void TellSettled(Pass& pass, int job) {
  std::vector<int> settled;
  const auto count_down = [&](int other) {
    JobState& state = pass.State(other);
    --state.unsettled;
    if (state.unsettled == 0) {
      settled.push_back(other);
    } else if (state.unsettled == 1 && state.phase == JobPhase::kPending &&
               OutlivesFailure(pass.plan.jobs[At(other)].trigger)) {
      Settle(pass, other);
    }
  };
  count_down(job);
  while (!settled.empty()) {
    const int next = settled.back();
    settled.pop_back();
    for (const int dependent : pass.plan.jobs[At(next)].dependents) {
      count_down(dependent);
    }
  }
}

}  // namespace

void Settle(Pass& pass, int job) {
  const PlannedJob& planned = pass.plan.jobs[At(job)];
  switch (Evaluate(planned.trigger, CountDependencies(pass, job))) {
    case Verdict::kBlocked:
      pass.End(job, JobPhase::kBlocked, Reason::kDependencyFailed, Culprit(pass, job));
      return;
    case Verdict::kSkipped:
      pass.End(job, JobPhase::kSkipped, Reason::kTriggerNotMet, Culprit(pass, job));
      return;
    case Verdict::kHolds: break;
  }
  if (pass.run.tripped && !OutlivesFailure(planned.trigger)) {
    pass.End(job, JobPhase::kBlocked, Reason::kNotReached,
             "the failure policy starts no more jobs");
  } else if (pass.IsSkipped(job)) {
    pass.End(job, JobPhase::kSkipped, Reason::kSkippedByUser, "named in spec.skip");
  } else {
    if (pass.State(job).phase == JobPhase::kPending) {
      MoveTo(pass.run, job, JobPhase::kQueued);
      JobState& state = pass.State(job);
      state.ready_time = state.ready_time.value_or(pass.now);
    }
    pass.run.ready.insert(ReadyKey(pass.plan, pass.run, job));
  }
}

void Propagate(Pass& pass) {
  while (!pass.run.ended.empty()) {
    const int job = pass.run.ended.back();
    pass.run.ended.pop_back();
    for (const int dependent : pass.plan.jobs[At(job)].dependents) {
      JobState& state = pass.State(dependent);
      if (--state.open == 0 && state.phase == JobPhase::kPending &&
          !OutlivesFailure(pass.plan.jobs[At(dependent)].trigger)) {
        Settle(pass, dependent);
      }
    }
    TellSettled(pass, job);
  }
}

}  // namespace executioner::domain
