/// \file
/// How a database becomes a history, an older one a current one, and what several processes that do
/// so at once get; whatever database it is.
#include <array>
#include <cstdio>
#include <set>
#include <sys/wait.h>
#include <unistd.h>

#include <gtest/gtest.h>

#include "controller/adapters/store/schema.h"
#include "controller/base/error.h"
#include "tests/unit/store/history_backend.h"
#include "tests/unit/store/history_fixture.h"

namespace executioner::store::testing {
namespace {

using base::StoreError;

class SchemaContract : public ::testing::TestWithParam<Backend> {
 protected:
  fakes::ManualClock clock = fakes::ManualClock();
  std::unique_ptr<HistoryPlace> place = GetParam().make();
};

std::vector<int> Versions(Database& database) {
  std::vector<int> versions;
  for (const Row& row : database.Run("SELECT version FROM schema_version ORDER BY version")) {
    versions.push_back(static_cast<int>(NumberOf(row[0]).value_or(0)));
  }
  return versions;
}

TEST_P(SchemaContract, RecordsItsVersionAndTheTimeOfTheMigration) {
  place->Open(clock);
  const auto database = place->Connect();
  EXPECT_EQ(Versions(*database).size(), static_cast<std::size_t>(SchemaVersion()));
  EXPECT_EQ(Versions(*database).back(), SchemaVersion());
  EXPECT_EQ(TextOf(database->Run("SELECT MAX(applied_at) FROM schema_version")[0][0]),
            "2026-01-01T00:00:00.000Z");
}

TEST_P(SchemaContract, OfANewerProgramIsRejectedAndNotChanged) {
  place->Open(clock)->Create(Source(), By("run"), FullStatus());
  const auto database = place->Connect();
  database->Run("INSERT INTO schema_version (version, applied_at) VALUES (99, '')");
  const std::vector<int> before = Versions(*database);
  try {
    place->Open(clock);
    ADD_FAILURE() << "it was opened";
  } catch (const StoreError& error) {
    const std::string said = error.what();
    EXPECT_NE(said.find("a newer version of executioner has written this history (99, this one "
                        "knows " +
                        std::to_string(SchemaVersion()) + "): use that version, or another "),
              std::string::npos)
        << said;
    EXPECT_EQ(said.find("secret"), std::string::npos) << said;
    EXPECT_FALSE(error.CanRetry());
  }
  EXPECT_EQ(Versions(*database), before);
  EXPECT_EQ(database->Run("SELECT id FROM runs").size(), 1U);
}

/// As an older version made it.
void MakeOld(Database& database, int version) {
  if (version < 6) {
    database.Run("ALTER TABLE jobs DROP COLUMN results");
    database.Run("ALTER TABLE job_attempts DROP COLUMN results");
  }
  if (version < 5) {
    database.Run("ALTER TABLE jobs DROP COLUMN ready_time");
    database.Run("ALTER TABLE jobs DROP COLUMN launch_time");
  }
  if (version < 4) {
    database.Run("DROP TABLE launches");
    database.Run("ALTER TABLE run_attempts DROP COLUMN records_launches");
  }
  if (version < 3) {
    database.Run("ALTER TABLE job_attempts DROP COLUMN host");
    database.Run("ALTER TABLE job_attempts DROP COLUMN state_dir");
  }
  if (version < 2) {
    database.Run("DROP TABLE identity");
    database.Run("ALTER TABLE run_attempts DROP COLUMN state_dir");
  }
  database.Run("DELETE FROM schema_version WHERE version > ?", std::int64_t{version});
}

TEST_P(SchemaContract, D5MigratesAnOlderDatabaseAndKeepsItsRuns) {
  const std::int64_t run = place->Open(clock)->Create(Source(), By("run"), FullStatus());
  place->Open(clock)->RecordAttempt(run, {.job = "a", .start_time = clock.Now()});
  const auto database = place->Connect();
  for (int version = 1; version < SchemaVersion(); ++version) {
    MakeOld(*database, version);
    const auto record = place->Open(clock)->Find(run);
    ASSERT_TRUE(record);
    domain::Status expected = FullStatus();
    expected.jobs.front().ready_time.reset();
    expected.jobs.front().launch_time.reset();
    EXPECT_EQ(record->status, expected);
    EXPECT_EQ(record->run_attempts.front().request.state_dir, "");
    ASSERT_EQ(record->attempts.size(), 1U);
    EXPECT_EQ(record->attempts.front().host, "");
    EXPECT_TRUE(record->status.jobs.front().results.empty());
    EXPECT_EQ(Versions(*database).back(), SchemaVersion());
  }
}

TEST_P(SchemaContract, RunsOfAVersionWithoutRecordedLaunchesContinue) {
  const std::int64_t run = place->Open(clock)->Create(Source(), By("run"), FullStatus());
  const auto database = place->Connect();
  MakeOld(*database, 3);
  const auto history = place->Open(clock);
  const history::AttemptRecord attempt{.job = "b", .run_attempt = FullStatus().attempt};
  database->Run("UPDATE runs SET completion_time = NULL");
  EXPECT_TRUE(history->BeginAttempt(run, attempt));
  const std::int64_t next = history->Create(Source(), By("run"), FullStatus());
  database->Run("UPDATE runs SET completion_time = NULL");
  EXPECT_FALSE(history->BeginAttempt(next, attempt)) << "runs of this version record them";
}

TEST_P(SchemaContract, HasAStableIdentity) {
  const auto identity = [](const HistoryPlace& of, const base::Clock& with) {
    return SqlHistory(of.Connect(), "", with).Identity();
  };
  const std::string mine = identity(*place, clock);
  EXPECT_EQ(mine.size(), 32U);
  EXPECT_EQ(identity(*place, clock), mine);
  EXPECT_NE(identity(*GetParam().make(), clock), mine);
}

/// Makes one run and writes its number. \return the exit code
int CreateOne(const HistoryPlace& place, const base::Clock& clock, int output) {
  try {
    const std::int64_t id = place.Open(clock)->Create(Source(), By("run"), FullStatus());
    return write(output, &id, sizeof id) == sizeof id ? 0 : 1;
  } catch (const StoreError& error) {
    std::fprintf(stderr, "%s\n", error.what());
    return 2;
  }
}

TEST_P(SchemaContract, D11ProcessesThatStartAtOnceGetDifferentNumbers) {
  constexpr std::size_t kAtOnce = 8;
  std::array<int, 2> ends{};
  ASSERT_EQ(pipe(ends.data()), 0);
  std::vector<pid_t> children;
  for (std::size_t i = 0; i < kAtOnce; ++i) {
    children.push_back(fork());
    if (children.back() == 0) {
      _exit(CreateOne(*place, clock, ends[1]));
    }
  }
  close(ends[1]);
  for (const pid_t child : children) {
    int status = 0;
    waitpid(child, &status, 0);
    EXPECT_EQ(status, 0);
  }
  std::set<std::int64_t> ids;
  std::int64_t id = 0;
  while (read(ends[0], &id, sizeof id) == sizeof id) {
    ids.insert(id);
  }
  close(ends[0]);
  EXPECT_EQ(ids.size(), kAtOnce);
}

INSTANTIATE_TEST_SUITE_P(On, SchemaContract, ::testing::Values(Sqlite(), Postgres()),
                         [](const auto& backend) { return backend.param.name; });

}  // namespace
}  // namespace executioner::store::testing
