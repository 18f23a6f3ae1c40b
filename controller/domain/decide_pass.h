/// \file
/// One pass of Decide and the part of it that follows the graph. Not for use elsewhere.
#pragma once

#include <algorithm>
#include <string>

#include "controller/domain/decide.h"
#include "controller/domain/graph.h"
#include "controller/domain/linger.h"

namespace executioner::domain {

/// One pass of Decide: what it was given, and the decision under construction.
struct Pass {
  const Plan& plan;
  const Controls& controls;
  Run& run;
  TimePoint now;
  Decision decision = {};

  JobState& State(int job) { return run.jobs[At(job)]; }

  bool IsSkipped(int job) const {
    return std::ranges::count(controls.skip, plan.jobs[At(job)].name) > 0;
  }

  void End(int job, JobPhase phase, Reason reason, const std::string& message) {
    EndJob(plan, run, job, {phase, reason, message, now});
  }

  void StopAttempt(int job, StopMode mode) {
    State(job).stopping = true;
    State(job).stop_since = State(job).stop_since.value_or(now);
    if (mode == StopMode::kGraceful) {
      SetAlarm(run, job, *State(job).stop_since + kStopLingers);
    }
    decision.stops.push_back({.job = job, .attempt = State(job).attempts, .mode = mode});
  }
};

/// Decides about a job that has not begun and waits for no other any more.
void Settle(Pass& pass, int job);

/// Tells the dependents of ended jobs, and theirs when that ends them. Each edge is walked twice in
/// the life of a run: when its job ends, and when it is settled.
void Propagate(Pass& pass);

}  // namespace executioner::domain
