/// \file
/// The history in a file, and what can be wrong with that file.
#include <array>
#include <csignal>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <set>
#include <sys/stat.h>
#include <sys/wait.h>
#include <thread>
#include <unistd.h>

#include <gtest/gtest.h>

#include "controller/adapters/store/schema.h"
#include "controller/base/error.h"
#include "tests/unit/store/history_backend.h"
#include "tests/unit/store/history_fixture.h"

namespace executioner::store::testing {
namespace {

using base::StoreError;

std::string ReadFile(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>()};
}

std::unique_ptr<history::History> OpenPath(const std::string& path, const base::Clock& clock,
                                           base::Duration patience = SqliteDatabase::kPatience) {
  return std::make_unique<SqlHistory>(std::make_unique<SqliteDatabase>(path, patience), path,
                                      clock);
}

/// What an action throws. \return nothing when it throws nothing
std::optional<StoreError> Thrown(const std::function<void()>& action) {
  try {
    action();
  } catch (const StoreError& error) {
    return error;
  }
  return std::nullopt;
}

class SqliteFile : public ::testing::Test {
 protected:
  std::optional<StoreError> OpenError(const std::string& file) {
    return Thrown([&] { OpenPath(file, clock); });
  }

  kube::TemporaryFolder folder = kube::TemporaryFolder();
  std::string path = folder.Path() / "history.db";
  fakes::ManualClock clock = fakes::ManualClock();
};

TEST_F(SqliteFile, IsCreatedIfItDoesNotExist) {
  EXPECT_EQ(OpenPath(path, clock)->Create(Source(), By("run"), FullStatus()), 1);
}

TEST_F(SqliteFile, MayBeAnEmptyFile) {
  folder.Write("history.db", "");
  EXPECT_EQ(OpenPath(path, clock)->Create(Source(), By("run"), FullStatus()), 1);
}

TEST_F(SqliteFile, IsForItsOwnerOnlyWithItsLogAndIndexRegardlessOfTheUmask) {
  const mode_t before = umask(0);
  const auto history = OpenPath(path, clock);
  history->Create(Source(), By("run"), FullStatus());
  umask(before);
  for (const char* end : {"", "-wal", "-shm"}) {
    EXPECT_EQ(std::filesystem::status(path + end).permissions(), std::filesystem::perms{0600})
        << end;
  }
}

TEST_F(SqliteFile, IsForItsOwnerOnlyWhereALinkLeads) {
  const std::string target = folder.Path() / "bigger.db";
  std::filesystem::create_symlink("bigger.db", folder.Path() / "near");
  std::filesystem::create_symlink(folder.Path() / "near", path);
  const mode_t before = umask(0);
  const auto history = OpenPath(path, clock);
  umask(before);
  EXPECT_EQ(std::filesystem::status(target).permissions(), std::filesystem::perms{0600});
}

TEST_F(SqliteFile, ReportsThatItWasRemoved) {
  const auto history = OpenPath(path, clock);
  EXPECT_NO_THROW(history->RequireInPlace());
  std::filesystem::rename(path, path + ".old");
  EXPECT_THROW(history->RequireInPlace(), base::StoreError);
  OpenPath(path, clock);
  EXPECT_THROW(history->RequireInPlace(), base::StoreError) << "another file has its name";
}

TEST_F(SqliteFile, KeepsTheModeThatItsOwnerGaveIt) {
  OpenPath(path, clock);
  std::filesystem::permissions(path, std::filesystem::perms{0660});
  OpenPath(path, clock);
  EXPECT_EQ(std::filesystem::status(path).permissions(), std::filesystem::perms{0660});
}

TEST_F(SqliteFile, KeepsTimesAsTextInUtc) {
  OpenPath(path, clock)->Create(Source(), By("run"), FullStatus());
  SqliteDatabase database(path);
  EXPECT_EQ(TextOf(database.Run("SELECT start_time FROM runs")[0][0]), "2026-01-01T00:00:00.010Z");
}

TEST_F(SqliteFile, OfANewerProgramIsRejectedAndNotChanged) {
  OpenPath(path, clock);
  {
    SqliteDatabase database(path);
    database.Run("INSERT INTO schema_version (version, applied_at) VALUES (99, '')");
  }
  const std::string before = ReadFile(path);
  const auto error = OpenError(path);
  ASSERT_TRUE(error);
  EXPECT_EQ(std::string(error->what()),
            path +
                ": a newer version of executioner has written this history (99, this one knows " +
                std::to_string(SchemaVersion()) +
                "): use that version, or another EXECUTIONER_STATE_DIR");
  EXPECT_FALSE(error->CanRetry());
  EXPECT_EQ(ReadFile(path), before);
}

TEST_F(SqliteFile, ThatIsNotADatabaseIsRejectedAndNotChanged) {
  const std::string text(4096, 'x');
  folder.Write("history.db", text);
  const auto error = OpenError(path);
  ASSERT_TRUE(error);
  EXPECT_EQ(
      std::string(error->what()),
      path +
          ": file is not a database: the file is damaged or is not a database; move it away to "
          "start a new history, nothing deletes it");
  EXPECT_FALSE(error->CanRetry());
  EXPECT_EQ(ReadFile(path), text);
}

TEST_F(SqliteFile, ThatIsDamagedIsRejectedAndNotChanged) {
  {
    const auto history = OpenPath(path, clock);
    for (int run = 0; run < 50; ++run) {
      history->Create(Source(), By("run"), FullStatus());
    }
  }
  std::string bytes = ReadFile(path);
  std::fill(bytes.begin() + 4096, bytes.end(), '\xFF');
  folder.Write("history.db", bytes);
  const auto error = Thrown([&] { OpenPath(path, clock)->Find(25); });
  ASSERT_TRUE(error);
  EXPECT_NE(std::string(error->what()).find(path + ": database disk image is malformed"),
            std::string::npos)
      << error->what();
  EXPECT_EQ(ReadFile(path), bytes);
}

TEST_F(SqliteFile, InAMissingFolderIsReportedWithAdvice) {
  const auto error = OpenError(folder.Path() / "no" / "history.db");
  ASSERT_TRUE(error);
  EXPECT_NE(std::string(error->what()).find("you may write to it"), std::string::npos)
      << error->what();
  EXPECT_FALSE(error->CanRetry());
}

/// \return the exit code of `action` in a process of its own, without rights if this one has them
int WithoutRights(const std::function<int()>& action) {
  const pid_t child = fork();
  if (child == 0) {
    constexpr uid_t kNobody = 65534;
    if (geteuid() == 0 && setuid(kNobody) != 0) {
      _exit(99);
    }
    _exit(action());
  }
  int status = 0;
  waitpid(child, &status, 0);
  return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

TEST_F(SqliteFile, InAReadOnlyFolderIsReportedWithAdvice) {
  std::filesystem::permissions(folder.Path(), std::filesystem::perms{0555});
  EXPECT_EQ(WithoutRights([&] {
              const auto error = OpenError(path);
              const bool good =
                  error && !error->CanRetry() &&
                  std::string(error->what()).find("you may write to it") != std::string::npos;
              return good ? 0 : 1;
            }),
            0);
  std::filesystem::permissions(folder.Path(), std::filesystem::perms{0755});
}

TEST_F(SqliteFile, ThatIsLockedCanBeRetried) {
  const auto history = OpenPath(path, clock, base::Duration{1});
  SqliteDatabase other(path);
  other.Run("BEGIN IMMEDIATE");
  const auto error = Thrown([&] { history->Create(Source(), By("run"), FullStatus()); });
  ASSERT_TRUE(error);
  EXPECT_EQ(std::string(error->what()),
            path + ": database is locked: another process keeps it locked; try again");
  EXPECT_TRUE(error->CanRetry());
  other.Run("COMMIT");
  EXPECT_EQ(history->Create(Source(), By("run"), FullStatus()), 1);
}

TEST_F(SqliteFile, ThatAnotherProcessHasLockedIsFreeAfterItEnds) {
  const auto history = OpenPath(path, clock, base::Duration{1});
  std::array<int, 2> locked{};
  ASSERT_EQ(pipe(locked.data()), 0);
  const pid_t child = fork();
  if (child == 0) {
    SqliteDatabase other(path);
    other.Run("BEGIN IMMEDIATE");
    const bool told = write(locked[1], "!", 1) == 1;
    pause();
    _exit(told ? 0 : 1);
  }
  char mark = 0;
  ASSERT_EQ(read(locked[0], &mark, 1), 1);
  const auto error = Thrown([&] { history->Create(Source(), By("run"), FullStatus()); });
  ASSERT_TRUE(error);
  EXPECT_TRUE(error->CanRetry());
  EXPECT_TRUE(history->List({}).empty()) << "who reads waits for nobody";
  kill(child, SIGKILL);
  waitpid(child, nullptr, 0);
  close(locked[0]);
  close(locked[1]);
  EXPECT_EQ(history->Create(Source(), By("run"), FullStatus()), 1);
}

TEST_F(SqliteFile, CanBeOpenedAndReadWhileAnotherWrites) {
  OpenPath(path, clock)->Create(Source(), By("run"), FullStatus());
  SqliteDatabase other(path);
  other.Run("BEGIN IMMEDIATE");
  EXPECT_TRUE(OpenPath(path, clock, base::Duration{1})->Find(1));
}

TEST_F(SqliteFile, ThatCannotGrowLosesNoCommittedData) {
  auto database = std::make_unique<SqliteDatabase>(path);
  SqliteDatabase& full = *database;
  SqlHistory history(std::move(database), path, clock);
  history.Create(Source(), By("run"), FullStatus());
  full.Run("PRAGMA max_page_count = 1");  // no more than it has
  domain::Status big = FullStatus();
  big.jobs[0].message = std::string(100'000, 'x');
  const engine::OwnerId owner = Of(1);
  const auto error = Thrown([&] { history.Save(owner, "", big); });
  ASSERT_TRUE(error);
  EXPECT_EQ(std::string(error->what()),
            path + ": database or disk is full: the disk is full; free some space and try again");
  EXPECT_TRUE(error->CanRetry()) << "a run waits until somebody has made room";
  EXPECT_EQ(history.Find(1)->status, FullStatus());
  full.Run("PRAGMA max_page_count = 100000");
  EXPECT_EQ(history.Save(owner, "", big).result, engine::SaveResult::kSaved);
  EXPECT_EQ(history.Find(1)->status, big);
}

constexpr int kAtOnce = 8;
constexpr int kEach = 5;

TEST_F(SqliteFile, GivesConcurrentThreadsDifferentNumbers) {
  const auto create = [this](std::vector<std::int64_t>& mine) {
    const auto history = OpenPath(path, clock, base::Duration{60'000});
    for (int i = 0; i < kEach; ++i) {
      mine.push_back(history->Create(Source(), By("run"), FullStatus()));
    }
  };
  std::vector<std::vector<std::int64_t>> ids(kAtOnce);
  {
    std::vector<std::jthread> threads;
    for (std::vector<std::int64_t>& mine : ids) {
      threads.emplace_back([&create, &mine] { create(mine); });
    }
  }
  std::set<std::int64_t> all;
  for (const auto& mine : ids) {
    all.insert(mine.begin(), mine.end());
  }
  EXPECT_EQ(all.size(), static_cast<std::size_t>(kAtOnce * kEach));
}

TEST_F(SqliteFile, KeepsOnlyCommittedDataOfAKilledProcess) {
  OpenPath(path, clock);
  const pid_t child = fork();
  if (child == 0) {
    SqliteDatabase database(path);
    SqlHistory(std::make_unique<SqliteDatabase>(path), path, clock)
        .Create(Source(), By("run"), FullStatus());
    database.Run("BEGIN IMMEDIATE");
    database.Run("DELETE FROM runs");
    kill(getpid(), SIGKILL);
  }
  int status = 0;
  waitpid(child, &status, 0);
  EXPECT_EQ(OpenPath(path, clock)->Find(1)->status, FullStatus());
}

}  // namespace
}  // namespace executioner::store::testing
