#include "controller/adapters/log/json_log.h"

#include <gtest/gtest.h>

namespace executioner::log {
namespace {

TEST(FormatLine, IsOneLineOfJsonOrText) {
  const Fields fields{{"object", "ns/etl"}};
  EXPECT_EQ(
      FormatLine(Format::kJson, {}, Level::kInfo, "Failed", fields),
      R"({"ts":"1970-01-01T00:00:00.000000Z","level":"info","msg":"Failed","object":"ns/etl"})");
  EXPECT_EQ(FormatLine(Format::kText, {}, Level::kError, "Failed", fields),
            R"(1970-01-01T00:00:00.000000Z error Failed object="ns/etl")");
}

TEST(FormatLine, IsSafeForDisplay) {
  const std::string hostile = "\x1B[2J\u009B\u2028\u202E\x7F\x80\ninfo";
  const std::string escaped = "\\u001b[2J\\u009b\\u2028\\u202e\\u007f\uFFFD\\ninfo";
  const std::string time = "1970-01-01T00:00:00.000000Z";
  const Fields fields{{"error", hostile}};
  EXPECT_EQ(FormatLine(Format::kJson, {}, Level::kInfo, "x", fields),
            R"({"ts":")" + time + R"(","level":"info","msg":"x","error":")" + escaped + "\"}");
  EXPECT_EQ(FormatLine(Format::kText, {}, Level::kInfo, hostile, fields),
            time + " info " + escaped + " error=\"" + escaped + "\"");
}

}  // namespace
}  // namespace executioner::log
