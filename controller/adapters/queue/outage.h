/// \file
/// A server that cannot be reached: when to try again, and that a person is told once. Pure.
#pragma once

#include <algorithm>
#include <chrono>
#include <optional>

namespace executioner::queue {

/// Waits one second, then two, four, up to thirty.
class Outage {
 public:
  static constexpr std::chrono::seconds kLongest{30};

  using Time = std::chrono::steady_clock::time_point;

  /// It could not be reached. \return whether that is the first time
  bool Begin(Time now) {
    const bool first = !retry_at_;
    wait_ = first ? kFirst : std::min(wait_ * 2, kLongest);
    retry_at_ = now + wait_;
    return first;
  }

  /// It was reached. \return whether it could not be before
  bool End() {
    const bool was = retry_at_.has_value();
    retry_at_.reset();
    return was;
  }

  /// Whether it is too early to try.
  bool Waits(Time now) const { return retry_at_ && now < *retry_at_; }

  /// Nothing while it can be reached.
  const std::optional<Time>& RetryAt() const { return retry_at_; }

 private:
  static constexpr std::chrono::seconds kFirst{1};

  std::chrono::seconds wait_ = kFirst;
  std::optional<Time> retry_at_ = std::nullopt;
};

}  // namespace executioner::queue
