// Timeouts, signals, and the end of everything that a command started.
#include <cerrno>
#include <csignal>
#include <sstream>
#include <string>
#include <sys/wait.h>
#include <unistd.h>

#include <gtest/gtest.h>

#include "runner/contract/exit_codes.h"
#include "tests/integration/runner/runner_process.h"

namespace executioner::runner::testing {
namespace {

using nlohmann::json;

/// A script that ignores TERM, with children and grandchildren in other sessions that do too.
/// Prints all their ids.
constexpr const char* kStubbornTree = R"(
trap '' TERM
tree='trap "" TERM; echo $$; setsid sh -c "echo \$\$; sleep 1000" & sleep 1000'
setsid sh -c "$tree" & sh -c "$tree" & echo $$; echo ready; wait; sleep 1000)";

/// True when no process of the printed ids is left; the runner has reaped them, so their ids are
/// free.
void ExpectAllGone(const std::string& printed) {
  std::istringstream lines(printed);
  int count = 0;
  for (std::string line; std::getline(lines, line);) {
    if (line.find_first_not_of("0123456789") != std::string::npos || line.empty()) {
      continue;
    }
    ++count;
    EXPECT_EQ(kill(std::stoi(line), 0), -1) << line << " is still there";
    EXPECT_EQ(errno, ESRCH);
  }
  EXPECT_GT(count, 0);
}

TEST(Timeout, EndsTheCommandByTerm) {
  const Answer answer = RunToEnd(Script("exec sleep 1000", {{"timeoutSeconds", 1}}));
  EXPECT_EQ(answer.exit_code, kExitTimedOut);
  EXPECT_EQ(answer.Reason(), "TimedOut");
  EXPECT_EQ(answer.words["signal"], SIGTERM);
  EXPECT_EQ(answer.Message(), "ran longer than 1 s");
  EXPECT_FALSE(answer.words.contains("terminated"));
}

TEST(Timeout, LetsTheCommandCleanUp) {
  const Answer answer = RunToEnd(
      Script("trap 'echo cleaned; exit 3' TERM; sleep 1000 & wait", {{"timeoutSeconds", 1}}));
  EXPECT_EQ(answer.output, "cleaned\n");
  EXPECT_EQ(answer.exit_code, kExitTimedOut);
  EXPECT_EQ(answer.Reason(), "TimedOut");
  EXPECT_FALSE(answer.words.contains("signal"));
}

TEST(Timeout, CountsEvenIfTheCommandThenSucceeds) {
  const Answer answer =
      RunToEnd(Script("trap 'exit 0' TERM; sleep 1000 & wait", {{"timeoutSeconds", 1}}));
  EXPECT_EQ(answer.Reason(), "TimedOut");
}

TEST(Timeout, KillsAWholeTreeThatIgnoresTerm) {
  const Answer answer =
      RunToEnd(Script(kStubbornTree, {{"timeoutSeconds", 1}, {"graceSeconds", 1}}));
  EXPECT_EQ(answer.exit_code, kExitTimedOut);
  EXPECT_EQ(answer.words["signal"], SIGKILL);
  EXPECT_EQ(answer.Message(), "ran longer than 1 s and had to be killed 1 s after TERM");
  ExpectAllGone(answer.output);
}

TEST(Timeout, EndsAStoppedCommandByTermNotByKill) {
  const Answer answer =
      RunToEnd(Script("kill -STOP $$; exit 5", {{"timeoutSeconds", 1}, {"graceSeconds", 1000}}));
  EXPECT_EQ(answer.Reason(), "TimedOut");
  EXPECT_EQ(answer.words["signal"], SIGTERM);
}

TEST(Timeout, AppliesEvenIfNobodyReadsTheOutput) {
  RunnerProcess runner(Script("exec yes", {{"timeoutSeconds", 1}, {"graceSeconds", 1}}));
  int status = 0;
  ASSERT_EQ(waitpid(runner.Id(), &status, 0), runner.Id());
  EXPECT_EQ(WEXITSTATUS(status), kExitTimedOut);
}

TEST(Timeout, IsOptional) {
  EXPECT_EQ(RunToEnd(Script("sleep 0.01; exit 3")).exit_code, 3);
}

TEST(Termination, IsPassedOnAndWaitedFor) {
  RunnerProcess runner(Script("trap 'echo bye; exit 3' TERM; echo ready; sleep 1000 & wait"));
  runner.WaitForOutput("ready");
  runner.Signal(SIGTERM);
  const Answer answer = runner.Finish();
  EXPECT_EQ(answer.output, "ready\nbye\n");
  EXPECT_EQ(answer.exit_code, 3);
  EXPECT_EQ(answer.Reason(), "Failed");
  EXPECT_EQ(answer.words["terminated"], true);
}

TEST(Termination, OfACommandThatSucceedsIsCompleted) {
  RunnerProcess runner(Script("trap 'exit 0' TERM; echo ready; sleep 1000 & wait"));
  runner.WaitForOutput("ready");
  runner.Signal(SIGTERM);
  const Answer answer = runner.Finish();
  EXPECT_EQ(answer.exit_code, 0);
  EXPECT_EQ(answer.Reason(), "Completed");
  EXPECT_EQ(answer.words["terminated"], true);
}

TEST(Termination, KillsAfterTheGracePeriodAndReportsIt) {
  RunnerProcess runner(Script(kStubbornTree, {{"graceSeconds", 1}}));
  runner.WaitForOutput("ready");
  runner.Signal(SIGTERM);
  const Answer answer = runner.Finish();
  EXPECT_EQ(answer.exit_code, kExitSignalBase + SIGKILL);
  EXPECT_EQ(answer.Reason(), "Signaled");
  EXPECT_EQ(answer.words["signal"], SIGKILL);
  EXPECT_EQ(answer.words["terminated"], true);
  ExpectAllGone(answer.output);
}

TEST(Termination, WakesAStoppedCommand) {
  RunnerProcess runner(Script("echo ready; kill -STOP $$", {{"graceSeconds", 1000}}));
  runner.WaitForOutput("ready");
  runner.Signal(SIGTERM);
  EXPECT_EQ(runner.Finish().words["signal"], SIGTERM);
}

TEST(Termination, BeforeTheCommandPreventsItsStart) {
  RunnerProcess runner(
      Script("echo started",
             {{"preChecks",
               {{{"command", {{"command", {"sh", "-c", "echo ready; exec sleep 1000"}}}}}}}}));
  runner.WaitForOutput("ready");
  runner.Signal(SIGTERM);
  const Answer answer = runner.Finish();
  EXPECT_EQ(answer.output, "ready\n");
  EXPECT_EQ(answer.exit_code, kExitSignalBase + SIGTERM);
  EXPECT_EQ(answer.Reason(), "Signaled");
  EXPECT_EQ(answer.words["terminated"], true);
}

TEST(Termination, BeforeThePostChecksIsNotASuccess) {
  RunnerProcess runner(Script("trap 'exit 0' TERM; echo ready; sleep 1000 & wait",
                              {{"postChecks", {{{"fileExists", {{"path", "/etc/passwd"}}}}}}}));
  runner.WaitForOutput("ready");
  runner.Signal(SIGTERM);
  EXPECT_EQ(runner.Finish().Reason(), "Signaled");
}

TEST(Signal, ReachesTheWholeGroup) {
  RunnerProcess runner(Script(R"(
trap 'echo parent; wait; exit 0' USR1
(trap 'echo child; exit 0' USR1; echo ready; sleep 1000 & wait) & wait)"));
  runner.WaitForOutput("ready");
  runner.Signal(SIGUSR1);
  const Answer answer = runner.Finish();
  EXPECT_NE(answer.output.find("parent"), std::string::npos);
  EXPECT_NE(answer.output.find("child"), std::string::npos);
  EXPECT_FALSE(answer.words.contains("terminated")) << "USR1 does not tell to stop";
}

TEST(Signal, IsForwardedUnlessItConcernsTheRunner) {
  for (const int number : {SIGHUP, SIGINT, SIGQUIT, SIGUSR2, SIGWINCH, SIGRTMIN + 3}) {
    RunnerProcess runner(
        Script("trap 'exit 9' " + std::to_string(number) + "; echo ready; sleep 1000 & wait"));
    runner.WaitForOutput("ready");
    runner.Signal(number);
    EXPECT_EQ(runner.Finish().exit_code, 9) << number;
  }
}

TEST(Leftovers, DoNotDelayTheEnd) {
  const Answer answer = RunToEnd(Script("sleep 1000 & setsid sleep 1000 & echo done"));
  EXPECT_EQ(answer.output, "done\n");
  EXPECT_EQ(answer.Reason(), "Completed");
}

TEST(Leftovers, AreKilledInAnyGroupOrSession) {
  // Each end of the FIFO opens when both are there: the whole tree exists before the command ends.
  const TemporaryFolder folder;
  Start setup = Script(R"(
mkfifo $FOLDER/go
setsid sh -c 'echo $$; (sleep 1000 & echo $!); echo >$FOLDER/go; exec sleep 1000' &
read go <$FOLDER/go)");
  setup.variables["FOLDER"] = folder.Path();
  const Answer answer = RunToEnd(setup);
  EXPECT_EQ(answer.Reason(), "Completed");
  ExpectAllGone(answer.output);
}

}  // namespace
}  // namespace executioner::runner::testing
