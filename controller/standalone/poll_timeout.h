/// \file
/// Converts a wake-up time to a timeout for poll(2). Pure.
#pragma once

#include <algorithm>
#include <chrono>
#include <cstdint>
#include <optional>

namespace executioner::standalone {

using SteadyTime = std::chrono::steady_clock::time_point;

/// \return milliseconds until `when`, rounded up so that poll does not return too early; 0 if it
/// has passed, -1 if there is none
inline int PollTimeout(const std::optional<SteadyTime>& when, SteadyTime now) {
  if (!when) {
    return -1;
  }
  const auto left = std::chrono::ceil<std::chrono::milliseconds>(*when - now);
  return static_cast<int>(std::clamp<std::int64_t>(left.count(), 0, 1'000'000'000));
}

}  // namespace executioner::standalone
