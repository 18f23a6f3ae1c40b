/// \file
/// A time to wake up as poll(2) takes it. Pure.
#pragma once

#include <algorithm>
#include <chrono>
#include <cstdint>
#include <optional>

namespace executioner::standalone {

using SteadyTime = std::chrono::steady_clock::time_point;

/// \return milliseconds until `when`, rounded up so that it is not woken too early; 0 when it is
///         past, -1 when there is none
inline int PollTimeout(const std::optional<SteadyTime>& when, SteadyTime now) {
  if (!when) {
    return -1;
  }
  const auto left = std::chrono::ceil<std::chrono::milliseconds>(*when - now);
  return static_cast<int>(std::clamp<std::int64_t>(left.count(), 0, 1'000'000'000));
}

}  // namespace executioner::standalone
