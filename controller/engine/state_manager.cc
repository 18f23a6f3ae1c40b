#include "controller/engine/state_manager.h"

#include <algorithm>
#include <utility>

#include "controller/domain/transition.h"

namespace executioner::engine {
namespace {

using domain::IsEnded;
using domain::JobPhase;
using domain::JobStatus;

constexpr std::string_view Name(SaveResult result) {
  switch (result) {
    case SaveResult::kSaved: return "saved";
    case SaveResult::kConflict: return "conflict";
    case SaveResult::kGone: return "gone";
    case SaveResult::kTooLarge: return "too_large";
    case SaveResult::kRefused: return "refused";
    case SaveResult::kFailed: return "failed";
  }
  return "";
}

bool HasNewEnding(const JobStatus* before, const JobStatus& after) {
  return after.attempts > 0 && (IsEnded(after.phase) || after.phase == JobPhase::kRetrying) &&
         (before == nullptr || before->phase != after.phase ||
          EndedAttempts(*before) != EndedAttempts(after));
}

using SteadyDuration = std::chrono::steady_clock::duration;

/// Slow records come seldom, but they come.
SteadyDuration WaitAfter(SteadyDuration record, const Config& config) {
  const SteadyDuration fair =
      std::min<SteadyDuration>(record * config.record_cost_factor, config.record_wait_limit);
  return std::max<SteadyDuration>(config.record_interval, fair);
}

}  // namespace

void StateManager::Look(Execution& execution) {
  for (const domain::AttemptSeen& seen : ports_.runner.Observe(execution)) {
    const bool changed = domain::Observe(execution.plan, execution.run, seen, execution.owner.uid);
    execution.changed = changed || execution.changed;
    if (seen.ending) {
      execution.ended.emplace_back(seen.job, seen.attempt);
    }
  }
  execution.looked = true;
}

SaveResult StateManager::Record(Execution& execution) {
  const auto started = ports_.clock.Steady();
  domain::Status status = domain::MakeStatus(execution.plan, execution.run, execution.recorded,
                                             execution.generation, ports_.clock.Now());
  SaveResult result = SaveResult::kSaved;
  if (status != execution.recorded) {
    result = ports_.store.Save(execution, status);
    ports_.metrics.RecordStatusWrite(Name(result), status.jobs.size());
  }
  if (result != SaveResult::kSaved) {
    return result;
  }
  const auto finished = ports_.clock.Steady();
  execution.record_after = finished + WaitAfter(finished - started, config_);
  Acknowledge(execution, std::move(status));
  return result;
}

void StateManager::Acknowledge(Execution& execution, domain::Status status) {
  execution.must_record = false;
  execution.changed = false;
  const domain::Status before = std::exchange(execution.recorded, std::move(status));
  for (const domain::Transition& transition : domain::Transitions(before, execution.recorded)) {
    ports_.notifications.Notify(execution.owner, transition);
  }
  Measure(execution, before);
  const auto ended = std::exchange(execution.ended, {});
  if (!ended.empty()) {
    ports_.runner.Release(execution, ended);
  }
}

void StateManager::Measure(const Execution& execution, const domain::Status& before) {
  const domain::Status& after = execution.recorded;
  const bool same_run = before.run == after.run && before.jobs.size() == after.jobs.size();
  for (std::size_t i = 0; i < after.jobs.size(); ++i) {
    const JobStatus& job = after.jobs[i];
    if (!HasNewEnding(same_run ? &before.jobs[i] : nullptr, job)) {
      continue;
    }
    ports_.metrics.RecordAttempt(job.reason, job.phase == JobPhase::kRetrying);
    if (IsEnded(job.phase) && job.start_time && job.completion_time) {
      ports_.metrics.RecordJobFinished(job.phase, *job.completion_time - *job.start_time);
    }
  }
  if (IsEnded(after.phase) && !(same_run && IsEnded(before.phase)) && after.completion_time) {
    ports_.metrics.RecordRunFinished(
        execution.owner.kind, after.phase,
        *after.completion_time - after.start_time.value_or(*after.completion_time));
  }
}

std::optional<std::chrono::steady_clock::time_point> StateManager::RecordDue(
    const Execution& execution) const {
  if (!execution.changed && execution.ended.empty()) {
    return std::nullopt;
  }
  const auto now = ports_.clock.Steady();
  if (execution.must_record || IsEnded(execution.run.phase)) {
    return now;
  }
  return execution.record_after.value_or(execution.began + config_.first_record);
}

SaveResult StateManager::RecordIfDue(Execution& execution) {
  const auto due = RecordDue(execution);
  return due && *due <= ports_.clock.Steady() ? Record(execution) : SaveResult::kSaved;
}

}  // namespace executioner::engine
