#include "runner/text.h"

#include <cstdint>
#include <string>

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

namespace executioner::runner {
namespace {

Bytes Of(const std::string& string) {
  return {string.data(), string.size()};
}

std::string Escaped(const std::string& bytes, size_t limit = SIZE_MAX) {
  Text text;
  text.AddJson(Of(bytes), limit);
  return text.String();
}

TEST(Text, AddsNumbers) {
  Text text;
  text.Add(int64_t{0}).Add(" ").Add(INT64_MIN).Add(" ").Add(INT64_MAX);
  EXPECT_STREQ(text.String(), "0 -9223372036854775808 9223372036854775807");
}

TEST(Text, IsInitiallyEmpty) {
  Text text;
  EXPECT_STREQ(text.String(), "");
}

TEST(Escaping, IsUndoneByAnyJsonReader) {
  std::string bytes;
  for (char byte = 0; byte >= 0 && byte < 127; ++byte) {
    bytes += byte;
  }
  bytes += "ü€😀";
  EXPECT_EQ(nlohmann::json::parse("\"" + Escaped(bytes) + "\""), bytes);
}

TEST(Escaping, ReplacesEachByteThatIsNotUtf8) {
  EXPECT_EQ(Escaped("a\xff\xfe"), "a\uFFFD\uFFFD");
  EXPECT_EQ(Escaped("\xc3"), "\uFFFD") << "a character cut off";
  EXPECT_EQ(Escaped("\xc0\xaf"), "\uFFFD\uFFFD") << "an overlong form";
  EXPECT_EQ(Escaped("\xe0\x80\x80"), "\uFFFD\uFFFD\uFFFD") << "an overlong form";
  EXPECT_EQ(Escaped("\xed\xa0\x80"), "\uFFFD\uFFFD\uFFFD") << "a surrogate";
  EXPECT_EQ(Escaped("\xf4\x90\x80\x80"), "\uFFFD\uFFFD\uFFFD\uFFFD") << "beyond U+10FFFF";
}

TEST(Escaping, StopsAtItsLimitBetweenCharacters) {
  EXPECT_EQ(Escaped("aüb", 2), "a");
  EXPECT_EQ(Escaped("aüb", 3), "aü");
  EXPECT_EQ(Escaped(std::string("\x01\x01"), 11), "\\u0001");
}

TEST(EndThatFits, TakesTheLastWholeCharacters) {
  const auto end = [](const std::string& bytes, size_t limit, bool cut) {
    const Bytes found = EndThatFits({bytes.data(), bytes.size()}, limit, cut);
    return std::string(found.begin, found.size);
  };
  EXPECT_EQ(end("abc", 2, false), "bc");
  EXPECT_EQ(end("aü", 2, false), "ü");
  EXPECT_EQ(end("aü", 1, false), "");
  EXPECT_EQ(end("\n\n", 3, false), "\n");
  EXPECT_EQ(end("\x82\xacx", 9, true), "x") << "the rest of a character cut off";
  EXPECT_EQ(end("\x82\xacx", 9, false), "\x82\xacx") << "never one";
}

TEST(IsUtf8, AcceptsAllPlanesAndNothingElse) {
  EXPECT_TRUE(IsUtf8(Of("")));
  EXPECT_TRUE(IsUtf8(Of("aü€😀")));
  EXPECT_FALSE(IsUtf8(Of("a\x80")));
  EXPECT_FALSE(IsUtf8(Of("\xe2\x82")));
}

}  // namespace
}  // namespace executioner::runner
