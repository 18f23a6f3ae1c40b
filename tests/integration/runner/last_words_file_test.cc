// The last words as a file: whole or not at all, and never too large.
#include <csignal>
#include <string>

#include <gtest/gtest.h>

#include "runner/contract/exit_codes.h"
#include "tests/integration/runner/runner_process.h"

namespace executioner::runner::testing {
namespace {

using nlohmann::json;

/// Starts the runner in a mount namespace after `preparation`, a shell command that may use
/// $FOLDER.
Start Mounted(Start start, const std::string& preparation, const TemporaryFolder& folder) {
  start.wrapper = {"unshare", "--mount", "sh", "-c", preparation + " && exec \"$0\""};
  start.variables["FOLDER"] = folder.Path();
  return start;
}

TEST(LastWords, DescribeACompletedAttempt) {
  const json words = RunToEnd(Script("true")).words;
  EXPECT_EQ(words["v"], 1);
  EXPECT_EQ(words["reason"], "Completed");
  EXPECT_EQ(words["exitCode"], 0);
  for (const char* key : {"startedAt", "durationMs", "maxRssKb", "cpuMs"}) {
    EXPECT_TRUE(words.contains(key)) << key;
  }
  EXPECT_EQ(words.size(), 7U) << words;
}

TEST(LastWords, FitIntoTheirLimitWhateverTheOutputIs) {
  for (const char* output : {"seq 1 100000", "head -c 100000 /dev/zero",
                             "yes '\"\\'|head -c 100000", "head -c 100000 /dev/urandom"}) {
    for (const int limit : {256, 1024, 4096}) {
      const Answer answer =
          RunToEnd(Script(output, {{"tailBytes", 4096}, {"messageBytes", limit}}));
      ASSERT_FALSE(answer.words.is_null()) << output << ": " << answer.raw_words;
      EXPECT_LE(answer.raw_words.size(), static_cast<size_t>(limit));
      EXPECT_GT(answer.raw_words.size(), static_cast<size_t>(limit) - 12)
          << "the tail fills the room there is";
    }
  }
}

TEST(LastWords, GiveUpTheTailBeforeTheResults) {
  const json more = {{"results", {{{"name", "text"}}}}, {"messageBytes", 1024}};
  const json words =
      RunToEnd(Script("seq 1 1000; printf 'text=%0500d' 0 >$EXECUTIONER_RESULTS", more)).words;
  EXPECT_EQ(words["results"]["text"].get<std::string>().size(), 500U);
  EXPECT_LT(words["tail"].get<std::string>().size(), 512U);
}

TEST(LastWords, ReplaceTextThatTheJobWrote) {
  const TemporaryFolder folder;
  Start start = Script("seq 1 5000 >$LOG");
  start.variables = {{"LOG", folder.Path("log")}, {"EXECUTIONER_RESULT_PATH", folder.Path("log")}};
  RunToEnd(start);
  EXPECT_EQ(json::parse(ReadFile(folder.Path("log")))["reason"], "Completed");
}

TEST(LastWords, GoToTheTerminationLogByDefault) {
  if (!CanUnshare()) {
    GTEST_SKIP() << "namespaces cannot be made here";
  }
  const TemporaryFolder folder;
  folder.Write("log", "");
  const Start start = Mounted(
      Script("exit 3"),
      "mount -t tmpfs none /dev && cd /dev && mknod -m 666 null c 1 3 && touch termination-log && "
      "mount --bind $FOLDER/log termination-log && unset EXECUTIONER_RESULT_PATH",
      folder);
  EXPECT_EQ(RunToEnd(start).exit_code, 3);
  EXPECT_EQ(json::parse(ReadFile(folder.Path("log")))["exitCode"], 3);
}

TEST(LastWords, OnAFullDiskAreOmittedAndTheExitCodeIsKept) {
  if (!CanUnshare()) {
    GTEST_SKIP() << "namespaces cannot be made here";
  }
  const TemporaryFolder folder;
  const Start start = Mounted(
      Script("dd if=/dev/zero of=$FOLDER/fill bs=4096 2>/dev/null; ls -s $FOLDER/fill >&2; exit 3"),
      "mount -t tmpfs -o size=16k none $FOLDER && export EXECUTIONER_RESULT_PATH=$FOLDER/words",
      folder);
  const Answer answer = RunToEnd(start);
  EXPECT_EQ(answer.exit_code, 3);
  EXPECT_NE(answer.error.find("cannot write the last words to " + folder.Path("words") +
                              ": No space left on device"),
            std::string::npos)
      << answer.error;
}

TEST(LastWords, OnAReadOnlyPathAreReported) {
  if (!CanUnshare()) {
    GTEST_SKIP() << "namespaces cannot be made here";
  }
  const TemporaryFolder folder;
  const Start start = Mounted(
      Script("exit 3"),
      "mount -t tmpfs -o ro none $FOLDER && export EXECUTIONER_RESULT_PATH=$FOLDER/words", folder);
  const Answer answer = RunToEnd(start);
  EXPECT_EQ(answer.exit_code, 3);
  EXPECT_EQ(answer.error, "executioner-runner: cannot write the last words to " +
                              folder.Path("words") + ": Read-only file system\n");
}

TEST(LastWords, DoNotWaitForTheReaderOfAFifo) {
  Start start = Script("exit 3");
  start.wrapper = {"sh", "-c", "mkfifo $EXECUTIONER_RESULT_PATH && exec \"$0\""};
  const TemporaryFolder folder;
  start.variables["EXECUTIONER_RESULT_PATH"] = folder.Path("fifo");
  EXPECT_EQ(RunToEnd(start).exit_code, 3);
}

}  // namespace
}  // namespace executioner::runner::testing
