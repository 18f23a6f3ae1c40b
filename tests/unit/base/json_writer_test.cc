#include "controller/base/json_writer.h"

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "controller/base/utf8.h"

namespace executioner::base {
namespace {

std::string Quoted(std::string_view text) {
  std::string out;
  AppendJsonString(text, out);
  return out;
}

TEST(JsonWriter, SeparatesMembersAndElements) {
  JsonWriter json;
  json.BeginObject().Key("a").BeginArray().Number(-1).Flag(true).BeginObject().EndObject();
  json.EndArray().UserKey("b\"").Text("c").Key("d").Raw("null").EndObject();
  EXPECT_EQ(json.Take(), R"({"a":[-1,true,{}],"b\"":"c","d":null})");
  EXPECT_EQ(json.BeginArray().EndArray().Take(), "[]");
}

TEST(JsonWriter, EscapesUnsafeCharacters) {
  EXPECT_EQ(Quoted("a\"b\\c\nd\te\x01\x1F\x7F"), "\"a\\\"b\\\\c\\nd\\te\\u0001\\u001f\x7F\"");
}

TEST(JsonWriter, ReplacesBytesThatAreNotUtf8) {
  for (int first = 0x80; first < 0x100; ++first) {
    for (const std::string_view rest :
         {"", "\x80", "\x9F\xBF", "\xA0\x80", "\x90\x80\x80", "\x8F\xBF\xBF"}) {
      const std::string text = std::string(1, static_cast<char>(first)) + std::string(rest);
      const bool valid = nlohmann::json::accept("\"" + text + "\"");
      EXPECT_TRUE(nlohmann::json::accept(Quoted(text))) << first;
      EXPECT_EQ(Quoted(text) == "\"" + text + "\"", valid) << first;
      EXPECT_EQ(Utf8Length(text, 0) == text.size(), valid) << first;
    }
  }
}

}  // namespace
}  // namespace executioner::base
