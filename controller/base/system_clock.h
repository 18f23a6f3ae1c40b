/// \file
/// The only look at the machine's clocks.
#pragma once

#include "controller/base/time.h"

namespace executioner::base {

class SystemClock : public Clock {
 public:
  TimePoint Now() const override;
  std::chrono::steady_clock::time_point Steady() const override;
};

/// The time that a wall clock showed once, and what has passed since, sleep of the machine
/// included: whoever sets the wall clock moves no deadline and no wait for a retry.
class ElapsedClock : public SystemClock {
 public:
  /// \param wall  asked once, here
  explicit ElapsedClock(const Clock& wall);

  TimePoint Now() const override;

 private:
  TimePoint began_;
  std::chrono::nanoseconds booted_;  // how long the machine was up then
};

}  // namespace executioner::base
