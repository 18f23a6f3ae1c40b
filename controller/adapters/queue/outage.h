/// \file
/// An outage of a server: decides when to retry, and makes sure that the outage is reported once.
/// Pure.
#pragma once

#include <algorithm>
#include <chrono>
#include <optional>

namespace executioner::queue {

/// Retries after one second, then two, four, up to thirty.
class Outage {
 public:
  static constexpr std::chrono::seconds kLongest{30};

  using Time = std::chrono::steady_clock::time_point;

  /// Notes that the server could not be reached. \return whether the outage begins now
  bool Begin(Time now) {
    const bool first = !retry_at_;
    wait_ = first ? kFirst : std::min(wait_ * 2, kLongest);
    retry_at_ = now + wait_;
    return first;
  }

  /// Notes that the server was reached. \return whether an outage ends now
  bool End() {
    const bool was = retry_at_.has_value();
    retry_at_.reset();
    return was;
  }

  /// \return whether it is too early for a retry
  bool Waits(Time now) const { return retry_at_ && now < *retry_at_; }

  /// \return when to retry; nothing if there is no outage
  const std::optional<Time>& RetryAt() const { return retry_at_; }

 private:
  static constexpr std::chrono::seconds kFirst{1};

  std::chrono::seconds wait_ = kFirst;
  std::optional<Time> retry_at_ = std::nullopt;
};

}  // namespace executioner::queue
