#include "controller/adapters/runner/last_words.h"

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

namespace executioner::runner {
namespace {

using domain::Reason;

TEST(LastWords, AreReadInTheFormatOfTheRunner) {
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

TEST(LastWords, AreBelievedOnlyWithTheSameExitCode) {
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

TEST(LastWords, MayBeAnyText) {
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

TEST(LastWords, AreReadEvenIfTheKubeletHasCutThem) {
  const std::string head = R"({"v":1,"reason":"TimedOut","exitCode":124,"signal":15)";
  const std::string whole =
      head +
      R"(,"terminated":true,"message":"ran \"long\" \u00fcber 30 s","check":{"path":"a,b"},)" +
      R"("results":{"x":"1"},"tail":"a\nb\u0001\n"})";
  for (std::size_t size = 0; size < whole.size(); ++size) {
    const auto words = ReadLastWords(whole.substr(0, size), 124);
    const bool decided = size > whole.find(",\"signal");
    ASSERT_EQ(words.has_value(), decided) << whole.substr(0, size);
    if (!decided) {
      continue;
    }
    EXPECT_EQ(words->reason, Reason::kTimedOut);
    EXPECT_EQ(words->signal, size > head.size() ? 15 : 0) << "digits may be missing";
    EXPECT_EQ(words->told_to_stop, size > whole.find(",\"message")) << size;
    EXPECT_TRUE(std::string_view("ran \"long\" \xC3\xBC"
                                 "ber 30 s")
                    .starts_with(words->message));
    EXPECT_TRUE(std::string_view("a\nb\x01\n").starts_with(words->tail));
  }
  EXPECT_EQ(ReadLastWords(whole.substr(0, whole.find(" 30 s")), 124)->message,
            "ran \"long\" \xC3\xBC"
            "ber");
  EXPECT_EQ(ReadLastWords(whole.substr(0, whole.find("u00fc") + 3), 124)->message, "ran \"long\" ");
}

TEST(LastWords, ThatAreCutNeedTheSameExitCodeToo) {
  for (const char* const text :
       {R"({"v":1,"reason":"Failed","exitCode":3)", R"({"v":1,"reason":"Failed","exitCode":31,)",
        R"({"v":2,"reason":"Failed","exitCode":3,)", R"({"v":1,"reason":"Evicted","exitCode":3,)",
        R"({"v":1,"reason":"Completed","exitCode":3,"mess)",
        R"([{"v":1,"reason":"Failed","exitCode":3,)",
        R"({"a":{"v":1,"reason":"Failed","exitCode":3,)", "{\"", "{\"a\":\"\\", "{,", "{:\"",
        "{]"}) {
    EXPECT_FALSE(ReadLastWords(text, 3)) << text;
  }
  EXPECT_FALSE(ReadLastWords(
      "{" + std::string(20'000, ' ') + R"("v":1,"reason":"Failed","exitCode":3,)", 3));
}

TEST(LastWords, IgnoreMembersOfWrongTypes) {
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

TEST(LastWords, AreSafeForTerminals) {
  EXPECT_EQ(
      Printable("exit code 3; last output:\n\x1B[31mred\x1B[0m\a\r\n10 %\r20 %\n\tend\u202E\x9B"),
      "exit code 3; last output:\nred\n20 %\n\tend\\u202e\uFFFD");
  EXPECT_EQ(Printable("a\nb\n"), "a\nb\n");
  EXPECT_EQ(Printable("\x1B]52;c;aGk=\a\n"), "\n");
}

TEST(LastWords, NameSignals) {
  EXPECT_EQ(SignalName(9), "signal 9 (SIGKILL)");
  EXPECT_EQ(SignalName(999), "signal 999");
  EXPECT_EQ(Describe({.reason = Reason::kSignaled, .signal = 11}, 139),
            "ended by signal 11 (SIGSEGV)");
}

TEST(LastWords, ContainResults) {
  const std::string whole =
      R"({"v":1,"reason":"Completed","exitCode":0,"results":{"a":"1","b":"\u00fc\n"},"tail":"t"})";
  const auto words = ReadLastWords(whole, 0);
  ASSERT_TRUE(words);
  EXPECT_EQ(words->results, domain::Results({{"a", "1"}, {"b", "ü\n"}}));
  EXPECT_FALSE(words->results_cut);
  EXPECT_EQ(ReadLastWords(R"({"v":1,"reason":"Completed","exitCode":0,"results":[1]})", 0)->results,
            domain::Results());
  const auto without_tail = ReadLastWords(whole.substr(0, whole.find("\"t\"")), 0);
  EXPECT_EQ(without_tail->results, words->results);
  EXPECT_FALSE(without_tail->results_cut);
  const auto cut = ReadLastWords(whole.substr(0, whole.find("\"b\"")), 0);
  EXPECT_TRUE(cut->results.empty());
  EXPECT_TRUE(cut->results_cut);
}

}  // namespace
}  // namespace executioner::runner
