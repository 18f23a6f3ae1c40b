/// \file
/// The runner's two clocks. All deadlines and durations use the monotonic clock, so changes of the
/// wall clock do not affect them. Thread-safe.
#pragma once

#include <stdint.h>

#include "runner/text.h"

namespace executioner::runner {

/// \return milliseconds since an arbitrary time; never goes back
int64_t MonotonicMs();

/// \return milliseconds since 1970, UTC; only for reporting
int64_t WallClockMs();

/// Appends `ms` (since 1970) in RFC 3339 format in UTC, such as `2026-11-24T08:54:25.007Z`.
void AddTimestamp(int64_t ms, Text* text);

}  // namespace executioner::runner
