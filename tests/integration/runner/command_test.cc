// The command: how it is found and started, and how its end is reported.
#include <csignal>
#include <cstdint>
#include <string>

#include <gtest/gtest.h>

#include "runner/contract/exit_codes.h"
#include "tests/integration/runner/runner_process.h"

namespace executioner::runner::testing {
namespace {

using nlohmann::json;

Start Command(const json& argv, const json& more = json::object()) {
  Start setup;
  setup.spec = {{"v", 1}, {"command", argv}};
  setup.spec.update(more);
  return setup;
}

TEST(Command, GetsItsArgumentsByteForByte) {
  const std::string odd = "$(SECRET) $$ $$(x) '\"; rm -rf\n\t\\ \x7f";
  const Answer answer = RunToEnd(Command({"printf", "%s|", odd, "", "ü€😀"}));
  EXPECT_EQ(answer.output, odd + "||ü€😀|");
  EXPECT_EQ(answer.exit_code, 0);
  EXPECT_EQ(answer.Reason(), "Completed");
}

TEST(Command, RunsAScriptAsOneArgumentOfTheShell) {
  EXPECT_EQ(RunToEnd(Script("x='a  b'\necho \"$x\"\n")).output, "a  b\n");
  EXPECT_EQ(RunToEnd(Script("$0 is text", {{"shell", {"echo", "-n"}}})).output, "$0 is text");
}

TEST(Command, IsLookedUpInPath) {
  const TemporaryFolder folder;
  const std::string program = folder.Write("greet", "#!/bin/sh\necho hello\n");
  std::filesystem::permissions(program, std::filesystem::perms::owner_all);
  Start setup = Command({"greet"});
  setup.variables["PATH"] = "/nowhere:" + folder.Path();
  EXPECT_EQ(RunToEnd(setup).output, "hello\n");
}

TEST(Command, ThatIsNotFoundShowsTheBeginningOfALongPath) {
  Start setup = Command({"greet"});
  setup.variables["PATH"] = "/" + std::string(200, 'x');
  const std::string message = RunToEnd(setup).words["message"];
  EXPECT_TRUE(message.ends_with("(not found in PATH: /" + std::string(79, 'x') + "...)"))
      << message;
}

TEST(Command, IsNeverLookedUpInTheWorkingDirectory) {
  const TemporaryFolder folder;
  std::filesystem::permissions(folder.Write("greet", "#!/bin/sh\necho evil\n"),
                               std::filesystem::perms::owner_all);
  const json in_folder{{"workingDir", folder.Path()}};
  for (const char* path : {"", ":/bin", "/bin:", ".", "/nowhere::.:..", "/nowhere"}) {
    Start setup = Command({"greet"}, in_folder);
    setup.variables["PATH"] = path;
    const Answer answer = RunToEnd(setup);
    EXPECT_EQ(answer.exit_code, kExitNotFound) << path;
    EXPECT_EQ(answer.output, "") << path;
  }
  EXPECT_EQ(RunToEnd(Command({"./greet"}, in_folder)).output, "evil\n") << "a path is a path";
}

TEST(Command, ThatIsNotExecutableIsSearchedInTheNextFolder) {
  const TemporaryFolder folder;
  std::filesystem::create_directories(folder.Path("one"));
  std::filesystem::create_directories(folder.Path("two/greet"));
  std::filesystem::create_directories(folder.Path("three"));
  folder.Write("one/greet", "");
  const std::string program = folder.Write("three/greet", "#!/bin/sh\necho hello\n");
  std::filesystem::permissions(program, std::filesystem::perms::owner_all);
  const std::string first = folder.Path("one") + ":" + folder.Path("two");
  Start setup = Command({"greet"});
  setup.variables["PATH"] = first + ":" + folder.Path("three");
  EXPECT_EQ(RunToEnd(setup).output, "hello\n");
  setup.variables["PATH"] = first;
  EXPECT_EQ(RunToEnd(setup).exit_code, kExitNotExecutable);
}

TEST(Command, RunsInItsWorkingDirectory) {
  EXPECT_EQ(RunToEnd(Command({"pwd"}, {{"workingDir", "/usr"}})).output, "/usr\n");
}

TEST(Command, EndsAsErrorWhenTheWorkingDirectoryIsMissing) {
  const Answer answer = RunToEnd(Command({"pwd"}, {{"workingDir", "/no/such"}}));
  EXPECT_EQ(answer.exit_code, kExitRunnerFailed);
  EXPECT_EQ(answer.Reason(), "Error");
  EXPECT_EQ(answer.Message(), "cannot change to workingDir /no/such: No such file or directory");
}

TEST(Command, PassesItsExitCodeOn) {
  const Answer answer = RunToEnd(Script("exit 7"));
  EXPECT_EQ(answer.exit_code, 7);
  EXPECT_EQ(answer.words["exitCode"], 7);
  EXPECT_EQ(answer.Reason(), "Failed");
  EXPECT_FALSE(answer.words.contains("signal"));
}

TEST(Command, ReportsTheSignalThatEndedIt) {
  const Answer answer = RunToEnd(Script("kill -SEGV $$"));
  EXPECT_EQ(answer.exit_code, kExitSignalBase + SIGSEGV);
  EXPECT_EQ(answer.words["signal"], SIGSEGV);
  EXPECT_EQ(answer.Reason(), "Signaled");
}

TEST(Command, ThatIsNotFoundIs127) {
  const Answer answer = RunToEnd(Command({"no-such-program"}));
  EXPECT_EQ(answer.exit_code, kExitNotFound);
  EXPECT_EQ(answer.Reason(), "Failed");
  EXPECT_NE(answer.error.find("cannot start 'no-such-program'"), std::string::npos) << answer.error;
}

TEST(Command, ThatIsNotExecutableIs126) {
  const Answer answer = RunToEnd(Command({"/etc/passwd"}));
  EXPECT_EQ(answer.exit_code, kExitNotExecutable);
  EXPECT_EQ(answer.Message(), "cannot start '/etc/passwd': Permission denied");
}

TEST(Command, ReadsNothingFromStdin) {
  EXPECT_EQ(RunToEnd(Script("readlink /proc/self/fd/0")).output, "/dev/null\n");
}

TEST(Command, RunsWhenTheRunnersDescriptorsAreClosed) {
  Start setup = Script("echo out; echo err >&2; exit 4");
  setup.closed = {0};
  const Answer without_stdin = RunToEnd(setup);
  EXPECT_EQ(without_stdin.output, "out\n");
  EXPECT_EQ(without_stdin.exit_code, 4);
  setup.closed = {0, 1, 2};
  const Answer without_any = RunToEnd(setup);
  EXPECT_EQ(without_any.exit_code, 4);
  EXPECT_EQ(without_any.Reason(), "Failed");
}

TEST(Command, StartsWithTheOriginalSignalMask) {
  // 32 and 33 belong to the C library: what spawned the runner here leaves them ignored.
  constexpr uint64_t kOurs = 0x7FFFFFFF;
  const auto read_mask = [](const std::string& wrapper_option, const std::string& name) {
    Start start = Command(
        {"sed", "-n", "s/^" + name + ":.//p", "/proc/self/status"});  // a shell has its own ideas
    start.wrapper = {"env", "--default-signal", wrapper_option};
    return std::stoull(RunToEnd(start).output, nullptr, 16) & kOurs;
  };
  EXPECT_EQ(read_mask("A=", "SigBlk"), 0U);
  EXPECT_EQ(read_mask("A=", "SigIgn"), 0U);
  EXPECT_EQ(read_mask("--ignore-signal=PIPE", "SigIgn"), 1U << (SIGPIPE - 1));
  EXPECT_EQ(read_mask("--block-signal=USR1", "SigBlk"), 1U << (SIGUSR1 - 1));
}

TEST(Command, LeadsItsOwnProcessGroup) {
  EXPECT_EQ(RunToEnd(Script("set -- $(cat /proc/$$/stat); [ $1 = $5 ] && echo leader")).output,
            "leader\n");
}

TEST(Command, InheritsNoDescriptorOfTheRunner) {
  Start start = Command({"ls", "/proc/self/fd"});
  for (int descriptor = 3; descriptor < 256; ++descriptor) {
    start.closed.push_back(descriptor);
  }
  EXPECT_EQ(RunToEnd(start).output, "0\n1\n2\n3\n") << "3 is the folder being listed";
}

TEST(Command, SeesTheJobsVariablesButNotTheRunners) {
  Start setup = Command({"env"});
  setup.variables = {
      {"EXECUTIONER_WORKFLOW", "etl"}, {"EXECUTIONER_ATTEMPT", "2"}, {"MINE", "a=b"}};
  const std::string output = RunToEnd(setup).output;
  EXPECT_NE(output.find("EXECUTIONER_WORKFLOW=etl\n"), std::string::npos);
  EXPECT_NE(output.find("EXECUTIONER_ATTEMPT=2\n"), std::string::npos);
  EXPECT_NE(output.find("MINE=a=b\n"), std::string::npos);
  EXPECT_EQ(output.find("EXECUTIONER_SPEC"), std::string::npos);
  EXPECT_EQ(output.find("EXECUTIONER_RESULT_PATH"), std::string::npos);
}

TEST(Command, ReportsTheResourcesThatItUsed) {
  const Answer answer = RunToEnd(Script("i=0; while [ $i -lt 100000 ]; do i=$((i+1)); done"));
  EXPECT_GT(answer.words["cpuMs"], 0);
  EXPECT_GT(answer.words["maxRssKb"], 100);
  EXPECT_GE(answer.words["durationMs"], answer.words["cpuMs"]);
  EXPECT_EQ(answer.words["startedAt"].get<std::string>().size(),
            std::string("2026-11-24T08:54:25.007Z").size());
}

}  // namespace
}  // namespace executioner::runner::testing
