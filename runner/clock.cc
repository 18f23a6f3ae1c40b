#include "runner/clock.h"

#include <time.h>

namespace executioner::runner {
namespace {

int64_t ReadMs(clockid_t clock) {
  timespec now = {};
  clock_gettime(clock, &now);
  return int64_t{now.tv_sec} * 1000 + now.tv_nsec / 1'000'000;
}

void AddDigits(int64_t value, int64_t highest, char separator, Text* text) {
  for (int64_t place = highest; place > 0; place /= 10) {
    const char digit = static_cast<char>('0' + value / place % 10);
    text->Add({&digit, 1});
  }
  text->Add({&separator, 1});
}

}  // namespace

int64_t MonotonicMs() {
  return ReadMs(CLOCK_MONOTONIC);
}

int64_t WallClockMs() {
  return ReadMs(CLOCK_REALTIME);
}

void AddTimestamp(int64_t ms, Text* text) {
  const time_t seconds = ms / 1000;
  tm parts = {};
  gmtime_r(&seconds, &parts);
  AddDigits(parts.tm_year + 1900, 1000, '-', text);
  AddDigits(parts.tm_mon + 1, 10, '-', text);
  AddDigits(parts.tm_mday, 10, 'T', text);
  AddDigits(parts.tm_hour, 10, ':', text);
  AddDigits(parts.tm_min, 10, ':', text);
  AddDigits(parts.tm_sec, 10, '.', text);
  AddDigits(ms % 1000, 100, 'Z', text);
}

}  // namespace executioner::runner
