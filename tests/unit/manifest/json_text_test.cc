#include "controller/manifest/json_text.h"

#include <gtest/gtest.h>

namespace executioner::manifest {
namespace {

std::string Again(std::string_view text) {
  const ParsedJson parsed = ParseJson(text);
  EXPECT_EQ(parsed.error, "") << text;
  return CanonicalJson(parsed.value);
}

std::string Nested(int depth) {
  const auto levels = static_cast<std::size_t>(depth);
  return std::string(levels, '[') + std::string(levels, ']');
}

TEST(CanonicalJson, SortsKeysAndDropsSpaces) {
  EXPECT_EQ(Again(R"( { "b" : [ 1, true, null ] , "a" : { "d" : "x", "c" : false } } )"),
            R"({"a":{"c":false,"d":"x"},"b":[1,true,null]})");
}

TEST(CanonicalJson, KeepsNumbersUnchanged) {
  EXPECT_EQ(Again("[0,-1,9223372036854775807,9223372036854775808,123456789012345678901,0.10,1e3]"),
            "[0,-1,9223372036854775807,9223372036854775808,123456789012345678901,0.10,1e3]");
}

TEST(CanonicalJson, EscapesText) {
  EXPECT_EQ(Again(R"(["\"\\\/\n\u0001","\u00e4\ud83d\ude00"])"),
            "[\"\\\"\\\\/\\n\\u0001\",\"\xC3\xA4\xF0\x9F\x98\x80\"]");
}

TEST(CanonicalJson, ReplacesInvalidUtf8) {
  EXPECT_EQ(CanonicalJson(Value{.data = std::string("a\xFF")}), "\"a\xEF\xBF\xBD\"");
}

TEST(ParseJson, ReportsWhereTextIsNotJson) {
  EXPECT_EQ(ParseJson("{\"a\":}").error, "is not valid JSON at byte 6: unexpected '}'");
  for (const char* text :
       {"", "{", "[1,]", "{\"a\":1,}", "nul", "1 2", "\"\xFF\"", "1e400", "'a'"}) {
    EXPECT_NE(ParseJson(text).error, "") << text;
  }
}

TEST(ParseJson, ReportsWhichNumberIsTooLarge) {
  EXPECT_EQ(ParseJson(R"({"a":1e309})").error, "has a number that is too large at byte 10");
}

TEST(ParseJson, RejectsDuplicateKeys) {
  EXPECT_EQ(ParseJson(R"({"a":1,"b":{"a":1},"a":2})").error, "key 'a' is given twice");
}

TEST(ParseJson, LimitsDepth) {
  EXPECT_EQ(ParseJson(Nested(kDeepest)).error, "");
  EXPECT_EQ(ParseJson(Nested(kDeepest + 1)).error, "is nested deeper than 64 levels");
  EXPECT_NE(ParseJson(Nested(1'000'000)).error, "");
}

TEST(Nearest, FollowsAPath) {
  const Value root = ParseJson(R"({"a":[{"b":1},{"b":{"c.d/e":2}}]})").value;
  EXPECT_EQ(CanonicalJson(Nearest(root, "a[1].b[c.d/e]")), "2");
  EXPECT_EQ(CanonicalJson(Nearest(root, "a[0].b")), "1");
  EXPECT_EQ(&Nearest(root, ""), &root);
}

TEST(Nearest, StopsAtTheLastExistingNode) {
  const Value root = ParseJson(R"({"a":[{"b":1}]})").value;
  for (const char* path : {"a[0].x", "a[0].x.y[3]", "a[0][1]", "a[0][b.c]"}) {
    EXPECT_EQ(CanonicalJson(Nearest(root, path)), R"({"b":1})") << path;
  }
  for (const char* path : {"a[7]", "a[x]", "a.b", "a[", "a["}) {
    EXPECT_EQ(CanonicalJson(Nearest(root, path)), R"([{"b":1}])") << path;
  }
  EXPECT_EQ(&Nearest(root, "zzz"), &root);
}

}  // namespace
}  // namespace executioner::manifest
