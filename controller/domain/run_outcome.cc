#include "controller/domain/run_outcome.h"

#include <algorithm>
#include <utility>

#include "controller/domain/decide.h"
#include "controller/domain/graph.h"

namespace executioner::domain {
namespace {

/// How much a job is to blame for the failure of its run. The failure policy cancels jobs because
/// of a failure, so a failure ranks before them, and the earliest failure ranks first.
std::pair<int, TimePoint> Blame(const JobState& state) {
  const int rank = state.phase == JobPhase::kFailed      ? 0
                   : state.phase == JobPhase::kCancelled ? 1
                                                         : 2;
  return {rank, rank == 2 ? TimePoint{} : state.completion_time.value_or(TimePoint::max())};
}

/// "; not run: 'cleanup' (AllFinished)": the first job that may run after a failure but did not run
/// because the run was stopped.
std::string CutOff(const Plan& plan, const Run& run) {
  for (const NodeId node : plan.Order()) {
    const PlannedJob& planned = plan.Job(node);
    if (OutlivesFailure(planned.trigger) &&
        std::ranges::count(run.StatesOf(node), Reason::kNotReached, &JobState::reason) > 0) {
      return "; not run: '" + planned.name + "' (" + std::string(TriggerName(planned.trigger)) +
             ")";
    }
  }
  return "";
}

/// Whether all jobs ended before the deadline, by themselves.
bool WasInTime(const Plan& plan, const Run& run, std::optional<TimePoint> deadline) {
  const auto was_in_time = [&](const JobState& state) {
    return state.reason != Reason::kNotReached && state.reason != Reason::kDeadlineExceeded &&
           state.completion_time.value_or(TimePoint{}) <= *deadline;
  };
  return deadline && !run.bad && std::ranges::all_of(plan.Order(), [&](NodeId node) {
           return std::ranges::all_of(run.StatesOf(node), was_in_time);
         });
}

}  // namespace

std::string FirstFailure(const Plan& plan, const Run& run) {
  std::optional<NodeId> first;
  const JobState* worst = nullptr;
  for (const NodeId node : plan.Order()) {
    if (plan.Job(node).allow_failure) {
      continue;
    }
    for (const JobState& state : run.StatesOf(node)) {
      if (IsBad(state.phase) && (worst == nullptr || Blame(state) < Blame(*worst))) {
        first = node;
        worst = &state;
      }
    }
  }
  if (worst == nullptr) {
    return "";
  }
  const JobState& state = *worst;
  const std::string job = "job '" + plan.Job(*first).name + "' ";
  const std::string why = state.message.empty() ? "" : ": " + state.message;
  if (state.phase == JobPhase::kBlocked) {
    return job + "did not run" + why;
  }
  const std::string phase(PhaseName(state.phase));
  const std::string reason(ReasonName(state.reason));
  return job + "ended as " + phase + (reason == phase ? "" : ", " + reason) + why;
}

std::optional<TimePoint> DeadlineOf(const Controls& controls, const Run& run) {
  const auto seconds = controls.active_deadline_seconds;
  return seconds && run.start_time
             ? std::optional(*run.start_time + run.suspended + std::chrono::seconds{*seconds})
             : std::nullopt;
}

bool AllEnded(const Run& run) {
  int ended = 0;
  for (int phase = static_cast<int>(JobPhase::kSucceeded); phase < kJobPhases; ++phase) {
    ended += run.count[At(phase)];
  }
  return ended == static_cast<int>(run.instances.size() + run.unexpanded.size()) && run.live == 0;
}

void FinishRun(const Plan& plan, Run& run, TimePoint now, std::optional<TimePoint> deadline) {
  run.completion_time = now;
  run.suspended_since.reset();
  const auto end = [&](RunPhase phase, Reason reason, std::string message) {
    run.phase = phase;
    run.reason = reason;
    run.message = std::move(message);
  };
  if (run.ending == Reason::kCancelled) {
    // The user who cancelled it may have given a message.
    end(RunPhase::kCancelled, Reason::kCancelled,
        (run.message.empty() ? "cancelled by spec.cancel" : run.message) + CutOff(plan, run));
  } else if (run.ending == Reason::kDeadlineExceeded && !WasInTime(plan, run, deadline)) {
    end(RunPhase::kFailed, Reason::kDeadlineExceeded,
        "the run passed its activeDeadlineSeconds" + CutOff(plan, run));
  } else if (run.bad) {
    end(RunPhase::kFailed, Reason::kJobFailed, FirstFailure(plan, run));
  } else {
    end(RunPhase::kSucceeded, Reason::kCompleted, "");
  }
}

}  // namespace executioner::domain
