#include "controller/base/system_clock.h"

#include <ctime>

namespace executioner::base {
namespace {

std::chrono::nanoseconds SinceBoot() {
  timespec now{};
  // CLOCK_MONOTONIC stands still while the machine sleeps.
  clock_gettime(CLOCK_BOOTTIME, &now);
  return std::chrono::seconds{now.tv_sec} + std::chrono::nanoseconds{now.tv_nsec};
}

}  // namespace

TimePoint SystemClock::Now() const {
  return std::chrono::time_point_cast<Duration>(std::chrono::system_clock::now());
}

std::chrono::steady_clock::time_point SystemClock::Steady() const {
  return std::chrono::steady_clock::now();
}

ElapsedClock::ElapsedClock(const Clock& wall) : began_(wall.Now()), booted_(SinceBoot()) {}

TimePoint ElapsedClock::Now() const {
  return began_ + std::chrono::floor<Duration>(SinceBoot() - booted_);
}

}  // namespace executioner::base
