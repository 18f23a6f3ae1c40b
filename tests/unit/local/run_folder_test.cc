// Locks between processes, and the names of files.
#include "controller/adapters/local/run_folder.h"

#include <array>
#include <atomic>
#include <csignal>
#include <filesystem>
#include <functional>
#include <sys/wait.h>
#include <thread>
#include <unistd.h>

#include <gtest/gtest.h>

#include "controller/base/error.h"
#include "tests/unit/kube/temporary_folder.h"

namespace executioner::local {
namespace {

/// A process that does something, says so, and waits for its end.
class Other {
 public:
  explicit Other(const std::function<void()>& action) {
    EXPECT_EQ(pipe(said_.data()), 0);
    process_ = fork();
    if (process_ == 0) {
      action();
      const ssize_t wrote = write(said_[1], "x", 1);
      while (wrote == 1) {
        pause();
      }
      _exit(1);
    }
    close(said_[1]);
  }

  ~Other() {
    Kill();
    close(said_[0]);
  }

  Other(const Other&) = delete;
  Other& operator=(const Other&) = delete;
  Other(Other&&) = delete;
  Other& operator=(Other&&) = delete;

  pid_t Id() const { return process_; }

  void AwaitAction() {
    char letter = 0;
    EXPECT_EQ(read(said_[0], &letter, 1), 1);
  }

  void Kill() {
    if (process_ > 0) {
      kill(process_, SIGKILL);
      waitpid(process_, nullptr, 0);
      process_ = -1;
    }
  }

 private:
  std::array<int, 2> said_{};
  pid_t process_ = -1;
};

class Locks : public ::testing::Test {
 protected:
  Locks() { MakeFolder(folder); }

  kube::TemporaryFolder state = kube::TemporaryFolder();
  RunFolder folder{state.Path(), 7};
};

TEST_F(Locks, OfARunExcludeAnotherProcessUntilItsEnd) {
  Other other([&] {
    static const auto lock = RunLock::Try(folder);
    if (!lock) {
      _exit(1);
    }
  });
  other.AwaitAction();
  EXPECT_FALSE(RunLock::Try(folder));
  EXPECT_EQ(LockHolder(folder), other.Id());
  other.Kill();
  EXPECT_FALSE(LockHolder(folder));
  EXPECT_TRUE(RunLock::Try(folder));
}

TEST_F(Locks, OfARunExcludeTheSameProcessToo) {
  auto lock = RunLock::Try(folder);
  ASSERT_TRUE(lock);
  EXPECT_FALSE(RunLock::Try(folder));
  lock.reset();
  EXPECT_TRUE(RunLock::Try(folder));
}

TEST_F(Locks, OfARunStayThoughItsProcessLooksAtTheFile) {
  const auto lock = RunLock::Try(folder);
  EXPECT_EQ(LockHolder(folder), getpid());
  EXPECT_FALSE(RunLock::Try(folder));
  Other other([&] { _exit(RunLock::Try(folder) ? 3 : 4); });
  int status = 0;
  waitpid(other.Id(), &status, 0);
  EXPECT_EQ(WEXITSTATUS(status), 4);
}

TEST_F(Locks, OfOneRunLeaveOthersAlone) {
  const RunFolder other(state.Path(), 8);
  MakeFolder(other);
  const auto lock = RunLock::Try(folder);
  EXPECT_TRUE(RunLock::Try(other));
}

TEST_F(Locks, HaveNoHolderWhereNobodyEverLocked) {
  EXPECT_FALSE(LockHolder(folder));
  EXPECT_FALSE(LockHolder(RunFolder(state.Path(), 99)));
}

TEST_F(Locks, OfTheStateAreWaitedFor) {
  Other other([&] { static const StateLock lock(state.Path()); });
  other.AwaitAction();
  std::atomic<bool> taken = false;
  std::thread waiter([&] {
    const StateLock mine(state.Path());
    taken = true;
  });
  EXPECT_FALSE(taken);
  other.Kill();
  waiter.join();
  EXPECT_TRUE(taken);
}

TEST_F(Locks, CannotBeTakenWhereThereIsNoFolder) {
  EXPECT_THROW(RunLock::Try(RunFolder(state.Path(), 99)), base::StoreError);
  EXPECT_THROW(StateLock(state.Path() / "nowhere"), base::StoreError);
}

TEST_F(Locks, AreNoFoldersBelowAFile) {
  state.Write("file", "");
  EXPECT_THROW(MakeFolder(RunFolder(state.Path() / "file", 1)), base::StoreError);
}

TEST_F(Locks, LieBesideLogsAndLastWords) {
  EXPECT_EQ(folder.path, state.Path() / "logs" / "7");
  EXPECT_EQ(folder.LogPath("load", 2), folder.path + "/load.2.log");
  EXPECT_EQ(folder.WordsPath("load", 2), folder.path + "/load.2.json");
}

TEST(TailOf, IsTheEndOfAFile) {
  const kube::TemporaryFolder folder;
  const std::string path = folder.Write("log", "abcdef");
  EXPECT_EQ(TailOf(path, 3), "def");
  EXPECT_EQ(TailOf(path, 100), "abcdef");
  EXPECT_EQ(TailOf(folder.Write("empty", ""), 3), "");
  EXPECT_EQ(TailOf(folder.Path() / "nowhere", 3), "");
}

}  // namespace
}  // namespace executioner::local
