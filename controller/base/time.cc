#include "controller/base/time.h"

#include <array>
#include <cstdio>

namespace executioner::base {
namespace {

using std::chrono::days;
using std::chrono::floor;
using std::chrono::hours;
using std::chrono::microseconds;
using std::chrono::minutes;
using std::chrono::seconds;

std::string Format(TimePoint time, bool micro) {
  const auto day = floor<days>(time);
  const std::chrono::year_month_day date{day};
  const std::chrono::hh_mm_ss clock{time - day};
  std::array<char, 64> text{};
  int length = std::snprintf(
      text.data(), text.size(), "%04d-%02u-%02uT%02d:%02d:%02d", static_cast<int>(date.year()),
      static_cast<unsigned>(date.month()), static_cast<unsigned>(date.day()),
      static_cast<int>(clock.hours().count()), static_cast<int>(clock.minutes().count()),
      static_cast<int>(clock.seconds().count()));
  std::string result(text.data(), static_cast<std::size_t>(length));
  if (micro) {
    length = std::snprintf(text.data(), text.size(), ".%06d",
                           static_cast<int>(microseconds{clock.subseconds()}.count()));
    result.append(text.data(), static_cast<std::size_t>(length));
  }
  return result + "Z";
}

/// Removes digits from the front of `text`.
std::optional<int> TakeNumber(std::string_view& text, std::size_t digits) {
  if (text.size() < digits) {
    return std::nullopt;
  }
  int value = 0;
  for (const char c : text.substr(0, digits)) {
    if (c < '0' || c > '9') {
      return std::nullopt;
    }
    value = value * 10 + (c - '0');
  }
  text.remove_prefix(digits);
  return value;
}

bool TakeChar(std::string_view& text, char expected) {
  if (text.empty() || text.front() != expected) {
    return false;
  }
  text.remove_prefix(1);
  return true;
}

std::optional<Duration> TakeFraction(std::string_view& text) {
  if (!TakeChar(text, '.')) {
    return Duration{0};
  }
  int millis = 0;
  int digits = 0;
  while (!text.empty() && text.front() >= '0' && text.front() <= '9') {
    // RFC 3339 allows any number of digits; Go writes up to nine.
    if (digits < 3) {
      millis = millis * 10 + (text.front() - '0');
    }
    ++digits;
    text.remove_prefix(1);
  }
  if (digits == 0) {
    return std::nullopt;
  }
  for (; digits < 3; ++digits) {
    millis *= 10;
  }
  return Duration{millis};
}

std::optional<minutes> TakeOffset(std::string_view text) {
  if (text == "Z" || text == "z") {
    return minutes{0};
  }
  if (text.size() != 6 || (text.front() != '+' && text.front() != '-')) {
    return std::nullopt;
  }
  const int sign = text.front() == '-' ? -1 : 1;
  text.remove_prefix(1);
  const auto hour = TakeNumber(text, 2);
  const bool colon = TakeChar(text, ':');
  const auto minute = TakeNumber(text, 2);
  if (!hour || !colon || !minute) {
    return std::nullopt;
  }
  return minutes{sign * (*hour * 60 + *minute)};
}

std::optional<std::chrono::sys_days> TakeDate(std::string_view& text) {
  const auto year = TakeNumber(text, 4);
  const bool dash1 = TakeChar(text, '-');
  const auto month = TakeNumber(text, 2);
  const bool dash2 = TakeChar(text, '-');
  const auto day = TakeNumber(text, 2);
  if (!year || !dash1 || !month || !dash2 || !day) {
    return std::nullopt;
  }
  const std::chrono::year_month_day date{std::chrono::year{*year},
                                         std::chrono::month{static_cast<unsigned>(*month)},
                                         std::chrono::day{static_cast<unsigned>(*day)}};
  if (!date.ok()) {
    return std::nullopt;
  }
  return std::chrono::sys_days{date};
}

}  // namespace

std::string FormatTime(TimePoint time) {
  return Format(time, false);
}

std::string FormatMicroTime(TimePoint time) {
  return Format(time, true);
}

std::string FormatMilliTime(TimePoint time) {
  std::string text = Format(time, true);
  return text.erase(text.size() - 4, 3);  // the last three of six digits are always 0
}

std::optional<TimePoint> ParseTime(std::string_view text) {
  const auto date = TakeDate(text);
  if (!date || !TakeChar(text, 'T')) {
    return std::nullopt;
  }
  const auto hour = TakeNumber(text, 2);
  const bool colon1 = TakeChar(text, ':');
  const auto minute = TakeNumber(text, 2);
  const bool colon2 = TakeChar(text, ':');
  const auto second = TakeNumber(text, 2);
  if (!hour || !colon1 || !minute || !colon2 || !second || *hour > 23 || *minute > 59 ||
      // Second 60 is a leap second (RFC 3339, 5.6); it counts as the first second of the next
      // minute.
      *second > 60) {
    return std::nullopt;
  }
  const auto fraction = TakeFraction(text);
  const auto offset = TakeOffset(text);
  if (!fraction || !offset) {
    return std::nullopt;
  }
  return TimePoint{*date} + hours{*hour} + minutes{*minute} + seconds{*second} + *fraction -
         *offset;
}

}  // namespace executioner::base
