#include "controller/adapters/local/attempt_ending.h"

#include <csignal>

#include <gtest/gtest.h>

namespace executioner::local {
namespace {

using domain::Reason;

constexpr domain::TimePoint kNow{std::chrono::seconds{1767225600}};

constexpr int Exited(int code) {
  return code << 8;  // as waitpid(2) gives it
}

std::string Words(const std::string& reason, int code, bool terminated = false) {
  return R"({"v":1,"reason":")" + reason + R"(","exitCode":)" + std::to_string(code) +
         (terminated ? R"(,"terminated":true})" : "}");
}

domain::Ending Ending(const Remains& remains) {
  return JudgeAttempt(remains, kNow).ending;
}

TEST(JudgeAttempt, BelievesTheLastWords) {
  const domain::Ending ending =
      Ending({.status = Exited(124), .last_words = Words("TimedOut", 124)});
  EXPECT_EQ(ending.reason, Reason::kTimedOut);
  EXPECT_EQ(ending.exit_code, 124);
  EXPECT_EQ(ending.time, kNow);
}

TEST(JudgeAttempt, DoesNotBelieveLastWordsThatContradictTheStatus) {
  const domain::Ending ending = Ending({.status = Exited(3), .last_words = Words("Completed", 0)});
  EXPECT_EQ(ending.reason, Reason::kError);
  EXPECT_EQ(ending.exit_code, 3);
}

TEST(JudgeAttempt, UsesTheExitStatusWithoutLastWords) {
  EXPECT_EQ(Ending({.status = Exited(0)}).reason, Reason::kCompleted);
  EXPECT_EQ(Ending({.status = Exited(5)}).reason, Reason::kError);
}

TEST(JudgeAttempt, NamesTheSignalThatKilledTheRunner) {
  const domain::Ending ending = Ending({.status = SIGKILL});
  EXPECT_EQ(ending.reason, Reason::kError);
  EXPECT_EQ(ending.message, "its runner was ended by signal 9 (SIGKILL)");
  EXPECT_EQ(ending.exit_code, 137);
}

TEST(JudgeAttempt, IsInterruptedWithoutStatusAndLastWords) {
  for (const std::string words : {"", "{\"v\":1,\"reason\":\"Comp", "null"}) {
    const domain::Ending ending = Ending({.last_words = words, .stopped = true});
    EXPECT_EQ(ending.reason, Reason::kInterrupted);
    EXPECT_FALSE(ending.exit_code);
  }
}

TEST(JudgeAttempt, BelievesLastWordsWithoutStatus) {
  EXPECT_EQ(Ending({.last_words = Words("Completed", 0)}).reason, Reason::kCompleted);
  EXPECT_EQ(Ending({.last_words = Words("Failed", 3)}).reason, Reason::kFailed);
}

TEST(JudgeAttempt, SaysWhoStoppedAnAttempt) {
  const std::string words = Words("Signaled", 143, true);
  EXPECT_EQ(Ending({.last_words = words}).reason, Reason::kInterrupted);
  EXPECT_EQ(Ending({.status = Exited(143), .last_words = words, .stopped = true}).reason,
            Reason::kCancelled);
  EXPECT_EQ(Ending({.status = Exited(143), .last_words = words}).reason, Reason::kSignaled)
      << "somebody else did";
}

TEST(JudgeAttempt, SucceedsEvenIfTheAttemptWasAskedToStop) {
  const std::string words = Words("Completed", 0, true);
  EXPECT_EQ(Ending({.last_words = words}).reason, Reason::kCompleted);
  EXPECT_EQ(Ending({.status = Exited(0), .last_words = words, .stopped = true}).reason,
            Reason::kCompleted);
}

TEST(JudgeAttempt, KeepsMessagesShortAndSafeForTerminals) {
  std::string tail;
  for (int i = 0; i < 100; ++i) {
    tail += "\x1B[31m" + std::string(50, 'x') + "\n";
  }
  const std::string message =
      Ending({.status = Exited(3), .last_words = Words("Failed", 3), .log_tail = tail}).message;
  EXPECT_LE(message.size(), 1024U);
  EXPECT_EQ(message.find('\x1B'), std::string::npos);
  EXPECT_EQ(message.substr(0, 11), "exit code 3");
}

}  // namespace
}  // namespace executioner::local
