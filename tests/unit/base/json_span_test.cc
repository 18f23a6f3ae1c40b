#include "controller/base/json_span.h"

#include <string>
#include <vector>

#include <gtest/gtest.h>

namespace executioner::base {
namespace {

std::vector<std::string> Members(std::string_view text) {
  std::vector<std::string> members;
  const bool is_object = ForEachMember(text, [&](std::string_view name, std::string_view value) {
    members.push_back(std::string(name) + "=" + std::string(value));
    return true;
  });
  if (!is_object) {
    members.emplace_back("no object");
  }
  return members;
}

using Texts = std::vector<std::string>;

TEST(JsonSpan, ReturnsEachMemberAsText) {
  EXPECT_EQ(Members(R"( { "a" : 1 , "b":[{"c":"}"}], "d":"x\"y\\" ,"e":{} , "f":null} )"),
            (Texts{"a=1", R"(b=[{"c":"}"}])", R"(d="x\"y\\")", "e={}", "f=null"}));
  EXPECT_EQ(Members("{}"), Texts{});
}

TEST(JsonSpan, ReturnsEachElementAsText) {
  Texts elements;
  EXPECT_TRUE(ForEachElement(R"([ {"a":[1,2]} , "]" ,3])", [&](std::string_view value) {
    elements.emplace_back(value);
    return true;
  }));
  EXPECT_EQ(elements, (Texts{R"({"a":[1,2]})", R"("]")", "3"}));
}

TEST(JsonSpan, RejectsTextThatIsNotAnObject) {
  for (const std::string_view text :
       {"", "[]", "7", "{", R"({"a")", R"({"a":)", R"({"a":1)", R"({"a":1,})", R"({"a" 1})",
        R"({"a":"x)", R"({"a":"x\)", R"({a:1})", R"({"a":[1})", R"({} x)", R"({"a":1 "b":2})",
        R"({"a":,"b":2})"}) {
    const Texts members = Members(text);
    ASSERT_FALSE(members.empty()) << text;
    EXPECT_EQ(members.back(), "no object") << text;
  }
}

TEST(JsonSpan, StopsWhereTheVisitorStops) {
  EXPECT_EQ(FindMember(R"({"a":1,"b":2, garbage)", "b"), "2");
  EXPECT_EQ(FindMember(R"({"a":1})", "b"), std::nullopt);
}

TEST(JsonSpan, ReadsPlainStringsOnly) {
  EXPECT_EQ(PlainString(R"("abc")"), "abc");
  EXPECT_EQ(PlainString(R"("a\"c")"), std::nullopt);
  EXPECT_EQ(PlainString("17"), std::nullopt);
  EXPECT_EQ(PlainString("\""), std::nullopt);
}

TEST(JsonSpan, DecodesStrings) {
  EXPECT_EQ(DecodedString(R"("abc")"), "abc");
  EXPECT_EQ(DecodedString(R"("")"), "");
  EXPECT_EQ(DecodedString(R"("\"\\\/\b\f\n\r\t")"), "\"\\/\b\f\n\r\t");
  EXPECT_EQ(DecodedString(R"("a\u0041\u00e9\u20AC\ud83d\ude00")"),
            "aA\xC3\xA9\xE2\x82\xAC\xF0\x9F\x98\x80");
  EXPECT_EQ(DecodedString("\"\xC3\xA9\""), "\xC3\xA9");
}

TEST(JsonSpan, DecodesNothingElse) {
  for (const std::string_view text :
       {"17", "\"", "", R"("a"b")", R"("\x")", R"("\")", R"("\u12")", R"("\u12g4")", R"("\ud83d")",
        R"("\ud83d\u0041")", R"("\ude00")", R"("\u+123")"}) {
    EXPECT_EQ(DecodedString(text), std::nullopt) << text;
  }
}

}  // namespace
}  // namespace executioner::base
