#include "controller/base/system_clock.h"

#include <gtest/gtest.h>

#include "tests/fakes/manual_clock.h"

namespace executioner::base {
namespace {

TEST(ElapsedClock, StartsAtTheWallClockAndAdvances) {
  const SystemClock wall;
  const TimePoint before = wall.Now();
  const ElapsedClock clock(wall);
  const TimePoint first = clock.Now();
  EXPECT_GE(first, before);
  EXPECT_GE(clock.Now(), first);
}

TEST(ElapsedClock, IgnoresChangesOfTheWallClock) {
  constexpr std::chrono::hours kStep{24};
  fakes::ManualClock wall;
  const ElapsedClock clock(wall);
  wall.Advance(-kStep);
  EXPECT_GE(clock.Now(), fakes::ManualClock::kStart);
  wall.Advance(2 * kStep);
  EXPECT_LT(clock.Now(), fakes::ManualClock::kStart + kStep);
}

}  // namespace
}  // namespace executioner::base
