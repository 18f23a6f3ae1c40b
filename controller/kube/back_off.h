/// \file
/// How long to wait after the n-th failure in a row. Pure but for its own count.
#pragma once

#include <chrono>
#include <optional>

#include "controller/base/time.h"

namespace executioner::kube {

struct BackOffLimits {
  base::Duration first{800};
  base::Duration cap{30'000};
  double jitter = 1.0;                  ///< a delay d becomes d .. d × (1 + jitter)
  base::Duration reset_after{120'000};  ///< start anew when none was needed for so long
};

/// Doubles from `first` to `cap` (client-go tools/cache/reflector.go). Not thread-safe.
class BackOff {
 public:
  using SteadyTime = std::chrono::steady_clock::time_point;

  explicit BackOff(BackOffLimits limits = {}) : limits_(limits) {}

  /// \param dice  in [0, 1)  \return the next delay
  base::Duration Next(SteadyTime now, double dice);

 private:
  BackOffLimits limits_;
  base::Duration next_{0};
  std::optional<SteadyTime> last_ = std::nullopt;  // end of the last delay
};

}  // namespace executioner::kube
