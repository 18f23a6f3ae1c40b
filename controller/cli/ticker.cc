#include "controller/cli/ticker.h"

#include <cerrno>
#include <cstdint>
#include <cstring>
#include <string>
#include <sys/epoll.h>
#include <sys/timerfd.h>
#include <unistd.h>

#include "controller/base/error.h"
#include "controller/base/system_error_text.h"

namespace executioner::cli {
namespace {

void Add(const base::Descriptor& either, int descriptor) {
  epoll_event event{};
  event.events = EPOLLIN;
  if (epoll_ctl(either.Number(), EPOLL_CTL_ADD, descriptor, &event) != 0) {
    throw base::JobExecutionError("cannot wait for progress: " + base::SystemErrorText(errno));
  }
}

void Set(const base::Descriptor& timer, time_t seconds) {
  itimerspec interval{};
  interval.it_interval.tv_sec = seconds;
  interval.it_value.tv_sec = seconds;
  timerfd_settime(timer.Number(), 0, &interval, nullptr);
}

}  // namespace

Ticker::Ticker(int other)
    : timer_(timerfd_create(CLOCK_MONOTONIC, TFD_CLOEXEC | TFD_NONBLOCK)),
      either_(epoll_create1(EPOLL_CLOEXEC)) {
  Add(either_, timer_.Number());
  Add(either_, other);
}

void Ticker::Start() {
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
