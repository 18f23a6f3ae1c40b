/// \file
/// Exponential back-off: the delay after the n-th failure in a row. Pure except for its counter.
#pragma once

#include <chrono>
#include <optional>

#include "controller/base/time.h"

namespace executioner::kube {

struct BackOffLimits {
  base::Duration first{800};
  base::Duration cap{30'000};
  double jitter = 1.0;                  ///< a delay d becomes d .. d × (1 + jitter)
  base::Duration reset_after{120'000};  ///< time without delays after which to start again
};

/// Doubles from `first` to `cap` (client-go tools/cache/reflector.go). Not thread-safe.
class BackOff {
 public:
  using SteadyTime = std::chrono::steady_clock::time_point;

  explicit BackOff(BackOffLimits limits = {}) : limits_(limits) {}

  /// \param dice  a random number in [0, 1)  \return the next delay
  base::Duration Next(SteadyTime now, double dice);

 private:
  BackOffLimits limits_;
  base::Duration next_{0};
  std::optional<SteadyTime> last_ = std::nullopt;  // end of the last delay
};

}  // namespace executioner::kube
