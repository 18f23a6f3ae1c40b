#include "controller/cli/past_time.h"

#include <charconv>
#include <ctime>
#include <string_view>

namespace executioner::cli {
namespace {

using std::chrono::floor;
using std::chrono::seconds;

constexpr base::Duration kLongest = std::chrono::days{36'500};

std::optional<base::Duration> UnitOf(char letter) {
  switch (letter) {
    case 'w': return std::chrono::weeks{1};
    case 'd': return std::chrono::days{1};
    case 'h': return std::chrono::hours{1};
    case 'm': return std::chrono::minutes{1};
    case 's': return seconds{1};
    default: return std::nullopt;
  }
}

/// "1d12h". Each number is bounded before it is multiplied, so that no sum overflows.
std::optional<base::Duration> ParseDuration(std::string_view text) {
  base::Duration sum{};
  while (!text.empty()) {
    unsigned int count = 0;
    const char* const end = text.data() + text.size();
    const auto [stopped, error] = std::from_chars(text.data(), end, count);
    const auto unit = error == std::errc{} && stopped != end ? UnitOf(*stopped) : std::nullopt;
    if (!unit || count > kLongest / *unit) {
      return std::nullopt;
    }
    sum += count * *unit;
    if (sum > kLongest) {
      return std::nullopt;
    }
    text.remove_prefix(static_cast<std::size_t>(stopped - text.data()) + 1);
  }
  return sum;
}

/// The point in time at which local clocks show the fields. Changes of the clocks are looked up.
std::optional<base::TimePoint> FromLocal(std::tm fields) {
  // mktime() finds out whether daylight saving time applies on that day.
  fields.tm_isdst = -1;
  fields.tm_wday = -1;  // tells -1, the second before 1970, from an error
  const std::time_t time = std::mktime(&fields);
  // Not from_time_t, which counts nanoseconds: they only cover the years 1677 to 2262.
  return fields.tm_wday < 0 ? std::nullopt : std::optional(base::TimePoint(seconds{time}));
}

std::optional<base::TimePoint> LocalMidnight(base::TimePoint now, int days_ago) {
  const std::time_t time = floor<seconds>(now).time_since_epoch().count();
  std::tm fields{};
  localtime_r(&time, &fields);
  fields.tm_hour = 0;
  fields.tm_min = 0;
  fields.tm_sec = 0;
  // mktime() accepts day 0 and below: yesterday is right on the first of a month, too.
  fields.tm_mday -= days_ago;
  return FromLocal(fields);
}

/// A date, or a date and time without a zone.
std::optional<base::TimePoint> ParseLocal(std::string text) {
  constexpr std::size_t kDate = 10;     // "2026-11-24"
  constexpr std::size_t kMinutes = 16;  // "2026-11-24T08:00"
  text += text.size() == kDate ? "T00:00:00" : text.size() == kMinutes ? ":00" : "";
  // The same syntax as with a zone; the fields are then read as local ones.
  const auto as_utc = base::ParseTime(text + "Z");
  if (!as_utc) {
    return std::nullopt;
  }
  const auto whole = floor<seconds>(*as_utc);
  const std::time_t time = whole.time_since_epoch().count();
  std::tm fields{};
  gmtime_r(&time, &fields);
  const auto local = FromLocal(fields);
  return local ? std::optional(*local + (*as_utc - whole)) : std::nullopt;
}

}  // namespace

std::optional<base::TimePoint> ParsePastTime(const std::string& text, base::TimePoint now) {
  if (text.empty()) {
    return std::nullopt;
  }
  if (text == "today" || text == "yesterday") {
    return LocalMidnight(now, text == "today" ? 0 : 1);
  }
  if (const auto ago = ParseDuration(text)) {
    return now - *ago;
  }
  constexpr std::size_t kAfterDate = 10;
  std::string time = text;
  if (time.size() > kAfterDate && time[kAfterDate] == ' ') {
    time[kAfterDate] = 'T';
  }
  // A zone that is given wins; without one people mean the time on their clock.
  const auto zoned = base::ParseTime(time);
  return zoned ? zoned : ParseLocal(std::move(time));
}

}  // namespace executioner::cli
