/// \file
/// The runner's two clocks. Every deadline and duration is taken from the monotonic one, so a
/// stepped wall clock moves none of them. Thread-safe.
#pragma once

#include <stdint.h>

#include "runner/text.h"

namespace executioner::runner {

/// Milliseconds since some moment in the past; never goes back.
int64_t MonotonicMs();

/// Milliseconds since 1970, UTC. For the record only.
int64_t WallClockMs();

/// Adds `ms` (since 1970) as RFC 3339 in UTC, as in `2026-11-24T08:54:25.007Z`.
void AddTimestamp(int64_t ms, Text* text);

}  // namespace executioner::runner
