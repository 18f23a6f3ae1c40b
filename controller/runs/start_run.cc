/// \file
/// Records a new run, or the next attempt of one that has ended, ready to be executed.
#include <filesystem>
#include <system_error>
#include <utility>

#include "controller/base/error.h"
#include "controller/domain/plan.h"
#include "controller/domain/reopen.h"
#include "controller/runs/execute_run.h"
#include "controller/runs/find_run.h"
#include "controller/runs/local_runs.h"
#include "controller/standalone/additions_json.h"

namespace executioner::runs {
namespace {

/// With a queue, a job waits for a worker as long as it takes, unless the manifest says otherwise.
int PendingTimeout(const Session& session) {
  constexpr int kAsLongAsItTakes = 50 * 365 * 24 * 3600;
  return session.queue.empty() ? domain::kPendingTimeoutSeconds : kAsLongAsItTakes;
}

bool HoldsFiles(const local::RunFolder& folder) {
  std::error_code error;
  return std::filesystem::exists(folder.path, error) &&
         !std::filesystem::is_empty(folder.path, error);
}

/// Logs of another run of that number, from a history that was moved away: never written over.
void SetAside(const local::RunFolder& folder) {
  if (!HoldsFiles(folder)) {
    return;
  }
  std::error_code error;
  std::string aside;
  for (int copy = 1; copy == 1 || std::filesystem::exists(aside, error); ++copy) {
    aside = folder.path + ".old" + std::to_string(copy);
  }
  std::filesystem::rename(folder.path, aside, error);
  if (error) {
    throw base::StoreError("cannot rename the old folder " + folder.path + ": " + error.message(),
                           /*can_retry=*/false);
  }
}

/// Whether a program works on a run of this number, from a history that was moved away.
bool IsInUse(const local::RunFolder& folder) {
  return HoldsFiles(folder) && !local::RunLock::Try(folder);
}

std::vector<std::string> NamesOf(const domain::Plan& plan) {
  std::vector<std::string> names;
  for (const domain::PlannedJob& job : plan.Jobs()) {
    names.push_back(job.name);
  }
  return names;
}

/// Sets the values of params that are in no manifest, for the jobs of this process.
void CompleteParams(const Session& session, domain::WorkflowSpec& spec) {
  if (session.queue.empty()) {
    standalone::RequireHiddenValues(spec, session.environment);
  } else {
    standalone::RefuseHiddenValues(spec);
  }
}

/// The arguments as they are recorded.
std::string ArgumentsToKeep(standalone::Additions additions, const domain::WorkflowSpec& spec) {
  additions.params = standalone::WithoutHidden(additions.params, spec);
  return standalone::WriteAdditions(additions);
}

}  // namespace

local::RunLock LocalRuns::Create(const history::RunSource& source, engine::Execution& execution) {
  // A search for runs whose program died must not find this one before it is locked.
  const local::StateLock alone(state_.path);
  local::RequireRoomForRuns(state_.path);
  history::Request request = RequestOf("run");
  request.state_dir = state_.path;
  std::int64_t run = state_.history->Create(source, request, execution.recorded);
  // Logs, last words and processes go by the number, so two live runs must not share it.
  while (IsInUse(FolderOf(run))) {
    state_.history->Remove({run});
    run = state_.history->Create(source, request, execution.recorded);
  }
  history::NumberRun(execution, run);
  const local::RunFolder folder = FolderOf(run);
  SetAside(folder);
  MakeFolder(folder);
  auto lock = local::RunLock::Try(folder);
  if (!lock) {
    throw base::StoreError("another program has locked the run that was just created",
                           /*can_retry=*/false);
  }
  return std::move(*lock);
}

std::unique_ptr<StartedRun> LocalRuns::MakeRun(engine::Execution execution,
                                               const history::RunSource& source,
                                               const standalone::Additions& additions,
                                               std::shared_ptr<const void> hold) {
  return std::make_unique<LocalRun>(session_, state_,
                                    Work{.execution = std::move(execution),
                                         .env = additions.env,
                                         .working_dir = source.working_dir,
                                         .manifest_folder = standalone::ManifestFolder(source),
                                         .no_limit = additions.parallelism == 0},
                                    std::move(hold));
}

std::unique_ptr<StartedRun> LocalRuns::Start(const standalone::CheckedObject& checked,
                                             const Origin& origin) {
  RequireMeans(session_);
  standalone::CheckedObject complete = checked;
  CompleteParams(session_, complete.spec);
  engine::Execution execution =
      standalone::BeginRun(complete, *session_.clock, PendingTimeout(session_));
  const history::RunSource source{.kind = checked.object.kind,
                                  .name = origin.name.empty() ? checked.object.name : origin.name,
                                  .path = origin.path,
                                  .manifest = ManifestOf(checked),
                                  .spec_hash = checked.spec_hash,
                                  .working_dir = origin.working_dir,
                                  .arguments = ArgumentsToKeep(origin.additions, checked.spec)};
  auto lock = std::make_shared<local::RunLock>(Create(source, execution));
  return MakeRun(std::move(execution), source, origin.additions, std::move(lock));
}

std::unique_ptr<StartedRun> LocalRuns::Reopen(const TakenRun& taken, Restored restored,
                                              Reopening reopening) {
  const history::RunRecord& record = taken.record;
  const std::int64_t run = record.summary.id;
  const domain::Plan plan = domain::MakePlan(restored.checked.spec, restored.checked.spec_hash);
  reopening.request.skip = restored.checked.spec.controls.skip;
  // A name that no job has is an error before anything is recorded.
  RequireJobs(run, NamesOf(plan), reopening.request.jobs);
  const domain::Status next = domain::Reopen(plan, record.status, reopening.request);
  // An attempt that runs nothing would only hide the outcome of the one before.
  if (!domain::IsUnfinished(plan, record.status, next)) {
    return nullptr;
  }
  RequireMeans(session_);
  if (!restored.additions.params.empty()) {
    restored.source.arguments = ArgumentsToKeep(restored.additions, restored.checked.spec);
  }
  CompleteParams(session_, restored.checked.spec);
  restored.source.manifest = ManifestOf(restored.checked);
  restored.source.spec_hash = restored.checked.spec_hash;
  history::Request request = RequestOf(std::move(reopening.command));
  request.state_dir = state_.path;
  state_.history->Reopen(run, restored.source, request, next);
  return MakeRun(
      standalone::RestoreExecution(restored.checked, run, next, PendingTimeout(session_)),
      restored.source, restored.additions, taken.hold);
}

}  // namespace executioner::runs
