/// \file
/// The only code that reads the machine's clocks.
#pragma once

#include "controller/base/time.h"

namespace executioner::base {

class SystemClock : public Clock {
 public:
  TimePoint Now() const override;
  std::chrono::steady_clock::time_point Steady() const override;
};

/// The wall clock's time at construction plus the time that has passed since then, including sleep
/// of the machine. So setting the wall clock moves neither deadlines nor retry delays.
class ElapsedClock : public SystemClock {
 public:
  /// \param wall  read once, by the constructor
  explicit ElapsedClock(const Clock& wall);

  TimePoint Now() const override;

 private:
  TimePoint began_;
  std::chrono::nanoseconds booted_;  // time since boot at construction
};

}  // namespace executioner::base
