#include "controller/adapters/store/schema.h"

#include <array>
#include <string_view>
#include <vector>

#include "controller/base/error.h"

namespace executioner::store {
namespace {

using Statements = std::vector<std::string_view>;

/// `{id}` stands for the type of a numbered key, `{random}` for a text that is unique among
/// databases. Times are RFC 3339, UTC, milliseconds.
// NOLINTBEGIN(bugprone-suspicious-missing-comma): a statement is several literals long
const Statements kFirst{
    "CREATE TABLE runs (id {id}, kind TEXT NOT NULL, name TEXT NOT NULL, attempt BIGINT NOT NULL, "
    "phase TEXT NOT NULL, reason TEXT NOT NULL, message TEXT NOT NULL, created_at TEXT NOT NULL, "
    "start_time TEXT, completion_time TEXT, suspended_seconds BIGINT NOT NULL, "
    "suspended_since TEXT, total BIGINT NOT NULL, pending BIGINT NOT NULL, "
    "running BIGINT NOT NULL, succeeded BIGINT NOT NULL, failed BIGINT NOT NULL, "
    "skipped BIGINT NOT NULL)",
    "CREATE INDEX runs_by_name ON runs (name, id)",

    "CREATE TABLE run_attempts (run_id BIGINT NOT NULL REFERENCES runs (id) ON DELETE CASCADE, "
    "attempt BIGINT NOT NULL, path TEXT NOT NULL, manifest TEXT NOT NULL, "
    "spec_hash TEXT NOT NULL, working_dir TEXT NOT NULL, arguments TEXT NOT NULL, "
    "created_at TEXT NOT NULL, requested_by TEXT NOT NULL, host TEXT NOT NULL, "
    "command TEXT NOT NULL, why TEXT NOT NULL, phase TEXT NOT NULL, reason TEXT NOT NULL, "
    "start_time TEXT, completion_time TEXT, PRIMARY KEY (run_id, attempt))",

    "CREATE TABLE jobs (run_id BIGINT NOT NULL REFERENCES runs (id) ON DELETE CASCADE, "
    "place BIGINT NOT NULL, name TEXT NOT NULL, phase TEXT NOT NULL, reason TEXT NOT NULL, "
    "message TEXT NOT NULL, attempts BIGINT NOT NULL, disruptions BIGINT NOT NULL, "
    "earlier_attempts BIGINT NOT NULL, start_time TEXT, completion_time TEXT, "
    "next_attempt_time TEXT, exit_code BIGINT, PRIMARY KEY (run_id, place))",

    "CREATE TABLE job_attempts (run_id BIGINT NOT NULL REFERENCES runs (id) ON DELETE CASCADE, "
    "job TEXT NOT NULL, attempt BIGINT NOT NULL, run_attempt BIGINT NOT NULL, "
    "start_time TEXT NOT NULL, completion_time TEXT, reason TEXT NOT NULL, "
    "message TEXT NOT NULL, exit_code BIGINT, stopped BIGINT NOT NULL, max_rss_kb BIGINT, "
    "cpu_ms BIGINT, PRIMARY KEY (run_id, job, attempt))",

    "CREATE TABLE audit (id {id}, run_id BIGINT NOT NULL REFERENCES runs (id) ON DELETE CASCADE, "
    "time TEXT NOT NULL, requested_by TEXT NOT NULL, host TEXT NOT NULL, command TEXT NOT NULL, "
    "why TEXT NOT NULL, job TEXT NOT NULL, previous TEXT NOT NULL)",
    "CREATE INDEX audit_by_run ON audit (run_id, id)"};
// NOLINTEND(bugprone-suspicious-missing-comma)

/// Several hosts may share a history: the location of the logs of a run's attempt, and the identity
/// of the history.
const Statements kShared{"ALTER TABLE run_attempts ADD COLUMN state_dir TEXT NOT NULL DEFAULT ''",
                         "CREATE TABLE identity (id TEXT NOT NULL)",
                         "INSERT INTO identity (id) VALUES ({random})"};

/// Workers may run on other hosts than the run: the location of the log of a job's attempt.
const Statements kWorkers{"ALTER TABLE job_attempts ADD COLUMN host TEXT NOT NULL DEFAULT ''",
                          "ALTER TABLE job_attempts ADD COLUMN state_dir TEXT NOT NULL DEFAULT ''"};

// NOLINTBEGIN(bugprone-suspicious-missing-comma): as above
/// The attempts that a run has launched: a queue entry alone does not allow a worker to run a job.
/// Runs of programs older than this step record no launches and continue without them.
const Statements kLaunches{
    "CREATE TABLE launches (run_id BIGINT NOT NULL REFERENCES runs (id) ON DELETE CASCADE, "
    "job TEXT NOT NULL, attempt BIGINT NOT NULL, run_attempt BIGINT NOT NULL, "
    "PRIMARY KEY (run_id, job, attempt))",
    "ALTER TABLE run_attempts ADD COLUMN records_launches BIGINT NOT NULL DEFAULT 0"};
// NOLINTEND(bugprone-suspicious-missing-comma)

/// When a job could start, and when its newest attempt was launched.
const Statements kTimeline{"ALTER TABLE jobs ADD COLUMN ready_time TEXT",
                           "ALTER TABLE jobs ADD COLUMN launch_time TEXT"};

/// The results of a job, as a JSON object; "" if there are none.
const Statements kResults{"ALTER TABLE jobs ADD COLUMN results TEXT NOT NULL DEFAULT ''",
                          "ALTER TABLE job_attempts ADD COLUMN results TEXT NOT NULL DEFAULT ''"};

/// Step n migrates from version n to n + 1. Never change a released step: add another one.
const std::array<const Statements*, 6> kSteps{&kFirst,    &kShared,   &kWorkers,
                                              &kLaunches, &kTimeline, &kResults};

constexpr std::string_view kVersionTable =
    "CREATE TABLE IF NOT EXISTS schema_version (version BIGINT PRIMARY KEY, "
    "applied_at TEXT NOT NULL)";

void Replace(std::string& text, std::string_view mark, std::string_view meaning) {
  const std::size_t at = text.find(mark);
  if (at != std::string::npos) {
    text.replace(at, mark.size(), meaning);
  }
}

std::string InDialect(std::string_view statement, Dialect dialect) {
  const bool sqlite = dialect == Dialect::kSqlite;
  std::string text(statement);
  Replace(text, "{id}", NumberedKey(dialect));
  Replace(text, "{random}",
          sqlite ? "lower(hex(randomblob(16)))"
                 : "md5(random()::text || clock_timestamp()::text || pg_backend_pid()::text)");
  return text;
}

bool HasVersionTable(Database& database) {
  const char* const sql =
      database.Speaks() == Dialect::kSqlite
          ? "SELECT 1 FROM sqlite_master WHERE type = 'table' AND name = 'schema_version'"
          : "SELECT 1 WHERE to_regclass('schema_version') IS NOT NULL";
  return database.Any(sql);
}

/// Several programs may start at the same time: the first creates the tables, the others wait for
/// it and find them.
void ExcludeOthers(Database& database) {
  if (database.Speaks() == Dialect::kPostgres) {
    constexpr std::int64_t kOurLock = 0x657865637574;  // "execut"
    database.Run("SELECT pg_advisory_xact_lock(?)", kOurLock);
  }
}

int VersionOf(Database& database) {
  const std::vector<Row> rows =
      database.Run("SELECT COALESCE(MAX(version), 0) FROM schema_version");
  return static_cast<int>(NumberOf(rows.at(0).at(0)).value_or(0));
}

}  // namespace

int SchemaVersion() {
  return static_cast<int>(kSteps.size());
}

void Migrate(Database& database, const std::string& place, base::TimePoint now) {
  if (HasVersionTable(database) && VersionOf(database) == SchemaVersion()) {
    return;  // readers need no lock
  }
  Transaction transaction(database);
  ExcludeOthers(database);
  database.Run(kVersionTable);
  const int version = VersionOf(database);
  if (version > SchemaVersion()) {
    const bool sqlite = database.Speaks() == Dialect::kSqlite;
    throw base::StoreError(
        place + ": a newer version of executioner has written this history (" +
            std::to_string(version) + ", this one knows " + std::to_string(SchemaVersion()) +
            "): use that version, or another " + (sqlite ? "EXECUTIONER_STATE_DIR" : "database"),
        /*can_retry=*/false);
  }
  for (int step = version; step < SchemaVersion(); ++step) {
    for (const std::string_view statement : *kSteps.at(static_cast<std::size_t>(step))) {
      database.Run(InDialect(statement, database.Speaks()));
    }
    database.Run("INSERT INTO schema_version (version, applied_at) VALUES (?, ?)",
                 std::int64_t{step + 1}, base::FormatMilliTime(now));
  }
  transaction.Commit();
}

}  // namespace executioner::store
