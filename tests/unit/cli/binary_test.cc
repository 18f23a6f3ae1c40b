/// \file
/// The built program, where two processes meet or a signal comes.
#include "tests/unit/cli/binary.h"

#include <csignal>
#include <regex>

#include <gtest/gtest.h>

namespace executioner::cli {
namespace {

bool Has(const std::string& text, const std::string& part) {
  return text.find(part) != std::string::npos;
}

/// Says "up", then waits until the file `go` exists: a named pipe opens when somebody writes.
std::string WaitingJob(const CommandLine& line) {
  const std::string pipe = line.Folder() + "/go";
  EXPECT_EQ(std::system(("mkfifo " + pipe).c_str()), 0);
  return "{name: a, script: \"echo up; read word < " + pipe + "; echo $word\"}";
}

void LetGo(const CommandLine& line) {
  EXPECT_EQ(std::system(("echo gone > " + line.Folder() + "/go").c_str()), 0);
}

TEST(Binary, ExitsWithTheOutcomeOfTheRun) {
  CommandLine line;
  const std::string good = line.Write("good.yaml", WorkflowOf("{name: a, script: echo hello}"));
  const std::string bad = line.Write("bad.yaml", WorkflowOf("{name: a, script: exit 7}"));
  const Said said = Program(line, {"run", good}).Wait();
  EXPECT_EQ(said.code, kSucceeded) << said.err;
  EXPECT_EQ(said.out, "a | hello\n");
  EXPECT_EQ(Program(line, {"run", bad}).Wait().code, kRunFailed);
}

TEST(Binary, ExitsWith130AfterInterruptAnd143AfterTerm) {
  for (const auto& [signal, code] : {std::pair{SIGINT, 130}, std::pair{SIGTERM, 143}}) {
    CommandLine line;
    Program run(line, {"run", line.Write("etl.yaml", WorkflowOf(WaitingJob(line)))});
    ASSERT_TRUE(run.AwaitOutput("up"));
    run.Signal(signal);
    const Said said = run.Wait();
    EXPECT_EQ(said.code, code) << said.err;
    EXPECT_TRUE(Has(said.err, "was cancelled")) << said.err;
    EXPECT_TRUE(Has(line.Run({"show", "1"}).out, "Cancelled"));
  }
}

TEST(Binary, NamesCleanupsThatASignalPrevented) {
  CommandLine line;
  Program run(
      line,
      {"run", line.Write("etl.yaml", WorkflowOf(WaitingJob(line) +
                                                ", {name: cleanup, dependsOn: [a], "
                                                "trigger: AllFinished, script: 'true'}, "
                                                "{name: next, dependsOn: [a], script: 'true'}"))});
  ASSERT_TRUE(run.AwaitOutput("up"));
  run.Signal(SIGINT);
  const Said said = run.Wait();
  EXPECT_TRUE(Has(said.err, "not run, because the run was stopped: cleanup\n")) << said.err;
  EXPECT_TRUE(Has(said.err, ": 0 of 3 succeeded, 1 cancelled, 2 blocked\n")) << said.err;
  const std::string shown = line.Run({"show", "1"}).out;
  EXPECT_TRUE(Has(shown, "not run: 'cleanup' (AllFinished)")) << shown;
}

TEST(Binary, IgnoresAHangUpUnderNohup) {
  CommandLine line;
  std::signal(SIGHUP, SIG_IGN);  // inherited by what is started now
  Program run(line, {"run", line.Write("etl.yaml", WorkflowOf(WaitingJob(line)))});
  std::signal(SIGHUP, SIG_DFL);
  ASSERT_TRUE(run.AwaitOutput("up"));
  run.Signal(SIGHUP);
  LetGo(line);
  EXPECT_EQ(run.Wait().code, kSucceeded);
}

TEST(Binary, FailsWhenItsOutputCannotBeWritten) {
  CommandLine line;
  line.RunJobs("{name: a, script: 'true'}");
  const std::string list = std::string(EXECUTIONER_BINARY) + " list";
  const std::string home = "EXECUTIONER_STATE_DIR=" + line.State() + " ";
  EXPECT_EQ(std::system((home + list + " > /dev/full 2> /dev/null").c_str()), 1 << 8);
  EXPECT_EQ(std::system((home + list + " > /dev/null").c_str()), 0);
  const std::string run = std::string(EXECUTIONER_BINARY) + " run " +
                          line.Write("loud.yaml", WorkflowOf("{name: a, script: echo loud}"));
  EXPECT_EQ(std::system((home + run + " > /dev/full 2> /dev/null").c_str()), 1 << 8);
  EXPECT_EQ(std::system((home + run + " 2> /dev/null | true").c_str()), 0);
}

TEST(Binary, IsCancelledFromAnotherProcess) {
  CommandLine line;
  Program run(line, {"run", line.Write("etl.yaml", WorkflowOf(WaitingJob(line)))});
  ASSERT_TRUE(run.AwaitOutput("up"));
  const Said cancelled = Program(line, {"cancel", "etl"}).Wait();
  EXPECT_EQ(cancelled.code, kSucceeded) << cancelled.err;
  EXPECT_EQ(run.Wait().code, 130);
  const Said shown = line.Run({"show", "1", "-o", "json"});
  EXPECT_TRUE(Has(shown.out, "cancelled by 'executioner cancel'")) << shown.out;
  const Said again = Program(line, {"cancel", "1"}).Wait();
  EXPECT_EQ(again.code, kUsage);
  EXPECT_TRUE(Has(again.err, "run 1 has already ended (Cancelled)")) << again.err;
}

TEST(Binary, RejectsResumeAndMarkSuccessOfAnActiveRun) {
  CommandLine line;
  Program run(line, {"run", line.Write("etl.yaml", WorkflowOf(WaitingJob(line)))});
  ASSERT_TRUE(run.AwaitOutput("up"));
  const Said resumed = Program(line, {"resume", "1"}).Wait();
  EXPECT_EQ(resumed.code, kUsage);
  EXPECT_TRUE(Has(resumed.err, "is running")) << resumed.err;
  EXPECT_EQ(Program(line, {"mark-success", "1", "a", "--reason", "x"}).Wait().code, kUsage);
  const Said explained = Program(line, {"explain", "1", "a"}).Wait();
  EXPECT_TRUE(Has(explained.out, "a is Running")) << explained.out << explained.err;
  LetGo(line);
  EXPECT_EQ(run.Wait().code, kSucceeded);
}

TEST(Binary, FollowsALogUntilTheJobHasEnded) {
  CommandLine line;
  Program run(line, {"run", line.Write("etl.yaml", WorkflowOf(WaitingJob(line)))});
  ASSERT_TRUE(run.AwaitOutput("up"));
  Program logs(line, {"logs", "1", "a", "--follow"});
  ASSERT_TRUE(logs.AwaitOutput("up\n"));
  LetGo(line);
  const Said said = logs.Wait();
  EXPECT_EQ(said.code, kSucceeded) << said.err;
  EXPECT_EQ(said.out, "up\ngone\n");
  EXPECT_EQ(run.Wait().code, kSucceeded);
}

TEST(Binary, FollowsTheLogsOfAllAttemptsOfAJob) {
  CommandLine line;
  const std::string pipe = line.Folder() + "/go";
  EXPECT_EQ(std::system(("mkfifo " + pipe).c_str()), 0);
  Program run(line,
              {"run", line.Write("etl.yaml",
                                 WorkflowOf("{name: a, retry: {limit: 1, delaySeconds: 0}, script: "
                                            "\"echo up $EXECUTIONER_ATTEMPT; read word < " +
                                            pipe + "; exit $word\"}"))});
  ASSERT_TRUE(run.AwaitOutput("up 1"));
  Program logs(line, {"logs", "--follow", "1", "a"});
  ASSERT_TRUE(logs.AwaitOutput("up 1"));
  EXPECT_EQ(std::system(("echo 3 > " + pipe).c_str()), 0);
  ASSERT_TRUE(logs.AwaitOutput("up 2"));
  EXPECT_EQ(std::system(("echo 0 > " + pipe).c_str()), 0);
  EXPECT_EQ(logs.Wait().code, kSucceeded);
  EXPECT_EQ(run.Wait().code, kSucceeded);
}

TEST(Binary, FollowsTheLogsOfARunToItsEndWithJobsThatStartLater) {
  CommandLine line;
  Program run(
      line, {"run", line.Write("etl.yaml",
                               WorkflowOf(WaitingJob(line) +
                                          ", {name: later, dependsOn: [a], script: printf one}, "
                                          "{name: last, dependsOn: [later], script: echo two}"))});
  ASSERT_TRUE(run.AwaitOutput("up"));
  Program all(line, {"logs", "-f", "1"});
  Program one(line, {"logs", "-f", "1", "last"});
  ASSERT_TRUE(all.AwaitOutput("up"));
  LetGo(line);
  EXPECT_EQ(run.Wait().code, kSucceeded);
  const Said said = all.Wait();
  EXPECT_EQ(said.code, kSucceeded) << said.err;
  EXPECT_EQ(said.out,
            "==> a, attempt 1 <==\nup\ngone\n==> later, attempt 1 <==\none\n"
            "==> last, attempt 1 <==\ntwo\n");
  EXPECT_EQ(one.Wait().out, "two\n");
}

TEST(Binary, WatchesARunUntilItsEnd) {
  CommandLine line;
  Program run(line, {"run", line.Write("etl.yaml",
                                       WorkflowOf(WaitingJob(line) +
                                                  ", {name: b, dependsOn: [a], script: exit 1}"))});
  ASSERT_TRUE(run.AwaitOutput("up"));
  Program watch(line, {"watch"});
  ASSERT_TRUE(watch.AwaitOutput("a | up\n"));
  LetGo(line);
  const Said said = watch.Wait();
  EXPECT_EQ(said.code, kRunFailed) << said.err;
  EXPECT_EQ(said.out, "a | up\na | gone\n");
  EXPECT_TRUE(Has(said.err, "a succeeded")) << said.err;
  EXPECT_TRUE(Has(said.err, "run 1 failed")) << said.err;
  EXPECT_EQ(run.Wait().code, kRunFailed);
}

TEST(Binary, WatchReportsTheDeathOfTheRunsProgram) {
  CommandLine line;
  Program run(line, {"run", line.Write("etl.yaml", WorkflowOf(WaitingJob(line)))});
  ASSERT_TRUE(run.AwaitOutput("up"));
  Program watch(line, {"watch", "1"});
  Program logs(line, {"logs", "1", "-f"});
  ASSERT_TRUE(watch.AwaitOutput("a | up\n"));
  ASSERT_TRUE(logs.AwaitOutput("up\n"));
  run.Signal(SIGKILL);
  EXPECT_EQ(run.Wait().code, 137);
  EXPECT_EQ(watch.Wait().code, kRunFailed);
  EXPECT_EQ(logs.Wait().code, kSucceeded);
  EXPECT_TRUE(Has(line.Run({"list"}).out, "Interrupted"));
}

TEST(Binary, ExitsWithTwoForWrongUsage) {
  CommandLine line;
  EXPECT_EQ(Program(line, {}).Wait().code, kUsage);
  EXPECT_EQ(Program(line, {"rnu"}).Wait().code, kUsage);
  EXPECT_EQ(Program(line, {"--version"}).Wait().code, 0);
}

/// Runs a command line below a terminal of script(1). \return what it showed
std::string OnATerminal(const CommandLine& line, const std::string& command) {
  const std::string shown = line.Folder() + "/shown";
  const std::string all = "TERM=xterm EXECUTIONER_STATE_DIR=" + line.State() +
                          " EXECUTIONER_RUNNER=" EXECUTIONER_RUNNER " script -qec '" + command +
                          "' " + shown + " </dev/null >/dev/null";
  EXPECT_EQ(std::system(all.c_str()), 0);
  std::string text;
  FILE* file = std::fopen(shown.c_str(), "r");
  for (int letter = std::fgetc(file); letter != EOF; letter = std::fgetc(file)) {
    text += static_cast<char>(letter);
  }
  std::fclose(file);
  return text;
}

TEST(Binary, OnATerminalDrawsTheActiveJobsInColors) {
  if (std::system("command -v script >/dev/null") != 0) {
    GTEST_SKIP() << "there is no script(1)";
  }
  CommandLine line;
  const std::string file = line.Write("etl.yaml", WorkflowOf("{name: a, script: echo up}"));
  const std::string run = EXECUTIONER_BINARY " run " + file;
  std::string shown = OnATerminal(line, run);
  EXPECT_TRUE(Has(shown, "0 of 1 done, ")) << shown;
  EXPECT_TRUE(Has(shown, "\033[32ma succeeded")) << shown;
  shown = OnATerminal(line, run + " --no-color");
  EXPECT_FALSE(Has(shown, "\033")) << shown;
  shown = OnATerminal(line, "NO_COLOR=1 " + run);
  EXPECT_TRUE(Has(shown, "0 of 1 done, ")) << "the live view has nothing to do with colors\n"
                                           << shown;
  EXPECT_FALSE(std::regex_search(shown, std::regex("\033\\[[0-9;]*m"))) << shown;
}

TEST(Binary, PrintsSafeLogsOnATerminal) {
  if (std::system("command -v script >/dev/null") != 0) {
    GTEST_SKIP() << "there is no script(1)";
  }
  CommandLine line;
  const std::string script = R"(printf '\\033[31mred\\033[2J\\n==> b <==')";
  ASSERT_EQ(line.RunJobs("{name: a, script: \"" + script + "\"}, {name: b, script: 'true'}").code,
            kSucceeded);
  const std::string logs = EXECUTIONER_BINARY " logs 1";
  EXPECT_TRUE(Has(OnATerminal(line, logs + " a"), "\033[31mred\033[0m\r\n==> b <==\r\n"));
  const std::string shown = OnATerminal(line, logs);
  EXPECT_TRUE(Has(shown, "a | \033[31mred\033[0m\r\na | ==> b <==\r\n")) << shown;
  EXPECT_TRUE(Has(line.Run({"logs", "1", "a"}).out, "\033[31mred\033[2J\n==> b <=="));
}

}  // namespace
}  // namespace executioner::cli
