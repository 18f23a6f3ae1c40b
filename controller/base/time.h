/// \file
/// Points in time and how they are written. Pure.
#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <string_view>

namespace executioner::base {

using Duration = std::chrono::milliseconds;

/// A point on the wall clock, UTC, in milliseconds. The API server keeps whole seconds only.
using TimePoint = std::chrono::time_point<std::chrono::system_clock, Duration>;

/// "2026-11-24T08:47:45Z": RFC 3339, whole seconds rounded down, as metav1.Time is written.
std::string FormatTime(TimePoint time);

/// "2026-11-24T08:47:45.123000Z": as metav1.MicroTime is written, always six fraction digits.
std::string FormatMicroTime(TimePoint time);

/// "2026-11-24T08:47:45.123Z": as times stand in the history of local runs.
std::string FormatMilliTime(TimePoint time);

/// Reads RFC 3339 with or without a fraction, with "Z" or a numeric offset.
/// \return nothing when `text` is not of that form
std::optional<TimePoint> ParseTime(std::string_view text);

/// The look at the machine's clocks; main makes the real one, tests move one by hand.
/// Safe from any thread.
class Clock {
 public:
  virtual ~Clock() = default;

  /// Wall clock: for times that people see and that survive a restart.
  virtual TimePoint Now() const = 0;

  /// Never goes back: for measuring how long something took and when to wake.
  virtual std::chrono::steady_clock::time_point Steady() const = 0;
};

}  // namespace executioner::base
