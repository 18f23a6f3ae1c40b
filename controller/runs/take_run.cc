#include "controller/runs/take_run.h"

#include <filesystem>
#include <string>
#include <system_error>
#include <utility>

#include "controller/base/error.h"
#include "controller/runs/find_run.h"

namespace executioner::runs {
namespace {

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
    throw base::StoreError(
        "cannot set the old folder " + folder.path + " aside: " + error.message(),
        /*can_retry=*/false);
  }
}

/// Whether a program works on a run of this number, from a history that was moved away.
bool IsInUse(const local::RunFolder& folder) {
  return HoldsFiles(folder) && !local::RunLock::Try(folder);
}

}  // namespace

local::RunLock CreateRun(const Session& session, State& state, const history::RunSource& source,
                         engine::Execution& execution) {
  const local::StateLock alone(state.path);
  local::RequireRoomForRuns(state.path);
  const history::Request request = MakeRequest(session, state, "run");
  std::int64_t run = state.history->Create(source, request, execution.recorded);
  // Logs, last words and processes go by the number, so two live runs must not share it.
  while (IsInUse(local::RunFolder(state.path, run))) {
    state.history->Remove({run});
    run = state.history->Create(source, request, execution.recorded);
  }
  execution.owner.uid = std::to_string(run);
  const local::RunFolder folder(state.path, run);
  SetAside(folder);
  MakeFolder(folder);
  auto lock = local::RunLock::Try(folder);
  if (!lock) {
    throw base::StoreError("another program has locked a run that was only just made",
                           /*can_retry=*/false);
  }
  return std::move(*lock);
}

TakenRun TakeRun(const Session& session, State& state, const std::string& name) {
  const history::RunRecord found = FindRun(*state.history, name);
  const local::RunFolder folder(state.path, found.summary.id);
  MakeFolder(folder);
  auto lock = local::RunLock::Try(folder);
  if (!lock) {
    throw base::ConfigurationError(
        "run " + std::to_string(found.summary.id),
        "is running: another program works on it; wait for its end, or cancel it");
  }
  history::RunRecord record = FindRun(*state.history, std::to_string(found.summary.id));
  RequireEndedOrHere(session, state, record);
  return {.record = std::move(record), .lock = std::move(*lock)};
}

}  // namespace executioner::runs
