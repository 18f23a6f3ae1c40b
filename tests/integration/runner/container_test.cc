// The runner as the first process of a container: PID namespace, memory cgroup, size.
#include <csignal>
#include <cstring>
#include <elf.h>
#include <fstream>
#include <string>
#include <unistd.h>

#include <gtest/gtest.h>

#include "runner/contract/exit_codes.h"
#include "tests/integration/runner/runner_process.h"

namespace executioner::runner::testing {
namespace {

using nlohmann::json;

/// Tests in namespaces of their own, as a container has them.
class Container : public ::testing::Test {
 protected:
  void SetUp() override {
    if (!CanUnshare()) {
      GTEST_SKIP() << "namespaces cannot be made here";
    }
  }

  /// Makes the runner PID 1.
  static Start First(Start start) {
    start.wrapper = {"unshare", "--pid", "--mount", "--fork", "--mount-proc", "--kill-child"};
    return start;
  }
};

TEST_F(Container, RunnerIsItsFirstProcess) {
  EXPECT_EQ(RunToEnd(First(Script("echo $PPID"))).output, "1\n");
}

TEST_F(Container, OrphansAreReapedWhileTheCommandRuns) {
  const Answer answer = RunToEnd(First(Script(R"(
for i in 1 2 3 4 5; do (sh -c 'echo $$; exec sleep 0.01' &); done >/tmp/orphans.$$
# Each orphan is gone, not a zombie, when its folder in /proc is.
for i in $(cat /tmp/orphans.$$); do while [ -d /proc/$i ]; do sleep 0.01; done; done
rm /tmp/orphans.$$
echo none left)")));
  EXPECT_EQ(answer.output, "none left\n");
}

TEST_F(Container, SurvivesTenThousandOrphans) {
  const Answer answer = RunToEnd(First(Script(R"(
i=0; while [ $i -lt 100 ]; do i=$((i+1))
  (j=0; while [ $j -lt 100 ]; do j=$((j+1)); (true & true &) ; done) &
done; wait; echo done; exit 3)")));
  EXPECT_EQ(answer.output, "done\n");
  EXPECT_EQ(answer.exit_code, 3);
}

TEST_F(Container, LivingOrphansEndWithTheCommand) {
  const Answer answer = RunToEnd(First(Script(R"(
i=0; while [ $i -lt 200 ]; do i=$((i+1)); (trap '' TERM; setsid sleep 1000 &) ; done; exit 3)")));
  EXPECT_EQ(answer.exit_code, 3);
}

TEST_F(Container, TerminationReachesACommandWithoutHandler) {
  // unshare does not pass signals on; the command sends TERM to its parent, the runner.
  const Answer answer = RunToEnd(First(Script("kill -TERM 1; exec sleep 1000")));
  EXPECT_EQ(answer.exit_code, kExitSignalBase + SIGTERM);
  EXPECT_EQ(answer.Reason(), "Signaled");
  EXPECT_EQ(answer.words["terminated"], true);
}

/// Two versions of how the kernel counts OOM kills, as files below /sys/fs/cgroup.
class OutOfMemory : public ::testing::TestWithParam<std::pair<const char*, const char*>> {
 protected:
  /// A command that "is killed for lack of memory": the count goes up, and then `end`.
  static Answer Kill(const std::string& end) {
    const auto& [cgroup, file] = GetParam();
    const TemporaryFolder folder;
    folder.Write("cgroup", cgroup);
    Start start =
        Script(std::string("printf 'oom 0\\noom_kill 8\\n' >/sys/fs/cgroup/") + file + "; " + end);
    start.variables["FOLDER"] = folder.Path();
    start.variables["COUNT"] = std::string("/sys/fs/cgroup/") + file;
    start.wrapper = {"unshare", "--mount", "sh", "-c",
                     "mount -t tmpfs none /sys/fs/cgroup && mkdir -p ${COUNT%/*} && printf "
                     "'oom_kill 7\\n' >$COUNT && "
                     "mount --bind $FOLDER/cgroup /proc/$$/cgroup && exec \"$0\""};
    return RunToEnd(start);
  }

  void SetUp() override {
    if (!CanUnshare()) {
      GTEST_SKIP() << "namespaces cannot be made here";
    }
  }
};

TEST_P(OutOfMemory, IsTheReasonOfAKill) {
  const Answer answer = Kill("kill -KILL $$");
  EXPECT_EQ(answer.Reason(), "OOMKilled") << answer.error;
  EXPECT_EQ(answer.exit_code, kExitSignalBase + SIGKILL);
  EXPECT_EQ(answer.words["signal"], SIGKILL);
}

TEST_P(OutOfMemory, OfAChildIsTheReasonWhenTheCommandFails) {
  EXPECT_EQ(Kill("exit 1").Reason(), "OOMKilled");
  EXPECT_EQ(Kill("exit 0").Reason(), "Completed");
}

INSTANTIATE_TEST_SUITE_P(Cgroup, OutOfMemory,
                         ::testing::Values(std::pair{"0::/\n", "memory.events"},
                                           std::pair{"0::/pod/job\n", "pod/job/memory.events"},
                                           std::pair{"4:memory:/kubepods/x\n0::/\n",
                                                     "memory/kubepods/x/memory.oom_control"},
                                           std::pair{"4:memory:/kubepods/x\n",
                                                     "memory/memory.oom_control"}));

TEST(OutOfMemoryCount, ThatIsUnchangedLeavesAKillASignal) {
  EXPECT_EQ(RunToEnd(Script("kill -KILL $$")).Reason(), "Signaled");
}

TEST(Binary, IsStaticAndSmall) {
  const std::string binary = ReadFile(EXECUTIONER_SHIPPED_RUNNER);
  EXPECT_LT(binary.size(), 110'000U);
  Elf64_Ehdr header = {};
  ASSERT_GT(binary.size(), sizeof(header));
  std::memcpy(&header, binary.data(), sizeof(header));
  EXPECT_EQ(header.e_type, ET_DYN) << "it can be loaded at one place only";
  for (size_t i = 0; i < header.e_phnum; ++i) {
    Elf64_Phdr segment = {};
    std::memcpy(&segment, binary.data() + header.e_phoff + i * header.e_phentsize, sizeof(segment));
    EXPECT_NE(segment.p_type, static_cast<Elf64_Word>(PT_INTERP)) << "it wants a dynamic linker";
  }
}

TEST(Binary, NeedsLessThanAMegabyteOfMemory) {
  Start start =
      Script("seq 1 100000 >&2; sed -n 's/^VmHWM:[^0-9]*\\([0-9]*\\) kB/\\1/p' /proc/$PPID/status");
  start.runner = EXECUTIONER_SHIPPED_RUNNER;
  const std::string output = RunToEnd(start).output;
  EXPECT_LT(std::stoi(output), 1024) << "kB";
  EXPECT_GT(std::stoi(output), 0);
}

TEST(Clock, WallClockIsUsedOnlyForReporting) {
  // Stepping the machine's clock in a test would step it for everyone; that no deadline can see it
  // is in the source.
  for (const auto& entry : std::filesystem::recursive_directory_iterator(
           std::string(EXECUTIONER_SOURCE_DIR) + "/runner")) {
    const std::string name = entry.path().filename().string();
    const std::string source = entry.is_regular_file() ? ReadFile(entry.path().string()) : "";
    for (const char* reading : {"CLOCK_REALTIME", "gettimeofday", "time("}) {
      EXPECT_TRUE(name == "clock.cc" ||
                  source.find(std::string(" ") + reading) == std::string::npos)
          << name << ": " << reading;
    }
    const bool records = name.rfind("clock.", 0) == 0 || name == "run_attempt.cc";
    EXPECT_TRUE(records || source.find("WallClockMs") == std::string::npos) << name;
  }
}

}  // namespace
}  // namespace executioner::runner::testing
