#include "runner/last_words.h"

#include <string>

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "runner/judge.h"
#include "runner/tail.h"

namespace executioner::runner {
namespace {

/// Last words of a failed check with very long texts everywhere, and results.
Outcome LargeOutcome(Check* check, const std::string& text, const std::string& value) {
  check->type = CheckType::kFilesLack;
  check->glob = text.c_str();
  check->pattern = text.c_str();
  FailedCheck failed;
  failed.check = check;
  failed.file.Add(text.c_str());
  failed.line = 7;
  failed.message.Add(text.c_str());
  Outcome outcome;
  EndWithFailedCheck(failed, &outcome);
  outcome.results.Add({"value", {value.data(), value.size()}});
  return outcome;
}

TEST(LastWords, FitIntoAnyLimitWithTheResultsWhole) {
  const std::string text(5000, '\x01');
  Tail tail(512);
  tail.Add(BytesOf("the end of the output"));
  for (size_t limit = kSmallestMessageBytes; limit <= kMessageBytes; limit += 64) {
    const std::string value(limit > 600 ? limit - 600 : 10, 'v');
    Check check;
    const Text words = MakeLastWords(LargeOutcome(&check, text, value), {1000, 2000}, tail, limit);
    ASSERT_LE(words.Size(), limit);
    const Bytes bytes = words.All();
    const nlohmann::json json = nlohmann::json::parse(bytes.begin, bytes.begin + bytes.size);
    EXPECT_EQ(json["reason"], "PostCheckFailed");
    EXPECT_EQ(json["exitCode"], 121);
    EXPECT_EQ(json["results"]["value"], value);
  }
}

TEST(LastWords, KeepHalfOfALongMessageInAKilobyte) {
  Outcome outcome;
  const std::string message(1000, 'm');
  End(kReasonFailed, 3, message.c_str(), &outcome);
  Tail tail(512);
  tail.Add(BytesOf("the end of the output"));
  Text words = MakeLastWords(outcome, {1000, 2000}, tail, 1024);
  const nlohmann::json json = nlohmann::json::parse(words.String());
  EXPECT_EQ(json["message"], message.substr(0, 512));
  EXPECT_EQ(json["tail"], "the end of the output");
}

TEST(LastWords, BeginWithTheDecidingKeys) {
  Outcome outcome;
  outcome.signal = 15;
  outcome.terminated = true;
  End(kReasonTimedOut, 124, "ran long", &outcome);
  Text words = MakeLastWords(outcome, {1000, 2000}, Tail(0), kMessageBytes);
  EXPECT_TRUE(std::string_view(words.String())
                  .starts_with(R"({"v":1,"reason":"TimedOut","exitCode":124,"signal":15,)"
                               R"("terminated":true,)"));
}

TEST(LastWords, AreTheDocumentedObject) {
  Outcome outcome;
  outcome.signal = 15;
  outcome.terminated = true;
  outcome.ran = true;
  outcome.max_rss_kb = 3;
  outcome.cpu_ms = 4;
  End(kReasonTimedOut, 124, "ran \"long\"", &outcome);
  Tail tail(4);
  tail.Add(BytesOf("output"));
  Text words = MakeLastWords(outcome, {1795510465007, 42}, tail, kMessageBytes);
  EXPECT_STREQ(
      words.String(),
      R"({"v":1,"reason":"TimedOut","exitCode":124,"signal":15,"terminated":true,"message":"ran \"long\"",)"
      R"("startedAt":"2026-11-24T08:54:25.007Z","durationMs":42,"maxRssKb":3,"cpuMs":4,"tail":"tput"})");
}

TEST(Tail, KeepsTheLastBytesForAnyChunks) {
  const std::string output = "0123456789abcdefghijklmnopqrstuvwxyz";
  for (size_t piece = 1; piece <= output.size(); ++piece) {
    Tail tail(7);
    for (size_t at = 0; at < output.size(); at += piece) {
      const std::string part = output.substr(at, piece);
      tail.Add({part.data(), part.size()});
    }
    Text kept;
    tail.CopyTo(&kept);
    EXPECT_STREQ(kept.String(), "tuvwxyz") << piece;
    EXPECT_TRUE(tail.Cut());
  }
}

TEST(Tail, KeepsAllOfAShortOutput) {
  Tail tail(7);
  tail.Add(BytesOf("1234567"));
  Text kept;
  tail.CopyTo(&kept);
  EXPECT_STREQ(kept.String(), "1234567");
  EXPECT_FALSE(tail.Cut());
}

}  // namespace
}  // namespace executioner::runner
