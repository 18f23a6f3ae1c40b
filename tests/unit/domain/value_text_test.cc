#include "controller/domain/value_text.h"

#include <gtest/gtest.h>

namespace executioner::domain {
namespace {

TEST(HasType, TellsTypesApart) {
  using enum ValueType;
  const std::vector<std::pair<ValueType, std::string>> values{
      {kString, R"("a")"}, {kInteger, "17"}, {kNumber, "1.5"},
      {kBoolean, "true"},  {kList, "[1]"},   {kObject, R"({"a":1})"}};
  for (const auto& [type, json] : values) {
    for (const auto& [other, text] : values) {
      // Each integer is a number too.
      const bool fits = type == other || (type == kNumber && other == kInteger);
      EXPECT_EQ(HasType(text, type), fits) << text;
    }
    EXPECT_FALSE(HasType("null", type));
    EXPECT_FALSE(HasType("", type));
  }
}

TEST(HasType, LimitsIntegersTo64Bits) {
  EXPECT_TRUE(HasType("-9223372036854775808", ValueType::kInteger));
  for (const char* json : {"9223372036854775808", "1.0", "1e3", "\"1\""}) {
    EXPECT_FALSE(HasType(json, ValueType::kInteger)) << json;
  }
}

TEST(FieldAt, FindsNestedFields) {
  const std::string json = R"({"a":{"b c":[1, 2],"d":12345678901234567890123}})";
  EXPECT_EQ(FieldAt(json, {}), json);
  EXPECT_EQ(FieldAt(json, std::vector<std::string>{"a", "b c"}), "[1, 2]");
  EXPECT_EQ(FieldAt(json, std::vector<std::string>{"a", "d"}), "12345678901234567890123")
      << "digit by digit";
  EXPECT_EQ(FieldAt(json, std::vector<std::string>{"a", "x"}), std::nullopt);
  EXPECT_EQ(FieldAt(json, std::vector<std::string>{"a", "d", "e"}), std::nullopt);
}

TEST(TextOfValue, UnquotesStringsOnly) {
  EXPECT_EQ(TextOfValue(R"("a\n\"b\"")"), "a\n\"b\"");
  EXPECT_EQ(TextOfValue(R"(["a"])"), R"(["a"])");
  EXPECT_EQ(TextOfValue("0.10"), "0.10");
  EXPECT_EQ(TextOfValue("true"), "true");
}

}  // namespace
}  // namespace executioner::domain
