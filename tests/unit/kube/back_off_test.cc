#include "controller/kube/back_off.h"

#include <thread>

#include <gtest/gtest.h>

#include "controller/kube/runtime.h"

namespace executioner::kube {
namespace {

using namespace std::chrono_literals;
using SteadyTime = BackOff::SteadyTime;

TEST(BackOff, DoublesUpToTheCap) {
  BackOff back_off;
  const SteadyTime now{};
  std::vector<base::Duration> delays;
  for (int i = 0; i < 8; ++i) {
    delays.push_back(back_off.Next(now, 0.0));
  }
  EXPECT_EQ(delays, (std::vector<base::Duration>{800ms, 1600ms, 3200ms, 6400ms, 12800ms, 25600ms,
                                                 30000ms, 30000ms}));
}

TEST(BackOff, AddsJitterUpToTwiceTheDelay) {
  BackOff back_off;
  EXPECT_EQ(back_off.Next(SteadyTime{}, 0.5), 1200ms);
  EXPECT_EQ(back_off.Next(SteadyTime{}, 1.0), 3200ms);
}

TEST(BackOff, ResetsAfterTwoMinutesWithoutFailure) {
  BackOff back_off;
  SteadyTime now{};
  now += back_off.Next(now, 0.0);
  now += back_off.Next(now, 0.0);
  EXPECT_EQ(back_off.Next(now + 119s, 0.0), 3200ms);
  EXPECT_EQ(back_off.Next(now + 119s + 3200ms + 121s, 0.0), 800ms);
}

TEST(Jitter, IsInRangeAndRepeatsForTheSameSeed) {
  Jitter one("a", 1);
  Jitter same("a", 1);
  Jitter other("b", 1);
  bool differs = false;
  for (int i = 0; i < 1000; ++i) {
    const double dice = one.Next();
    EXPECT_GE(dice, 0.0);
    EXPECT_LT(dice, 1.0);
    EXPECT_EQ(dice, same.Next());
    differs = differs || dice != other.Next();
  }
  EXPECT_TRUE(differs);
}

TEST(WaitFor, ReturnsAfterTheDelay) {
  EXPECT_TRUE(WaitFor(1ms, std::stop_token()));
}

TEST(WaitFor, ReturnsEarlyOnStop) {
  std::stop_source stop;
  const std::jthread stopper([&] { stop.request_stop(); });
  EXPECT_FALSE(WaitFor(std::chrono::hours(1), stop.get_token()));
}

}  // namespace
}  // namespace executioner::kube
