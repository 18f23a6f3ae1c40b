#include "controller/adapters/runner/last_words.h"

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

namespace executioner::runner {
namespace {

using domain::Reason;

TEST(LastWords, AreReadAsTheRunnerWritesThem) {
  const auto words =
      ReadLastWords(R"({"v":1,"reason":"TimedOut","exitCode":124,"signal":15,"terminated":true,)"
                    R"("message":"ran longer than 30 s","durationMs":30001,"tail":"a\nb\n"})",
                    124);
  ASSERT_TRUE(words);
  EXPECT_EQ(words->reason, Reason::kTimedOut);
  EXPECT_EQ(words->signal, 15);
  EXPECT_TRUE(words->told_to_stop);
  EXPECT_EQ(words->message, "ran longer than 30 s");
  EXPECT_EQ(words->tail, "a\nb\n");
}

TEST(LastWords, AreBelievedOnlyOfTheSameExitCode) {
  EXPECT_TRUE(ReadLastWords(R"({"v":1,"reason":"Failed","exitCode":3})", 3));
  EXPECT_FALSE(ReadLastWords(R"({"v":1,"reason":"Failed","exitCode":3})", 4));
  EXPECT_FALSE(ReadLastWords(R"({"v":1,"reason":"Completed","exitCode":3})", 3));
  EXPECT_FALSE(ReadLastWords(R"({"v":1,"reason":"Failed","exitCode":0})", 0));
}

TEST(LastWords, AreBelievedOnlyWithAReasonOfTheRunner) {
  for (const char* const reason : {"Evicted", "Cancelled", "NodeLost", "", "completed"}) {
    const std::string text = R"({"v":1,"exitCode":3,"reason":")" + std::string(reason) + "\"}";
    EXPECT_FALSE(ReadLastWords(text, 3)) << reason;
  }
}

TEST(LastWords, MayBeAnythingWithoutHarm) {
  for (const std::string& text :
       {std::string("done"), std::string("{"), std::string("{}"), std::string("[1]"),
        std::string(R"({"v":2,"reason":"Failed","exitCode":3})"),
        std::string(R"({"v":1,"reason":"Failed"})"),
        std::string(R"({"v":1,"reason":["Failed"],"exitCode":3})"),
        std::string(R"({"v":1,"reason":"Failed","exitCode":3.0})"),
        std::string(R"({"v":1,"reason":"Failed","exitCode":1e999})"),
        std::string(R"({"v":1,"reason":"Failed","exitCode":99999999999999999999})"),
        std::string("{\"v\":1,\"reason\":\"Failed\",\"exitCode\":3,\"tail\":\"\xFF\"}"),
        std::string("{\0}", 3), "{\"a\":" + std::string(100000, '[')}) {
    EXPECT_FALSE(ReadLastWords(text, 3)) << text.substr(0, 80);
  }
}

TEST(LastWords, TakeOddMembersForAbsent) {
  const auto words = ReadLastWords(
      R"({"v":1,"reason":"Failed","exitCode":3,"signal":"x","terminated":1,"message":[],"tail":{}})",
      3);
  ASSERT_TRUE(words);
  EXPECT_EQ(words->signal, 0);
  EXPECT_FALSE(words->told_to_stop);
  EXPECT_EQ(Describe(*words, 3), "exit code 3");
}

TEST(LastWords, AreDescribedWithTheLastLines) {
  LastWords words{
      .reason = Reason::kFailed, .message = "exit code 3", .tail = "1\n2\n3\n4\n5\n6\n\n"};
  EXPECT_EQ(Describe(words, 3), "exit code 3; last output:\n2\n3\n4\n5\n6");
  words.tail = "only";
  EXPECT_EQ(Describe(words, 3), "exit code 3; last output:\nonly");
  words.tail = "\n\n";
  EXPECT_EQ(Describe(words, 3), "exit code 3");
  words.tail = "first\n" + std::string(600, 'x');
  EXPECT_EQ(Describe(words, 3), "exit code 3; last output:\n" + std::string(512, 'x'));
  words.tail = std::string(300, 'y') + "\n" + std::string(300, 'x');
  EXPECT_EQ(Describe(words, 3), "exit code 3; last output:\n" + std::string(300, 'x'));
}

TEST(LastWords, AreNotCutInsideACharacter) {
  LastWords words{.reason = Reason::kFailed, .message = "m"};
  for (int i = 0; i < 300; ++i) {
    words.tail += "\xE2\x82\xAC";
  }
  const std::string text = Describe(words, 3);
  EXPECT_TRUE(nlohmann::json::accept("\"" + text.substr(text.find('\n') + 1) + "\""));
}

TEST(LastWords, SayNothingAboutSuccess) {
  EXPECT_EQ(Describe({.reason = Reason::kCompleted, .tail = "bye"}, 0), "");
}

TEST(LastWords, NameSignals) {
  EXPECT_EQ(SignalName(9), "signal 9 (SIGKILL)");
  EXPECT_EQ(SignalName(999), "signal 999");
  EXPECT_EQ(Describe({.reason = Reason::kSignaled, .signal = 11}, 139),
            "ended by signal 11 (SIGSEGV)");
}

}  // namespace
}  // namespace executioner::runner
