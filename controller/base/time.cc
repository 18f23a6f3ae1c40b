#include "controller/base/time.h"

#include <algorithm>
#include <array>
#include <cstdio>

#include "controller/base/whole_number.h"

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

/// Whether `text` has the form of `shape`, in which 0 stands for any digit.
bool HasShape(std::string_view text, std::string_view shape) {
  return std::ranges::equal(text, shape, [](char letter, char wanted) {
    return wanted == '0' ? letter >= '0' && letter <= '9' : letter == wanted;
  });
}

/// \pre  only digits are there
template <typename Number = int>
Number NumberAt(std::string_view text, std::size_t at, std::size_t digits = 2) {
  return WholeNumber<Number>(text.substr(at, digits)).value_or(0);
}

/// Removes the fraction of a second, if there is one, from the front of `text`.
std::optional<Duration> TakeFraction(std::string_view& text) {
  if (!text.starts_with('.')) {
    return Duration{0};
  }
  const std::size_t end = std::min(text.find_first_not_of("0123456789", 1), text.size());
  // RFC 3339 allows any number of digits; Go writes up to nine.
  std::string millis(text.substr(1, std::min<std::size_t>(end - 1, 3)));
  text.remove_prefix(end);
  if (millis.empty()) {
    return std::nullopt;
  }
  millis.resize(3, '0');
  return Duration{NumberAt(millis, 0, 3)};
}

std::optional<minutes> OffsetOf(std::string_view text) {
  if (text == "Z" || text == "z") {
    return minutes{0};
  }
  if (!HasShape(text, "+00:00") && !HasShape(text, "-00:00")) {
    return std::nullopt;
  }
  const minutes offset = hours{NumberAt(text, 1)} + minutes{NumberAt(text, 4)};
  return text.front() == '-' ? -offset : offset;
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
  constexpr std::string_view kShape = "0000-00-00T00:00:00";
  if (!HasShape(text.substr(0, kShape.size()), kShape)) {
    return std::nullopt;
  }
  const std::chrono::year_month_day date{std::chrono::year{NumberAt(text, 0, 4)},
                                         std::chrono::month{NumberAt<unsigned>(text, 5)},
                                         std::chrono::day{NumberAt<unsigned>(text, 8)}};
  const int hour = NumberAt(text, 11);
  const int minute = NumberAt(text, 14);
  const int second = NumberAt(text, 17);
  // Second 60 is a leap second (RFC 3339, 5.6); it counts as the first second of the next minute.
  if (!date.ok() || hour > 23 || minute > 59 || second > 60) {
    return std::nullopt;
  }
  text.remove_prefix(kShape.size());
  const auto fraction = TakeFraction(text);
  const auto offset = OffsetOf(text);
  if (!fraction || !offset) {
    return std::nullopt;
  }
  return TimePoint{std::chrono::sys_days{date}} + hours{hour} + minutes{minute} + seconds{second} +
         *fraction - *offset;
}

}  // namespace executioner::base
