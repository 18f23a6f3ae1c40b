// Output goes through the runner unchanged, and its end is kept.
#include <csignal>
#include <string>

#include <gtest/gtest.h>

#include "tests/integration/runner/runner_process.h"

namespace executioner::runner::testing {
namespace {

using nlohmann::json;

/// What `seq 1 count` prints.
std::string Numbers(int count) {
  std::string numbers;
  for (int i = 1; i <= count; ++i) {
    numbers += std::to_string(i) + "\n";
  }
  return numbers;
}

TEST(Output, OfAHundredMegabytesArrivesWhole) {
  constexpr int kCount = 13'000'000;
  const Answer answer = RunToEnd(Script("seq 1 " + std::to_string(kCount)));
  const std::string expected = Numbers(kCount);
  ASSERT_GT(expected.size(), 100'000'000U);
  EXPECT_TRUE(answer.output == expected)
      << answer.output.size() << " bytes instead of " << expected.size();
  EXPECT_EQ(answer.Tail(), expected.substr(expected.size() - 512));
}

TEST(Output, KeepsBothStreamsSeparate) {
  const Answer answer = RunToEnd(Script("seq 1 200000 & seq 1 100000 >&2; wait"));
  EXPECT_EQ(answer.output, Numbers(200'000));
  EXPECT_EQ(answer.error, Numbers(100'000));
}

TEST(Output, ThatIsNotUtf8IsPassedOnUnchangedAndMarkedInTheTail) {
  const Answer answer = RunToEnd(Script(R"(printf 'a\377\000\200b\303')"));
  EXPECT_EQ(answer.output, std::string("a\377\000\200b\303", 6));
  EXPECT_EQ(answer.Tail(), std::string("a\uFFFD\000\uFFFDb\uFFFD", 12));
}

TEST(Output, TailKeepsTheLastBytesOfBothStreams) {
  const Answer answer = RunToEnd(Script("seq 1 100; echo end >&2", {{"tailBytes", 8}}));
  EXPECT_EQ(answer.Tail().size(), 8U);
  EXPECT_NE(answer.Tail().find("end\n"), std::string::npos);
}

TEST(Output, TailBeginsWithAWholeCharacter) {
  EXPECT_EQ(RunToEnd(Script("printf 'aää'", {{"tailBytes", 3}})).Tail(), "ä");
}

TEST(Output, IsNotRedirectedWithoutATail) {
  const std::string script = "readlink /proc/self/fd/1; readlink /proc/$PPID/fd/1";
  const Answer direct = RunToEnd(Script(script, {{"tailBytes", 0}}));
  const auto middle = direct.output.find('\n') + 1;
  EXPECT_EQ(direct.output.substr(0, middle), direct.output.substr(middle))
      << "the job has the runner's own stdout";
  EXPECT_FALSE(direct.words.contains("tail"));
  const std::string through = RunToEnd(Script(script)).output;
  EXPECT_NE(through.substr(0, middle), through.substr(middle));
}

TEST(Output, OfTheCommandIsCompleteEvenIfABackgroundChildHoldsIt) {
  const Answer answer = RunToEnd(Script("sleep 1000 & seq 1 8000"));
  EXPECT_EQ(answer.output, Numbers(8000));
}

TEST(Output, OfABackgroundChildUntilTheEndIsKept) {
  const TemporaryFolder folder;
  Start start = Script(
      "mkfifo $FOLDER/go; (seq 1 5000; echo >$FOLDER/go; exec sleep 1000) & read go <$FOLDER/go");
  start.variables["FOLDER"] = folder.Path();
  EXPECT_EQ(RunToEnd(start).output, Numbers(5000));
}

TEST(Output, GivesTheJobASigpipeIfItsReaderIsGone) {
  RunnerProcess runner(Script("echo ready; exec yes"));
  runner.WaitForOutput("ready");
  runner.CloseOutput();
  const Answer answer = runner.Finish();
  EXPECT_EQ(answer.Reason(), "Signaled");
  EXPECT_EQ(answer.words["signal"], SIGPIPE);
}

TEST(Output, ToOnePipeForBothStreamsNeverBlocks) {
  Start start = Script("seq 1 100000 & seq 1 100000 >&2; wait");
  start.wrapper = {"sh", "-c", "exec \"$0\" 2>&1"};
  EXPECT_EQ(RunToEnd(start).output.size(), 2 * Numbers(100'000).size());
}

TEST(Output, ThatDoesNotFitOnTheDiskEndsTheJobAndIsReported) {
  Start start = Script("exec yes");
  start.wrapper = {"sh", "-c", "exec \"$0\" >/dev/full"};
  const Answer answer = RunToEnd(start);
  EXPECT_EQ(answer.words["signal"], SIGPIPE);
  EXPECT_NE(answer.error.find(
                "cannot pass on the job's output, which ends here: No space left on device"),
            std::string::npos)
      << answer.error;
}

}  // namespace
}  // namespace executioner::runner::testing
