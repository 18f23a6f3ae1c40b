// A runner that must not outlive its parent.
#include <csignal>
#include <unistd.h>

#include <gtest/gtest.h>

#include "runner/contract/exit_codes.h"
#include "tests/integration/runner/runner_process.h"

namespace executioner::runner::testing {
namespace {

TEST(Attached, StopsTheCommandWhenTheParentIsKilled) {
  const TemporaryFolder folder;
  Start setup = Script("trap 'exit 3' TERM; echo ready; while :; do sleep 0.05; done",
                       {{"parent", 123456789}});
  // The shell in between is the parent; it puts its own id into the spec and says it.
  setup.wrapper = {"/bin/sh", "-c",
                   "EXECUTIONER_SPEC=$(printf %s \"$EXECUTIONER_SPEC\" | sed s/123456789/$$/); "
                   "export EXECUTIONER_SPEC; echo \"$$ \"; \"$@\" & wait",
                   "sh"};
  RunnerProcess runner(setup);
  runner.WaitForOutput("ready");
  kill(runner.Id(), SIGKILL);
  const Answer answer = runner.Finish();  // its output ends when the runner and its command do
  EXPECT_EQ(answer.exit_code, -SIGKILL);
  EXPECT_EQ(answer.words["exitCode"], 3) << answer.raw_words;
  EXPECT_EQ(answer.words["terminated"], true);
}

TEST(Attached, StartsNothingIfTheParentHasEnded) {
  const Answer answer = RunToEnd(Script("echo ran", {{"parent", 123456789}}));
  EXPECT_EQ(answer.output, "");
  EXPECT_EQ(answer.words["terminated"], true) << answer.raw_words;
}

TEST(Attached, EndsTheGracePeriodAtASecondSignal) {
  RunnerProcess runner(Script("trap 'echo asked' TERM; echo ready; while :; do sleep 0.05; done",
                              {{"parent", getpid()}, {"graceSeconds", 1000}}));
  runner.WaitForOutput("ready");
  runner.Signal(SIGTERM);
  runner.WaitForOutput("asked");
  runner.Signal(SIGTERM);
  const Answer answer = runner.Finish();
  EXPECT_EQ(answer.words["signal"], SIGKILL) << answer.raw_words;
}

TEST(Detached, KeepsTheGracePeriodAfterRepeatedSignals) {
  RunnerProcess runner(
      Script("trap 'echo asked' TERM; echo ready; n=0; while [ $n -lt 2 ]; do sleep 0.05; done"));
  runner.WaitForOutput("ready");
  runner.Signal(SIGTERM);
  runner.WaitForOutput("asked");
  runner.Signal(SIGTERM);
  runner.WaitForOutput("asked\nasked");
  runner.Signal(SIGKILL);
  EXPECT_EQ(runner.Finish().exit_code, -SIGKILL);
}

}  // namespace
}  // namespace executioner::runner::testing
