#include <optional>
#include <utility>

#include "controller/adapters/local/orphans.h"
#include "controller/adapters/local/process_job_runner.h"
#include "controller/adapters/local/run_folder.h"
#include "controller/adapters/local/run_lock.h"
#include "controller/base/error.h"
#include "controller/domain/decide.h"
#include "controller/standalone/begin_run.h"
#include "controller/standalone/state.h"

namespace executioner::standalone {
namespace {

constexpr const char* kMessage =
    "interrupted: its process died; 'executioner resume' continues the run";

/// Returns the status of a run whose manifest can no longer be read: nothing is known about its
/// jobs.
domain::Status EndedBare(domain::Status status, base::TimePoint now) {
  status.phase = domain::RunPhase::kCancelled;
  status.completion_time = now;
  return status;
}

/// Applies the ends of the attempts. \return whether one of them was interrupted
bool TakeIn(engine::Execution& execution, const std::vector<domain::AttemptSeen>& attempts) {
  bool interrupted = false;
  for (const domain::AttemptSeen& seen : attempts) {
    domain::Observe(execution.plan, execution.run, seen, execution.owner.uid);
    interrupted =
        interrupted || (seen.ending && seen.ending->reason == domain::Reason::kInterrupted);
  }
  return interrupted;
}

void DecideAll(const engine::Execution& execution, const domain::Controls& controls,
               domain::Run& run, base::TimePoint now) {
  while (domain::Decide(execution.plan, controls, run, now).record_first) {
  }
}

/// Whether only the end of the run was not recorded: no job has to run.
bool EndsByItself(engine::Execution& execution, base::TimePoint now) {
  domain::Controls controls = execution.controls;
  controls.parallelism = 0;  // nothing starts
  // The deadline may have passed since the process died; that alone must not fail the run.
  controls.active_deadline_seconds.reset();
  domain::Run run = execution.run;
  DecideAll(execution, controls, run, now);
  if (!domain::IsEnded(run.phase)) {
    return false;
  }
  execution.run = std::move(run);
  return true;
}

/// The status that a run ends with: what had ended counts, everything else is cancelled.
domain::Status EndedStatus(const history::RunRecord& record, const local::RunFolder& folder,
                           history::History& history, const base::Clock& clock) {
  const std::optional<CheckedObject> checked = CheckAgain(record.run_attempts.back().source);
  if (!checked) {
    return EndedBare(record.status, clock.Now());
  }
  engine::Execution execution = RestoreExecution(*checked, record.summary.id, record.status);
  const base::TimePoint now = clock.Now();
  const bool interrupted =
      TakeIn(execution, local::CollectRemains(record, execution, folder, history, now));
  if (interrupted || !EndsByItself(execution, now)) {
    execution.controls.cancel = domain::CancelMode::kNow;
    DecideAll(execution, execution.controls, execution.run, now);
  }
  return domain::MakeStatus(execution.plan, execution.run, record.status, 0, now);
}

/// \return whether it was interrupted
bool Recover(const history::RunRecord& record, const local::RunFolder& folder,
             history::History& history, const base::Clock& clock) {
  domain::Status status = EndedStatus(record, folder, history, clock);
  // A run that a person cancelled stays so, even if its process died before it had ended.
  const bool by_a_person = record.status.reason == domain::Reason::kCancelled;
  const bool interrupted = status.phase == domain::RunPhase::kCancelled && !by_a_person;
  if (interrupted) {
    status.reason = domain::Reason::kInterrupted;
    status.message = kMessage;
  }
  history.Save({.kind = record.summary.kind, .uid = std::to_string(record.summary.id)}, "", status);
  return interrupted;
}

bool IsFromHere(const history::RunRecord& record, const std::string& state,
                const std::string& host) {
  const history::Request& request = record.run_attempts.back().request;
  return host.empty() || (request.host == host && request.state_dir == state);
}

/// The record of a run that has not ended and that nobody else can look after.
std::optional<history::RunRecord> FindOpen(history::History& history, std::int64_t run,
                                           const std::string& state, const std::string& host) {
  auto record = history.Find(run);
  const bool open = record && !domain::IsEnded(record->summary.phase) &&
                    !record->run_attempts.empty() && IsFromHere(*record, state, host);
  return open ? std::move(record) : std::nullopt;
}

}  // namespace

std::vector<std::int64_t> RecoverRuns(const std::string& state, history::History& history,
                                      const base::Clock& clock, const std::string& host) {
  using domain::RunPhase;
  // A run is locked a moment after it is recorded: in between it would look abandoned.
  const local::StateLock alone(state);
  std::vector<std::int64_t> interrupted;
  for (const history::RunSummary& run :
       history.List({.phases = {RunPhase::kPending, RunPhase::kRunning, RunPhase::kSuspended}})) {
    const local::RunFolder folder(state, run.id);
    if (!host.empty() && !FindOpen(history, run.id, state, host)) {
      continue;  // before a folder is made for what ran elsewhere
    }
    MakeFolder(folder);
    const auto lock = local::RunLock::Try(folder);
    if (!lock) {
      continue;  // somebody works on it
    }
    const auto record = FindOpen(history, run.id, state, host);
    if (!record) {
      continue;
    }
    // First, so that none of them writes last words after these were collected.
    local::KillOrphans(state, run.id);
    if (Recover(*record, folder, history, clock)) {
      interrupted.push_back(run.id);
    }
  }
  return interrupted;
}

}  // namespace executioner::standalone
