#include "runner/result_type.h"

#include <string>
#include <vector>

#include <gtest/gtest.h>

namespace executioner::runner {
namespace {

bool Accepts(ResultType type, const std::string& value) {
  return ComplaintAbout(type, {value.data(), value.size()}) == nullptr;
}

TEST(ResultType, AcceptsOnlyItsValues) {
  struct Case {
    ResultType type;
    std::vector<std::string> good;
    std::vector<std::string> bad;
  };

  const std::vector<Case> cases = {
      {ResultType::kString, {"", "any\ntext ü"}, {"\xff", std::string("a\0b", 3)}},
      {ResultType::kInteger,
       {"0", "-1", "9223372036854775807", "-9223372036854775808", "007"},
       {"", "-", "+1", "1.0", " 1", "1 ", "0x1", "9223372036854775808", "-9223372036854775809",
        "92233720368547758070", "1\n"}},
      {ResultType::kNumber,
       {"0", "-1.5", "1e3", "2.5E-7"},
       {"", "1.", ".5", "01", "1e", "NaN", " 1", "1 ", "--1", "1,5"}},
      {ResultType::kBoolean, {"true", "false"}, {"", "True", "1", "yes", "true "}},
      {ResultType::kList,
       {"[]", " [1, \"a\", [true, null], {\"k\": 1.5}] "},
       {"", "1,2", "[1", "[1,]", "[1] [2]", "{}", "[a]", "[01]", "[\"\\x\"]"}},
      {ResultType::kObject,
       {"{}", " {\"a\": [1, {\"b\": null}], \"c\": \"}\"} "},
       {"", "[]", "{", "{a: 1}", "{\"a\": 1,}", "{} {}", "{\"a\" 1}"}},
  };
  for (const Case& each : cases) {
    for (const std::string& value : each.good) {
      EXPECT_TRUE(Accepts(each.type, value)) << NameOf(each.type) << ": " << value;
    }
    for (const std::string& value : each.bad) {
      EXPECT_FALSE(Accepts(each.type, value)) << NameOf(each.type) << ": " << value;
    }
  }
}

}  // namespace
}  // namespace executioner::runner
