#include "controller/cli/ticker.h"

#include <cstdint>
#include <sys/timerfd.h>
#include <unistd.h>

namespace executioner::cli {
namespace {

void Set(const base::Descriptor& timer, time_t seconds) {
  itimerspec interval{};
  interval.it_interval.tv_sec = seconds;
  interval.it_value.tv_sec = seconds;
  timerfd_settime(timer.Number(), 0, &interval, nullptr);
}

}  // namespace

Ticker::Ticker() : timer_(timerfd_create(CLOCK_MONOTONIC, TFD_CLOEXEC | TFD_NONBLOCK)) {}

void Ticker::Start() {
  // Started anew it would never expire while output comes more often than once a second.
  if (!on_) {
    Set(timer_, 1);
    on_ = true;
  }
}

void Ticker::Stop() {
  Set(timer_, 0);
  on_ = false;
}

bool Ticker::Take() const {
  std::uint64_t seconds = 0;
  return read(timer_.Number(), &seconds, sizeof seconds) == sizeof seconds;
}

}  // namespace executioner::cli
