// Locks between processes.
#include "controller/adapters/local/run_lock.h"

#include <array>
#include <atomic>
#include <csignal>
#include <filesystem>
#include <fstream>
#include <functional>
#include <sys/inotify.h>
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
      if (write(said_[1], "x", 1) == 1) {
        for (;;) {
          pause();
        }
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
    static const auto kLock = RunLock::Try(folder);
    if (!kLock) {
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

/// A child between fork and exec: holds what its parent had open until the lock's file is opened.
void HoldUntilSomebodyLooks(const std::string& path) {
  const int watch = inotify_init1(IN_CLOEXEC);
  inotify_add_watch(watch, path.c_str(), IN_OPEN);
  if (fork() == 0) {
    std::array<char, 4096> event{};
    _exit(read(watch, event.data(), event.size()) > 0 ? 0 : 1);
  }
  close(watch);
}

TEST_F(Locks, OfARunWaitForTheChildrenOfAHolderThatWasKilled) {
  Other other([&] {
    static const auto kLock = RunLock::Try(folder);
    HoldUntilSomebodyLooks(folder.path + "/lock");
  });
  other.AwaitAction();
  other.Kill();
  EXPECT_TRUE(RunLock::Try(folder));
}

TEST_F(Locks, OfARunDoNotNameAHolderOfAnotherProcessNamespace) {
  const auto lock = RunLock::Try(folder);
  std::ofstream(folder.path + "/lock") << getpid() << " another-boot/pid:[1]";
  EXPECT_FALSE(LockHolder(folder));
  EXPECT_FALSE(RunLock::Try(folder));
}

TEST_F(Locks, OfARunExcludeTheSameProcessToo) {
  auto lock = RunLock::Try(folder);
  ASSERT_TRUE(lock);
  EXPECT_FALSE(RunLock::Try(folder));
  lock.reset();
  EXPECT_TRUE(RunLock::Try(folder));
}

TEST_F(Locks, OfARunSurviveThatTheirProcessReadsTheFile) {
  const auto lock = RunLock::Try(folder);
  EXPECT_EQ(LockHolder(folder), getpid());
  EXPECT_FALSE(RunLock::Try(folder));
  Other other([&] { _exit(RunLock::Try(folder) ? 3 : 4); });
  int status = 0;
  waitpid(other.Id(), &status, 0);
  EXPECT_EQ(WEXITSTATUS(status), 4);
}

TEST_F(Locks, OfARunDoNotAffectOtherRuns) {
  const RunFolder other(state.Path(), 8);
  MakeFolder(other);
  const auto lock = RunLock::Try(folder);
  EXPECT_TRUE(RunLock::Try(other));
}

TEST_F(Locks, HaveNoHolderIfNobodyEverLocked) {
  EXPECT_FALSE(LockHolder(folder));
  EXPECT_FALSE(LockHolder(RunFolder(state.Path(), 99)));
}

TEST_F(Locks, OfTheStateBlock) {
  Other other([&] { static const StateLock kLock(state.Path()); });
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

TEST_F(Locks, CannotBeTakenWithoutAFolder) {
  EXPECT_THROW(RunLock::Try(RunFolder(state.Path(), 99)), base::StoreError);
  EXPECT_THROW(StateLock(state.Path() / "nowhere"), base::StoreError);
}

}  // namespace
}  // namespace executioner::local
