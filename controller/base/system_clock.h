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

}  // namespace executioner::base
