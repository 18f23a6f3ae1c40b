#include "controller/adapters/queue/open_queue.h"

#include <string_view>
#include <utility>

#include "controller/adapters/queue/redis_queue.h"
#include "controller/adapters/queue/sql_queue.h"
#include "controller/adapters/store/postgres_database.h"
#include "controller/adapters/store/postgres_url.h"
#include "controller/adapters/store/sqlite_database.h"
#include "controller/base/error.h"
#include "controller/base/url_secrets.h"

namespace executioner::queue {
namespace {

constexpr const char* kField = "--queue";
constexpr const char* kForms =
    "use sqlite:PATH, postgres://HOST/DATABASE, redis://HOST[:PORT][/DB] or unix:PATH (a socket "
    "of Redis)";

[[noreturn]] void Fail(const std::string& message) {
  throw base::ConfigurationError(kField, message);
}

bool StartsWith(const std::string& url, std::string_view scheme) {
  return url.starts_with(scheme);
}

std::unique_ptr<history::JobQueue> OpenSqlite(const std::string& path, const std::string& topic,
                                              const base::Clock& clock) {
  if (path.empty()) {
    Fail("sqlite: needs a path, as in sqlite:/var/lib/executioner/queue.db");
  }
  auto database = std::make_unique<store::SqliteDatabase>(path);
  return MakeSqlQueue(std::move(database), MakeFileBell(path, topic), clock);
}

std::unique_ptr<history::JobQueue> OpenPostgres(const std::string& url, const std::string& topic,
                                                const base::Clock& clock) {
  store::CheckPostgresUrl(url, kField);
  auto database = std::make_unique<store::PostgresDatabase>(url);
  auto bell = MakePostgresBell(url, topic, *database);
  return MakeSqlQueue(std::move(database), std::move(bell), clock);
}

std::unique_ptr<history::JobQueue> OpenRedis(const std::string& url, const std::string& topic,
                                             const base::Clock& clock,
                                             const domain::Environment& environment) {
  RedisAddress address = ParseRedisUrl(url);
  const auto password = environment.find("REDISCLI_AUTH");
  // A password in a URL stands in process lists and shell histories; redis-cli has the variable for
  // that reason.
  if (address.password.empty() && password != environment.end()) {
    address.password = password->second;
  }
  return MakeRedisQueue(address, topic, clock);
}

}  // namespace

std::string PlaceOfQueue(const std::string& url) {
  // A path may contain '@'.
  const bool is_path =
      StartsWith(url, "sqlite:") || (StartsWith(url, "unix:") && url.find("//") != 5);
  return is_path ? url : base::WithoutCredentials(url);
}

std::unique_ptr<history::JobQueue> OpenQueue(const std::string& url, const std::string& topic,
                                             const base::Clock& clock,
                                             const domain::Environment& environment) {
  try {
    if (StartsWith(url, "sqlite:")) {
      return OpenSqlite(url.substr(url.find(':') + 1), topic, clock);
    }
    if (store::IsPostgresUrl(url)) {
      return OpenPostgres(url, topic, clock);
    }
  } catch (const base::StoreError& error) {
    // Callers know queues; that some are databases is ours to know.
    throw history::QueueError(error.what(), error.CanRetry());
  }
  if (StartsWith(url, "redis:") || StartsWith(url, "unix:")) {
    return OpenRedis(url, topic, clock, environment);
  }
  if (StartsWith(url, "memory:")) {
    Fail(
        "memory: is not supported: workers in other processes could not reach it; without "
        "--queue, the run starts its jobs itself");
  }
  Fail("'" + PlaceOfQueue(url) + "' is not a queue: " + kForms);
}

}  // namespace executioner::queue
