/// \file
/// Times as people say them on the command line. Depends on the time zone of the process (TZ).
#pragma once

#include <optional>
#include <string>

#include "controller/base/time.h"

namespace executioner::cli {

/// What ParsePastTime takes, for messages and help texts.
inline constexpr const char* kPastTimes =
    "a date, a date and time (2026-11-24T08:00, 2026-11-24T08:00:00Z), today, yesterday, or how "
    "long ago (90m, 2h, 1d12h, 3w)";

/// Reads a time of the past. Without a zone it is local time, a date is its midnight, and a
/// duration in w, d, h, m and s is that long ago, at most 100 years.
/// \param text  "2026-11-24", "2026-11-24T08:00[:00[.123]]" with "Z", an offset or neither, a blank
///              in place of the "T", "today", "yesterday", "1d12h"
/// \return nothing when `text` is not of one of those forms
std::optional<base::TimePoint> ParsePastTime(const std::string& text, base::TimePoint now);

}  // namespace executioner::cli
