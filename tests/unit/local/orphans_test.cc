// Processes that outlived the program that ran them.
#include "controller/adapters/local/orphans.h"

#include <array>
#include <csignal>
#include <sys/wait.h>
#include <unistd.h>

#include <gtest/gtest.h>

namespace executioner::local {
namespace {

/// A shell with a child, both with an environment of their own, that live until they are killed.
class Orphan {
 public:
  explicit Orphan(const std::string& run, const std::string& state) {
    std::array<int, 2> ends{};
    EXPECT_EQ(pipe(ends.data()), 0);
    process_ = fork();
    if (process_ == 0) {
      setpgid(0, 0);
      dup2(ends[1], STDOUT_FILENO);
      execle("/bin/sh", "sh", "-c", "sleep 1000 & echo ready; exec >&-; wait", nullptr,
             std::array<const char*, 4>{"PATH=/usr/bin:/bin", run.c_str(), state.c_str(), nullptr}
                 .data());
      _exit(1);
    }
    close(ends[1]);
    std::array<char, 16> text{};
    EXPECT_GT(read(ends[0], text.data(), text.size()), 0);
    close(ends[0]);
  }

  ~Orphan() {
    kill(-process_, SIGKILL);  // the shell is not reaped yet, so the group is still its own
    waitpid(process_, nullptr, 0);
  }

  Orphan(const Orphan&) = delete;
  Orphan& operator=(const Orphan&) = delete;
  Orphan(Orphan&&) = delete;
  Orphan& operator=(Orphan&&) = delete;

  bool Lives() const {
    siginfo_t info{};
    return waitid(P_PID, static_cast<id_t>(process_), &info, WEXITED | WNOHANG | WNOWAIT) == 0 &&
           info.si_pid == 0;
  }

 private:
  pid_t process_ = -1;
};

TEST(KillOrphans, KillsTheProcessesOfOneRunOfOneStateDirectory) {
  const std::string state = "/tmp/orphans-test." + std::to_string(getpid());
  const std::string of_state = "EXECUTIONER_STATE=" + state;
  const Orphan orphan("EXECUTIONER_RUN=7", of_state);
  const Orphan of_other_run("EXECUTIONER_RUN=77", of_state);
  const Orphan of_other_state("EXECUTIONER_RUN=7", of_state + "2");
  const Orphan of_none("XEXECUTIONER_RUN=7", of_state);
  KillOrphans(state, 7);
  EXPECT_FALSE(orphan.Lives());
  EXPECT_TRUE(of_other_run.Lives());
  EXPECT_TRUE(of_other_state.Lives());
  EXPECT_TRUE(of_none.Lives());
  KillOrphans(state, 77);
  KillOrphans(state + "2", 7);
  EXPECT_FALSE(of_other_run.Lives());
  EXPECT_FALSE(of_other_state.Lives());
}

TEST(KillOrphans, DoesNothingWithoutOrphans) {
  KillOrphans("/nowhere/" + std::to_string(getpid()), 1);
}

}  // namespace
}  // namespace executioner::local
