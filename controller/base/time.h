/// \file
/// Points in time and their text forms. Pure.
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

/// "2026-11-24T08:47:45.123Z": the form used in the history of local runs.
std::string FormatMilliTime(TimePoint time);

/// Reads RFC 3339 with or without a fraction, with "Z" or a numeric offset.
/// \return nothing if `text` does not have that form
std::optional<TimePoint> ParseTime(std::string_view text);

/// Reads the clocks. Production code uses the machine's clocks (system_clock.h), tests a clock that
/// they advance. Safe from any thread.
class Clock {
 public:
  virtual ~Clock() = default;

  /// Returns the wall clock's time, for times that people see or that are recorded.
  virtual TimePoint Now() const = 0;

  /// Returns a time that never goes back, for durations and wake-up times.
  virtual std::chrono::steady_clock::time_point Steady() const = 0;
};

}  // namespace executioner::base
