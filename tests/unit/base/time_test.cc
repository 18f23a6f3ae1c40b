#include "controller/base/time.h"

#include <gtest/gtest.h>

#include "controller/base/error.h"
#include "controller/base/sha256.h"
#include "controller/base/system_clock.h"

namespace executioner::base {
namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;

TEST(Time, HasTheFormatOfKubernetes) {
  const TimePoint time{milliseconds{1767225600123}};
  EXPECT_EQ(FormatTime(time), "2026-01-01T00:00:00Z");
  EXPECT_EQ(FormatMicroTime(time), "2026-01-01T00:00:00.123000Z");
}

TEST(Time, IsReadWithFractionsAndOffsets) {
  EXPECT_EQ(ParseTime("2026-01-01T00:00:00Z"), TimePoint{seconds{1767225600}});
  EXPECT_EQ(ParseTime("2026-01-01T01:30:00+01:30"), TimePoint{seconds{1767225600}});
  EXPECT_EQ(ParseTime("2025-12-31T23:00:00-01:00"), TimePoint{seconds{1767225600}});
  EXPECT_EQ(ParseTime("2026-01-01T00:00:00.5Z"), TimePoint{milliseconds{1767225600500}});
  EXPECT_EQ(ParseTime("2026-01-01T00:00:00.123456789Z"), TimePoint{milliseconds{1767225600123}});
}

TEST(Time, RejectsOtherFormats) {
  for (const char* text : {"", "now", "2026-01-01", "2026-13-01T00:00:00Z", "2026-02-30T00:00:00Z",
                           "2026-01-01T25:00:00Z", "2026-01-01T00:00:00", "2026-01-01T00:00:00.Z",
                           "2026-01-01T00:00:00+1", "x026-01-01T00:00:00Z"}) {
    EXPECT_EQ(ParseTime(text), std::nullopt) << text;
  }
}

TEST(SystemClock, GoesForward) {
  const SystemClock clock;
  const auto before = clock.Steady();
  EXPECT_GT(clock.Now(), TimePoint{seconds{1767225600}});
  EXPECT_GE(clock.Steady(), before);
}

TEST(Sha256, MatchesTheStandard) {
  EXPECT_EQ(Sha256Hex("abc"), "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
}

TEST(Error, NamesTheFieldAndTheCycle) {
  EXPECT_STREQ(ConfigurationError("--workers", "must be positive").what(),
               "--workers: must be positive");
  EXPECT_STREQ(ConfigurationError("", "bad").what(), "bad");
  const CircularDependencyError error({"a", "b", "a"});
  EXPECT_STREQ(error.what(), "jobs wait for each other: a -> b -> a");
  EXPECT_FALSE(error.CanRetry());
  EXPECT_TRUE(StoreError("busy").CanRetry());
}

}  // namespace
}  // namespace executioner::base
