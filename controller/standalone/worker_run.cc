#include "controller/standalone/worker_run.h"

#include <unistd.h>
#include <utility>

#include "controller/adapters/local/attempt_ending.h"
#include "controller/adapters/local/orphans.h"
#include "controller/domain/graph.h"
#include "controller/domain/job_values.h"
#include "controller/standalone/additions_json.h"

namespace executioner::standalone {
namespace {

engine::Execution ExecutionOf(const history::RunRecord& record, const CheckedObject& checked,
                              const base::Clock& clock) {
  engine::Execution execution = BeginRun(checked, clock);
  history::NumberRun(execution, record.summary.id);
  execution.run.attempt = record.summary.attempt;
  return execution;
}

local::ProcessSettings SettingsOf(const history::RunRecord& record, local::ProcessSettings settings,
                                  const std::string& state) {
  const history::RunSource& source = record.run_attempts.back().source;
  settings.working_dir = source.working_dir;
  settings.manifest_folder = ManifestFolder(source);
  settings.extra = ReadAdditions(source.arguments).env;
  settings.inherited[local::kStateVariable] = state;
  return settings;
}

}  // namespace

void WorkerLog::RecordAttempt(std::int64_t run, const history::AttemptRecord& attempt) {
  if (!attempt.ending) {
    return;
  }
  history::AttemptRecord record = attempt;
  if (interrupted.contains({record.job, record.attempt}) &&
      // A job that completed although it was asked to stop has done its work.
      record.ending->reason != domain::Reason::kCompleted) {
    record.ending->reason = domain::Reason::kInterrupted;
    record.ending->message = "its worker was stopped";
    record.ending->stopped = false;
  }
  // The first recorded end counts; a worker that took this one for dead may have been faster.
  history_.EndAttempt(run, record);
  interrupted.erase({record.job, record.attempt});
}

WorkerRun::WorkerRun(engine::Execution execution, local::ProcessSettings settings,
                     local::RunFolder folder, history::History& history, const base::Clock& clock)
    : execution_(std::move(execution)),
      folder_(std::move(folder)),
      history_(history),
      clock_(clock),
      log_(history),
      runner_(std::move(settings), folder_, log_, clock) {
  MakeFolder(folder_);
}

engine::LaunchResult::Kind WorkerRun::Start(const history::QueuedAttempt& attempt) {
  const domain::InstanceId instance = *execution_.Find(attempt.job);
  if (!domain::JobsReferredTo(execution_.JobOf(instance).work).empty()) {
    TakeInOthers(attempt.run);
  }
  return runner_.Launch(execution_, {{.instance = instance, .attempt = attempt.attempt}})
      .front()
      .kind;
}

void WorkerRun::TakeInOthers(std::int64_t run) {
  const auto record = history_.Find(run);
  if (!record) {
    return;
  }
  for (const domain::JobStatus& job : record->status.jobs) {
    if (const auto instance = execution_.Find(job.name)) {
      static_cast<domain::JobRecord&>(execution_.run.instances[*instance]) = job;
    }
  }
  // The ends of attempts are recorded before the status that follows from them.
  for (const history::AttemptRecord& attempt : record->attempts) {
    const auto instance = execution_.Find(attempt.job);
    if (instance && attempt.ending) {
      TakeInEnd(*instance, *attempt.ending);
    }
  }
}

void WorkerRun::TakeInEnd(domain::InstanceId instance, const domain::Ending& ending) {
  domain::JobState& state = execution_.run.instances[instance];
  const bool checked =
      domain::ResultProblem(execution_.JobOf(instance).work, ending.results).empty();
  if (domain::IsEnded(state.phase) || !checked) {
    return;
  }
  state.results = ending.results;
  state.exit_code = ending.exit_code;
  state.phase = ending.reason == domain::Reason::kCompleted ? domain::JobPhase::kSucceeded
                                                            : domain::JobPhase::kFailed;
}

void WorkerRun::GiveUp(const history::QueuedAttempt& attempt, bool ours) {
  history::AttemptRecord record = history::RecordOf(attempt, clock_.Now());
  record.ending =
      domain::Ending{.reason = ours ? domain::Reason::kInterrupted : domain::Reason::kCancelled,
                     .message = ours ? "its worker was stopped" : "stopped before it started",
                     .time = clock_.Now(),
                     .stopped = !ours};
  history_.EndAttempt(attempt.run, record);
}

void WorkerRun::Stop(const history::QueuedAttempt& attempt, domain::StopMode mode, bool ours) {
  if (ours) {
    log_.interrupted.insert({attempt.job, attempt.attempt});
  }
  const domain::InstanceId instance = *execution_.Find(attempt.job);
  runner_.Stop(execution_, {{.instance = instance, .attempt = attempt.attempt, .mode = mode}});
}

std::vector<std::pair<std::string, int>> WorkerRun::TakeEnded() {
  std::vector<std::pair<std::string, int>> ended;
  for (const domain::AttemptSeen& seen : runner_.Observe(execution_)) {
    if (seen.ending) {
      ended.emplace_back(execution_.JobOf(seen.instance).name, seen.attempt);
    }
  }
  return ended;
}

std::unique_ptr<WorkerRun> OpenWorkerRun(const history::QueuedAttempt& attempt,
                                         const local::ProcessSettings& settings,
                                         const std::string& state, history::History& history,
                                         const base::Clock& clock) {
  const auto record = history.Find(attempt.run);
  // A message of an earlier attempt of the run names jobs that no run waits for.
  if (!record || record->run_attempts.empty() || record->summary.attempt != attempt.run_attempt) {
    return nullptr;
  }
  auto checked = CheckAgain(record->run_attempts.back().source);
  if (!checked) {
    return nullptr;
  }
  TakeHiddenValues(checked->spec, settings.inherited);
  return std::make_unique<WorkerRun>(ExecutionOf(*record, *checked, clock),
                                     SettingsOf(*record, settings, state),
                                     local::RunFolder(state, record->summary.id), history, clock);
}

void EndAbandoned(const history::QueuedAttempt& attempt, history::AttemptRecord record,
                  const std::string& state, history::History& history, const base::Clock& clock) {
  const local::RunFolder folder(state, attempt.run);
  const local::Remains remains = local::ReadRemains(folder, attempt.job, attempt.attempt);
  local::AddEnd(record, local::JudgeAttempt(remains, clock.Now()));
  if (history.EndAttempt(attempt.run, record)) {
    // Only the worker whose record counts removes the last words, which prove it.
    unlink(folder.WordsPath(attempt.job, attempt.attempt).c_str());
  }
}

}  // namespace executioner::standalone
