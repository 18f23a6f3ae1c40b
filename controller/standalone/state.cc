#include "controller/standalone/state.h"

#include <filesystem>
#include <system_error>
#include <utility>

#include "controller/adapters/store/postgres_database.h"
#include "controller/adapters/store/postgres_url.h"
#include "controller/adapters/store/sql_history.h"
#include "controller/adapters/store/sqlite_database.h"
#include "controller/base/error.h"

namespace executioner::standalone {
namespace {

std::string Variable(const domain::Environment& environment, std::string_view name) {
  const auto found = environment.find(name);
  return found == environment.end() ? std::string() : found->second;
}

void MakeDirectory(const std::string& path) {
  std::error_code error;
  std::filesystem::create_directories(path, error);
  if (error) {
    throw base::StoreError("cannot make the state directory " + path + ": " + error.message() +
                               "; set EXECUTIONER_STATE_DIR to a place that can be written to",
                           /*can_retry=*/false);
  }
}

}  // namespace

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
                                   "is not set, and neither is HOME: say where runs are kept");
  }
  if (home.front() != '/') {
    throw base::ConfigurationError("HOME", "must be an absolute path, not '" + home + "'");
  }
  return home + "/.local/state/executioner";
}

std::unique_ptr<engine::History> OpenHistory(const std::string& state, const base::Clock& clock) {
  MakeDirectory(state);
  const std::string path = state + "/history.db";
  return std::make_unique<store::SqlHistory>(std::make_unique<store::SqliteDatabase>(path), path,
                                             clock);
}

SharedHistory OpenSharedHistory(const std::string& state, const std::string& url,
                                const base::Clock& clock) {
  constexpr std::size_t kDigits = 12;
  store::CheckPostgresUrl(url, "--history");
  auto history = std::make_unique<store::SqlHistory>(std::make_unique<store::PostgresDatabase>(url),
                                                     store::PlaceOf(url), clock);
  const std::string folder = state + "/postgres-" + history->Identity().substr(0, kDigits);
  MakeDirectory(folder);
  return {.history = std::move(history), .folder = folder};
}

}  // namespace executioner::standalone
