/// \file
/// Delays between tries: exponential back-off, and random numbers that spread it.
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string_view>

#include "controller/base/time.h"

namespace executioner::kube {

/// Random numbers for delays, so that clients do not retry simultaneously: the same sequence for
/// the same seed. Not for secrets. Not thread-safe.
class Jitter {
 public:
  /// \param name  differs between processes, such as an identity
  /// \param salt  differs between starts, such as the current time
  Jitter(std::string_view name, std::int64_t salt);

  /// \return the next number in [0, 1)
  double Next();

 private:
  std::uint64_t state_;
};

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
