/// \file
/// Times of --since and --until in a time zone of their own.
#include "controller/cli/past_time.h"

#include <cstdlib>
#include <ctime>

#include <gtest/gtest.h>

namespace executioner::cli {
namespace {

/// This process is in a place one hour before UTC, two in summer, while it lives.
class PastTime : public ::testing::Test {
 protected:
  PastTime() {
    setenv("TZ", "XST-1XDT,M3.5.0,M10.5.0/3", 1);
    tzset();
  }

  ~PastTime() override {
    if (before_.empty()) {
      unsetenv("TZ");
    } else {
      setenv("TZ", before_.c_str(), 1);
    }
    tzset();
  }

  PastTime(const PastTime&) = delete;
  PastTime& operator=(const PastTime&) = delete;
  PastTime(PastTime&&) = delete;
  PastTime& operator=(PastTime&&) = delete;

  /// The time in UTC; "" when it is not one.
  static std::string Read(const std::string& text,
                          const std::string& now = "2026-11-24T08:47:45Z") {
    const auto time = ParsePastTime(text, *base::ParseTime(now));
    return time ? base::FormatMilliTime(*time) : "";
  }

 private:
  std::string before_ = std::getenv("TZ") == nullptr ? "" : std::getenv("TZ");
};

TEST_F(PastTime, WithATimeZoneUsesThatZone) {
  EXPECT_EQ(Read("2026-11-24T08:00:00Z"), "2026-11-24T08:00:00.000Z");
  EXPECT_EQ(Read("2026-11-24T08:00:00.5+03:00"), "2026-11-24T05:00:00.500Z");
  EXPECT_EQ(Read("2026-11-24 08:00:00Z"), "2026-11-24T08:00:00.000Z");
}

TEST_F(PastTime, WithoutAZoneIsLocal) {
  EXPECT_EQ(Read("2026-11-24"), "2026-11-23T23:00:00.000Z");
  EXPECT_EQ(Read("2026-11-24T08:00"), "2026-11-24T07:00:00.000Z");
  EXPECT_EQ(Read("2026-11-24 08:00:09.25"), "2026-11-24T07:00:09.250Z");
  EXPECT_EQ(Read("2026-07-24 08:00"), "2026-07-24T06:00:00.000Z") << "in summer";
  EXPECT_EQ(Read("1970-01-01T00:59:59"), "1969-12-31T23:59:59.000Z");
}

TEST_F(PastTime, MayBeOfAnyYear) {
  EXPECT_EQ(Read("1600-01-02"), "1600-01-01T23:00:00.000Z");
  EXPECT_EQ(Read("9999-12-31"), "9999-12-30T23:00:00.000Z");
}

TEST_F(PastTime, OfADayIsItsLocalMidnight) {
  EXPECT_EQ(Read("today"), "2026-11-23T23:00:00.000Z");
  EXPECT_EQ(Read("yesterday"), "2026-11-22T23:00:00.000Z");
  EXPECT_EQ(Read("today", "2026-11-23T23:30:00Z"), "2026-11-23T23:00:00.000Z");
  EXPECT_EQ(Read("yesterday", "2027-01-01T08:00:00Z"), "2026-12-30T23:00:00.000Z");
  EXPECT_EQ(Read("yesterday", "2026-10-26T08:00:00Z"), "2026-10-24T22:00:00.000Z")
      << "a day of 25 hours";
}

TEST_F(PastTime, OfADurationIsRelativeToNow) {
  EXPECT_EQ(Read("0s"), "2026-11-24T08:47:45.000Z");
  EXPECT_EQ(Read("45s"), "2026-11-24T08:47:00.000Z");
  EXPECT_EQ(Read("90m"), "2026-11-24T07:17:45.000Z");
  EXPECT_EQ(Read("1d12h"), "2026-11-22T20:47:45.000Z");
  EXPECT_EQ(Read("1w"), "2026-11-17T08:47:45.000Z");
  EXPECT_EQ(Read("36500d"), "1926-12-19T08:47:45.000Z");
}

TEST_F(PastTime, RejectsOtherForms) {
  for (const char* text : {"",
                           "1",
                           "h",
                           "1x",
                           "1h ",
                           "-1h",
                           "+1h",
                           "1.5h",
                           "1h30",
                           "36501d",
                           "36500d1s",
                           "4294967295w",
                           "99999999999999999999s",
                           "monday",
                           "Today",
                           "2026-11-31",
                           "2026-11-24T",
                           "2026-11-24T08",
                           "2026-11-24T25:00",
                           "2026-11-24T08:00Z",
                           "24.11.2026",
                           "2026-11-24  "}) {
    EXPECT_EQ(Read(text), "") << text;
  }
}

}  // namespace
}  // namespace executioner::cli
