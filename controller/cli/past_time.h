/// \file
/// Parses times on the command line. Depends on the time zone of the process (TZ).
#pragma once

#include <optional>
#include <string>

#include "controller/base/time.h"

namespace executioner::cli {

/// The forms that ParsePastTime accepts, for messages and help texts.
inline constexpr const char* kPastTimes =
    "a date, a date and time (2026-11-24T08:00, 2026-11-24T08:00:00Z), today, yesterday, or how "
    "long ago (90m, 2h, 1d12h, 3w)";

/// Reads a time in the past. Without a time zone it is local; a date means its midnight; a duration
/// in w, d, h, m and s is relative to now, at most 100 years.
/// \param text  "2026-11-24", "2026-11-24T08:00[:00[.123]]" with "Z", an offset or neither, a blank
///              in place of the "T", "today", "yesterday", "1d12h"
/// \return nothing if `text` has none of these forms
std::optional<base::TimePoint> ParsePastTime(const std::string& text, base::TimePoint now);

}  // namespace executioner::cli
