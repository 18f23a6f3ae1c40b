#include "controller/domain/run_outcome.h"

#include <algorithm>
#include <string>
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
    bool is_cut_off = false;
    run.ForEachStateOf(node, [&](const JobState& state) {
      is_cut_off = is_cut_off || state.reason == Reason::kNotReached;
    });
    if (is_cut_off && OutlivesFailure(planned.trigger)) {
      return "; not run: '" + planned.name + "' (" + std::string(TriggerName(planned.trigger)) +
             ")";
    }
  }
  return "";
}

/// Whether all jobs ended before the deadline, by themselves.
bool WasInTime(const Plan& plan, const Run& run, std::optional<TimePoint> deadline) {
  bool in_time = deadline && !run.bad;
  for (const NodeId node : plan.Order()) {
    run.ForEachStateOf(node, [&](const JobState& state) {
      const bool cut_short =
          state.reason == Reason::kNotReached || state.reason == Reason::kDeadlineExceeded;
      in_time = in_time && !cut_short && state.completion_time.value_or(TimePoint{}) <= *deadline;
    });
  }
  return in_time;
}

}  // namespace

std::string FirstFailure(const Plan& plan, const Run& run) {
  std::optional<NodeId> first;
  const JobState* worst = nullptr;
  for (const NodeId node : plan.Order()) {
    if (plan.Job(node).allow_failure) {
      continue;
    }
    run.ForEachStateOf(node, [&](const JobState& state) {
      if (IsBad(state.phase) && (worst == nullptr || Blame(state) < Blame(*worst))) {
        first = node;
        worst = &state;
      }
    });
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
  if (run.ending == Reason::kCancelled) {
    run.phase = RunPhase::kCancelled;
    run.reason = Reason::kCancelled;
    // The user who cancelled it may have given a message.
    run.message =
        (run.message.empty() ? "cancelled by spec.cancel" : run.message) + CutOff(plan, run);
  } else if (run.ending == Reason::kDeadlineExceeded && !WasInTime(plan, run, deadline)) {
    run.phase = RunPhase::kFailed;
    run.reason = Reason::kDeadlineExceeded;
    run.message = "the run passed its activeDeadlineSeconds" + CutOff(plan, run);
  } else if (run.bad) {
    run.phase = RunPhase::kFailed;
    run.reason = Reason::kJobFailed;
    run.message = FirstFailure(plan, run);
  } else {
    run.phase = RunPhase::kSucceeded;
    run.reason = Reason::kCompleted;
    run.message.clear();
  }
}

}  // namespace executioner::domain
