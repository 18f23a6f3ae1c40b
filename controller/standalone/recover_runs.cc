#include <algorithm>
#include <utility>

#include "controller/adapters/local/orphans.h"
#include "controller/adapters/local/process_job_runner.h"
#include "controller/adapters/local/run_folder.h"
#include "controller/base/error.h"
#include "controller/domain/decide.h"
#include "controller/manifest/manifest.h"
#include "controller/standalone/begin_run.h"
#include "controller/standalone/state.h"

namespace executioner::standalone {
namespace {

constexpr const char* kMessage =
    "the program that ran it ended before the run did; 'executioner resume' goes on";

/// The status of a run whose manifest cannot be read any more: nothing is known of its jobs.
domain::Status EndedBare(domain::Status status, base::TimePoint now) {
  status.phase = domain::RunPhase::kCancelled;
  status.completion_time = now;
  return status;
}

/// The status that a run ends with: what had ended counts, everything else is cancelled.
domain::Status EndedStatus(const engine::RunRecord& record, const local::RunFolder& folder,
                           engine::History& history, const base::Clock& clock) {
  const engine::RunSource& source = record.run_attempts.back().source;
  const manifest::Manifest manifest = manifest::ReadManifest(source.manifest, source.path);
  if (manifest.objects.empty()) {
    return EndedBare(record.status, clock.Now());
  }
  const CheckedObject checked = Check(manifest.objects.front(), {});
  if (!checked.complaints.empty()) {
    return EndedBare(record.status, clock.Now());
  }
  engine::Execution execution = RestoreExecution(checked, record.summary.id, record.status, clock);
  for (const domain::AttemptSeen& seen :
       local::CollectRemains(record, execution.plan, folder, history, clock.Now())) {
    domain::Observe(execution.plan, execution.run, seen, execution.owner.uid);
  }
  execution.controls.cancel = domain::CancelMode::kNow;
  while (
      domain::Decide(execution.plan, execution.controls, execution.run, clock.Now()).record_first) {
  }
  return domain::MakeStatus(execution.plan, execution.run, record.status, 0, clock.Now());
}

void Recover(const engine::RunRecord& record, const local::RunFolder& folder,
             engine::History& history, const base::Clock& clock) {
  domain::Status status = EndedStatus(record, folder, history, clock);
  if (status.phase == domain::RunPhase::kCancelled) {
    status.reason = domain::Reason::kInterrupted;
    status.message = kMessage;
  }
  engine::Execution execution{
      .owner = {.kind = record.summary.kind, .uid = std::to_string(record.summary.id)},
      .recorded = record.status};
  history.Save(execution, status);
}

}  // namespace

std::vector<std::int64_t> RecoverRuns(const std::string& state, engine::History& history,
                                      const base::Clock& clock) {
  using domain::RunPhase;
  const local::StateLock alone(state);
  std::vector<std::int64_t> recovered;
  for (const engine::RunSummary& run :
       history.List({.phases = {RunPhase::kPending, RunPhase::kRunning, RunPhase::kSuspended}})) {
    const local::RunFolder folder(state, run.id);
    MakeFolder(folder);
    const auto lock = local::RunLock::Try(folder);
    if (!lock) {
      continue;  // somebody works on it
    }
    const auto record = history.Find(run.id);
    if (!record || domain::IsEnded(record->summary.phase) || record->run_attempts.empty()) {
      continue;
    }
    local::KillOrphans(state, run.id);
    Recover(*record, folder, history, clock);
    recovered.push_back(run.id);
  }
  return recovered;
}

}  // namespace executioner::standalone
