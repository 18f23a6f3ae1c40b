#include "controller/standalone/state.h"

#include <filesystem>
#include <system_error>
#include <utility>

#include "controller/adapters/store/postgres_database.h"
#include "controller/adapters/store/postgres_url.h"
#include "controller/adapters/store/sql_history.h"
#include "controller/adapters/store/sqlite_database.h"
#include "controller/base/error.h"
#include "controller/base/private_files.h"

namespace executioner::standalone {
namespace {

/// Names of the files that we create in a state directory.
bool IsOurs(const std::string& name) {
  return name == "lock" || name == "logs" || name.starts_with("history.db") ||
         name.starts_with("postgres-");
}

/// Removes other users' permissions from files that an earlier version left readable. Also from the
/// folder itself, unless it contains other files, because then it is not only ours.
void RestrictState(const std::string& path) {
  bool ours = true;
  std::error_code error;
  for (const auto& entry : std::filesystem::directory_iterator(path, error)) {
    const std::string name = entry.path().filename();
    if (IsOurs(name)) {
      base::RestrictToOwner(entry.path());
    }
    ours = ours && IsOurs(name);
  }
  if (ours && !error) {
    base::RestrictToOwner(path);
  }
}

void MakeDirectory(const std::string& path) {
  if (const std::error_code error = base::MakePrivateFolder(path)) {
    throw base::StoreError("cannot create the state directory " + path + ": " + error.message() +
                               "; set EXECUTIONER_STATE_DIR to a writable directory",
                           /*can_retry=*/false);
  }
  RestrictState(path);
}

}  // namespace

std::string Variable(const domain::Environment& environment, std::string_view name) {
  const auto found = environment.find(name);
  return found == environment.end() ? std::string() : found->second;
}

std::string StateDirectory(const domain::Environment& environment) {
  std::string own = Variable(environment, "EXECUTIONER_STATE_DIR");
  if (!own.empty() && own.front() != '/') {
    throw base::ConfigurationError("EXECUTIONER_STATE_DIR",
                                   "must be an absolute path, not '" + own + "'");
  }
  if (!own.empty()) {
    return own;
  }
  const std::string state = Variable(environment, "XDG_STATE_HOME");
  if (state.starts_with('/')) {
    return state + "/executioner";
  }
  const std::string home = Variable(environment, "HOME");
  if (home.empty()) {
    throw base::ConfigurationError("EXECUTIONER_STATE_DIR",
                                   "is not set, and neither is HOME; set one of them");
  }
  if (home.front() != '/') {
    throw base::ConfigurationError("HOME", "must be an absolute path, not '" + home + "'");
  }
  return home + "/.local/state/executioner";
}

std::unique_ptr<history::History> OpenHistory(const std::string& state, const base::Clock& clock) {
  MakeDirectory(state);
  const std::string path = state + "/history.db";
  return std::make_unique<store::SqlHistory>(std::make_unique<store::SqliteDatabase>(path), path,
                                             clock);
}

SharedHistory OpenSharedHistory(const std::string& state, const std::string& url,
                                const base::Clock& clock) {
  constexpr std::size_t kDigits = 12;
  store::CheckPostgresUrl(url, "--history");
  // Opened first: an address with a mistake leaves no folder behind.
  auto history = std::make_unique<store::SqlHistory>(std::make_unique<store::PostgresDatabase>(url),
                                                     store::PlaceOf(url), clock);
  MakeDirectory(state);
  // Runs of two histories have the same numbers; their logs must not meet.
  const std::string folder = state + "/postgres-" + history->Identity().substr(0, kDigits);
  MakeDirectory(folder);
  return {.history = std::move(history), .folder = folder};
}

}  // namespace executioner::standalone
