#include "controller/manifest/yaml_scalar.h"

#include <gtest/gtest.h>

#include "controller/manifest/json_text.h"

namespace executioner::manifest {
namespace {

/// The scalar as JSON, or its error.
std::string Read(std::string_view text) {
  const PlainScalar scalar = ReadPlain(text);
  return scalar.error.empty() ? CanonicalJson(scalar.value) : scalar.error;
}

TEST(ReadPlain, KnowsNullsAndBooleans) {
  for (const char* text : {"", "~", "null", "Null", "NULL"}) {
    EXPECT_EQ(Read(text), "null") << text;
  }
  for (const char* text : {"true", "True", "TRUE"}) {
    EXPECT_EQ(Read(text), "true") << text;
  }
  for (const char* text : {"false", "False", "FALSE"}) {
    EXPECT_EQ(Read(text), "false") << text;
  }
}

TEST(ReadPlain, KnowsIntegers) {
  EXPECT_EQ(Read("0"), "0");
  EXPECT_EQ(Read("-0"), "0");
  EXPECT_EQ(Read("+5"), "5");
  EXPECT_EQ(Read("-12"), "-12");
  EXPECT_EQ(Read("0x1F"), "31");
  EXPECT_EQ(Read("0o17"), "15");
  EXPECT_EQ(Read("-9223372036854775808"), "-9223372036854775808");
  EXPECT_EQ(Read("-123456789012345678901"), "-123456789012345678901");
}

TEST(ReadPlain, WritesFractionsAsJsonDoes) {
  EXPECT_EQ(Read("0.5"), "0.5");
  EXPECT_EQ(Read(".5"), "0.5");
  EXPECT_EQ(Read("-5."), "-5.0");
  EXPECT_EQ(Read("+1.50"), "1.50");
  EXPECT_EQ(Read("1e3"), "1e3");
  EXPECT_EQ(Read("1.5E-3"), "1.5E-3");
  EXPECT_EQ(Read("5.e+3"), "5.0e+3");
}

TEST(ReadPlain, ReadsOtherScalarsAsText) {
  for (const char* text : {"a",         "8.0.1",
                           "1-2",       "1Gi",
                           "100m",      "0x",
                           "0xZZ",      "0o8",
                           "e3",        ".",
                           "-",         "+",
                           "1e",        "1e+",
                           "--1",       "12:60",
                           "8080:80",   "1:",
                           ":1",        "2026-11-24",
                           "a_1",       "_1",
                           "yesterday", "nULL",
                           "tRUE",      "$(workflow.name)",
                           "0b",        "0b2"}) {
    EXPECT_EQ(Read(text), '"' + std::string(text) + '"') << text;
  }
}

TEST(ReadPlain, RejectsOldBooleans) {
  for (const auto& [meant, texts] :
       {std::pair{"true", std::vector{"y", "Y", "yes", "Yes", "YES", "on", "On", "ON"}},
        std::pair{"false", std::vector{"n", "N", "no", "No", "NO", "off", "Off", "OFF"}}}) {
    for (const std::string text : texts) {
      EXPECT_EQ(Read(text), "'" + text + "' is read as true or false by some programs: write " +
                                meant + ", or quote it if it is text");
    }
  }
}

TEST(ReadPlain, RejectsAmbiguousNumbers) {
  using Pairs = std::vector<std::pair<std::string, std::string>>;
  for (const auto& [text, meant] : Pairs{{"010", "10"},
                                         {"0777", "777"},
                                         {"-01", "-1"},
                                         {"+08", "8"},
                                         {"000", "0"},
                                         {"007.5", "7.5"},
                                         {"00.5", "0.5"},
                                         {"01e3", "1e3"}}) {
    EXPECT_EQ(Read(text), "'" + text +
                              "' is read as a number with a leading zero by some programs: write " +
                              meant + ", or quote it if it is text");
  }
  for (const auto& [text, meant] : Pairs{{"1_000", "1000"}, {"-1_0.5", "-10.5"}, {"0_7", "7"}}) {
    EXPECT_EQ(Read(text), "'" + text + "' is read as a number by some programs: write " + meant +
                              ", or quote it if it is text");
  }
  for (const char* text : {"22:22", "1:30:00", "-190:20:30"}) {
    EXPECT_EQ(Read(text), "'" + std::string(text) +
                              "' is read as a number in base 60 by some programs: quote it");
  }
  for (const auto& [text, meant] : Pairs{{"0b101", "5"}, {"-0b1_0", "-2"}}) {
    EXPECT_EQ(Read(text), "'" + text + "' is read as a number in base 2 by some programs: write " +
                              meant + ", or quote it if it is text");
  }
}

TEST(ReadPlain, RejectsValuesThatJsonCannotExpress) {
  for (const char* text : {".inf", "-.Inf", "+.INF", ".nan", ".NaN"}) {
    EXPECT_EQ(Read(text), "'" + std::string(text) +
                              "' is read as infinity or not-a-number by some programs: quote it");
  }
  for (const std::string& text :
       {std::string("1e309"), std::string("-1.5e400"), std::string(400, '9')}) {
    EXPECT_EQ(Read(text), "'" + text + "' is too large for a number: quote it if it is text");
  }
}

}  // namespace
}  // namespace executioner::manifest
