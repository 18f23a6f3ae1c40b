#include "controller/runs/remove_run.h"

#include <algorithm>
#include <filesystem>
#include <system_error>
#include <vector>

#include "controller/adapters/local/run_folder.h"
#include "controller/adapters/local/run_lock.h"
#include "controller/base/error.h"

namespace executioner::runs {
namespace {

/// The folders with logs of the run that are on other machines, as a shared history names them.
std::vector<std::string> LogsElsewhere(const Session& session, const State& state,
                                       std::int64_t run) {
  std::vector<std::string> folders;
  const auto record = state.shared ? state.history->Find(run) : std::nullopt;
  if (record) {
    for (const history::RunAttemptRecord& attempt : record->run_attempts) {
      const auto place = Elsewhere(session, state, attempt.request);
      const std::string folder = place ? local::RunFolder(*place, run).path : "";
      if (place && std::ranges::count(folders, folder) == 0) {
        folders.push_back(folder);
      }
    }
  }
  return folders;
}

}  // namespace

bool RemoveRun(const Session& session, State& state, std::int64_t run,
               const std::function<void(const std::string& folder)>& logs_stay) {
  const local::RunFolder folder(state.path, run);
  MakeFolder(folder);
  const auto lock = local::RunLock::Try(folder);
  if (!lock) {
    return false;
  }
  for (const std::string& elsewhere : LogsElsewhere(session, state, run)) {
    logs_stay(elsewhere);
  }
  state.history->Remove({run});
  std::error_code error;
  std::filesystem::remove_all(folder.path, error);
  if (error) {
    throw base::StoreError("run " + std::to_string(run) + " is off the record, but its logs in " +
                           folder.path + " cannot be removed: " + error.message());
  }
  return true;
}

}  // namespace executioner::runs
