#include "controller/runs/local_runs.h"

#include <algorithm>
#include <csignal>
#include <filesystem>
#include <system_error>
#include <utility>

#include "controller/adapters/local/child.h"
#include "controller/base/error.h"
#include "controller/base/spawn.h"
#include "controller/domain/plan.h"
#include "controller/domain/reopen.h"
#include "controller/runs/find_run.h"
#include "controller/standalone/state.h"

namespace executioner::runs {
namespace {

std::string NumberOf(const history::RunRecord& record) {
  return "run " + std::to_string(record.summary.id);
}

std::string PhaseOf(const history::RunRecord& record) {
  return std::string(domain::PhaseName(record.summary.phase));
}

/// \return whether the lock has a live holder, which was signalled
bool Signal(const local::RunFolder& folder, Urgency urgency) {
  const auto holder = local::LockHolder(folder);
  if (!holder) {
    return false;
  }
  // The process may have ended since, and its number may be that of another one now: only if the
  // lock still names it after the handle was opened, the handle is that of the holder.
  const base::Descriptor handle = base::OpenProcess(*holder);
  if (handle.Number() < 0 || local::LockHolder(folder) != holder) {
    return false;
  }
  local::SignalProcess(handle, SIGINT, local::kCancelNote);
  if (urgency == Urgency::kNow) {
    local::SignalProcess(handle, SIGTERM);  // the second signal means now
  }
  return true;
}

std::vector<history::AuditRecord> AuditOf(const domain::Status& status,
                                          const std::vector<std::string>& jobs,
                                          const history::Request& request, base::TimePoint now) {
  std::vector<history::AuditRecord> records;
  for (const domain::JobStatus& job : status.jobs) {
    if (std::ranges::count(jobs, job.name) > 0) {
      records.push_back({.time = now,
                         .request = request,
                         .job = job.name,
                         .previous = std::string(domain::PhaseName(job.phase))});
    }
  }
  return records;
}

}  // namespace

State OpenState(const Session& session) {
  const std::string url = session.history.empty()
                              ? standalone::Variable(session.environment, "EXECUTIONER_HISTORY")
                              : session.history;
  const std::string directory = standalone::StateDirectory(session.environment);
  if (url.empty()) {
    return {.path = directory, .history = standalone::OpenHistory(directory, *session.clock)};
  }
  auto opened = standalone::OpenSharedHistory(directory, url, *session.clock);
  return {.path = std::move(opened.folder), .history = std::move(opened.history), .shared = true};
}

LocalRuns::LocalRuns(const Session& session, std::function<void(std::int64_t run)> on_interrupted)
    : session_(session), on_interrupted_(std::move(on_interrupted)), state_(OpenState(session)) {}

void LocalRuns::Recover() {
  for (const std::int64_t run :
       standalone::RecoverRuns(state_.path, *state_.history, *session_.clock,
                               state_.shared ? session_.host : std::string())) {
    on_interrupted_(run);
  }
}

std::string LocalRuns::Place() const {
  return (state_.shared ? "PostgreSQL" : "history.db") + std::string(", logs below ") + state_.path;
}

std::vector<history::RunSummary> LocalRuns::List(const history::RunFilter& filter) {
  return state_.history->List(filter);
}

history::RunRecord LocalRuns::Find(const std::string& name) {
  return FindRun(*state_.history, name);
}

std::optional<history::RunRecord> LocalRuns::Read(std::int64_t run) {
  return state_.history->Find(run);
}

history::Request LocalRuns::RequestOf(std::string command, std::string reason) const {
  return {.by = session_.user,
          .host = session_.host,
          .command = std::move(command),
          .reason = std::move(reason)};
}

/// Where the folder of a run lies when that is not this state directory: "db2:/var/lib/x". A
/// history that is not shared may have been made under another host name.
std::optional<std::string> LocalRuns::Elsewhere(const history::Request& request) const {
  const bool here =
      !state_.shared || (request.host == session_.host && request.state_dir == state_.path);
  return here ? std::nullopt : std::optional(request.host + ":" + request.state_dir);
}

std::string LocalRuns::LogsOf(const history::RunRecord& record) const {
  const std::optional<std::string> place =
      record.run_attempts.empty() ? std::nullopt : Elsewhere(record.run_attempts.back().request);
  return local::RunFolder(place.value_or(state_.path), record.summary.id).path;
}

/// Workers keep logs on their own hosts, and attempts of a run may be started on several.
/// \return nothing when the log is on this machine
std::optional<std::string> LocalRuns::PlaceOf(const history::RunRecord& record,
                                              const LogLabel& label) const {
  const auto attempt = std::ranges::find_if(record.attempts, [&](const auto& one) {
    return one.job == label.job && one.attempt == label.attempt;
  });
  const bool known = attempt != record.attempts.end();
  if (known && !attempt->host.empty()) {
    return Elsewhere({.host = attempt->host, .state_dir = attempt->state_dir});
  }
  const auto by =
      std::ranges::find(record.run_attempts, known ? attempt->run_attempt : record.summary.attempt,
                        &history::RunAttemptRecord::attempt);
  return by == record.run_attempts.end() ? std::nullopt : Elsewhere(by->request);
}

std::string LocalRuns::LogOf(const history::RunRecord& record, const LogLabel& label) const {
  return local::RunFolder(PlaceOf(record, label).value_or(state_.path), record.summary.id)
      .LogPath(label.job, label.attempt);
}

void LocalRuns::RequireEndedOrHere(const history::RunRecord& record) const {
  if (domain::IsEnded(record.summary.phase) || record.run_attempts.empty()) {
    return;
  }
  const history::Request& request = record.run_attempts.back().request;
  if (!Elsewhere(request)) {
    return;
  }
  // Only that host can tell whether the program lives.
  throw base::ConfigurationError(
      NumberOf(record),
      "is " + PhaseOf(record) + " on host " + request.host + ", state directory " +
          request.state_dir +
          ": run this command there; if its process has died, 'executioner list' there "
          "ends the run");
}

TakenRun LocalRuns::Take(const std::string& name) {
  const history::RunRecord found = Find(name);
  const local::RunFolder folder = FolderOf(found.summary.id);
  MakeFolder(folder);
  auto lock = local::RunLock::Try(folder);
  if (!lock) {
    throw base::ConfigurationError(
        NumberOf(found), "is running: another program works on it; wait for its end, or cancel it");
  }
  // Again, because another program may have changed the run before the lock was ours.
  history::RunRecord record = Find(std::to_string(found.summary.id));
  RequireEndedOrHere(record);
  return {.record = std::move(record), .hold = std::make_shared<local::RunLock>(std::move(*lock))};
}

domain::RunPhase LocalRuns::MarkSucceeded(const TakenRun& taken,
                                          const std::vector<std::string>& jobs,
                                          const std::string& reason) {
  const history::RunRecord& record = taken.record;
  const Restored restored = RestoreManifest(record);
  const domain::Plan plan = domain::MakePlan(restored.checked.spec, restored.checked.spec_hash);
  const history::Request request = RequestOf("mark-success", reason);
  const domain::Status marked =
      domain::MarkSucceeded(plan, record.status, jobs, request.by + ": " + reason);
  state_.history->Amend(record.summary.id, marked,
                        AuditOf(record.status, jobs, request, session_.clock->Now()));
  return marked.phase;
}

void LocalRuns::Cancel(const history::RunRecord& record, Urgency urgency) {
  RequireEndedOrHere(record);
  if (domain::IsEnded(record.summary.phase)) {
    throw base::ConfigurationError(
        "cancel", NumberOf(record) + " has already ended (" + PhaseOf(record) + ")");
  }
  if (!Signal(FolderOf(record.summary.id), urgency)) {
    throw base::ConfigurationError("cancel", NumberOf(record) + " is " + PhaseOf(record) +
                                                 ", but no program on this machine runs it");
  }
}

bool LocalRuns::Remove(std::int64_t run,
                       const std::function<void(const std::string& folder)>& logs_stay) {
  const local::RunFolder folder = FolderOf(run);
  MakeFolder(folder);
  const auto lock = local::RunLock::Try(folder);
  if (!lock) {
    return false;
  }
  // Before the record is gone, which alone names these folders. A history that is not shared has
  // none.
  std::vector<std::string> elsewhere;
  if (const auto record = state_.shared ? Read(run) : std::nullopt) {
    for (const history::RunAttemptRecord& attempt : record->run_attempts) {
      const auto place = Elsewhere(attempt.request);
      const std::string logs = place ? local::RunFolder(*place, run).path : "";
      if (place && std::ranges::count(elsewhere, logs) == 0) {
        elsewhere.push_back(logs);
      }
    }
  }
  std::ranges::for_each(elsewhere, logs_stay);
  state_.history->Remove({run});
  std::error_code error;
  std::filesystem::remove_all(folder.path, error);
  if (error) {
    throw base::StoreError("run " + std::to_string(run) +
                           " was removed from the history, but its logs in " + folder.path +
                           " cannot be removed: " + error.message());
  }
  return true;
}

}  // namespace executioner::runs
