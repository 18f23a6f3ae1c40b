#include <algorithm>
#include <string>

#include "controller/domain/validate_parts.h"

namespace executioner::domain {
namespace {

bool IsOutside(Range range, std::size_t value) {
  return value < static_cast<std::size_t>(range.least) ||
         value > static_cast<std::size_t>(range.most);
}

std::string InWords(Range range) {
  if (range.most == std::numeric_limits<int>::max()) {
    return "at least " + std::to_string(range.least);
  }
  if (range.least == 0) {
    return "at most " + std::to_string(range.most);
  }
  return std::to_string(range.least) + " to " + std::to_string(range.most);
}

/// Counts code points, like the API server. There are never more code points than bytes, so most
/// texts need not be counted.
std::size_t CharactersOf(const std::string& text) {
  return static_cast<std::size_t>(
      std::ranges::count_if(text, [](char byte) { return (byte & 0xC0) != 0x80; }));
}

}  // namespace

void CheckNumber(const Place& place, std::string_view below, std::optional<int> value,
                 Range range) {
  if (value && (*value < range.least || *value > range.most)) {
    const std::string bounds = range.least == 0 && range.most != std::numeric_limits<int>::max()
                                   ? "0 to " + std::to_string(range.most)
                                   : InWords(range);
    place.Field(below).Complain("is " + std::to_string(*value) + "; allowed: " + bounds);
  }
}

void NumberCheck::Check(std::string_view key, std::optional<int> value, std::optional<int> least,
                        std::optional<int> most) {
  using Limits = std::numeric_limits<int>;
  CheckNumber(place_, key, value,
              {.least = least.value_or(Limits::min()), .most = most.value_or(Limits::max())});
}

void CheckLength(const Place& place, std::string_view below, const std::string& text, Range range) {
  // The schema cannot exclude it: JSON may contain \u0000.
  if (text.find('\0') != std::string::npos) {
    place.Field(below).Complain("has a NUL byte in it, which no process can be given");
  }
  if (text.empty() && range.least > 0) {
    place.Field(below).Complain("is empty");
  } else if (text.size() > static_cast<std::size_t>(range.most) &&
             IsOutside(range, CharactersOf(text))) {
    place.Field(below).Complain("has " + std::to_string(CharactersOf(text)) +
                                " characters; allowed: " + InWords(range));
  }
}

void CheckCount(const Place& place, std::string_view below, std::size_t count, Range range) {
  if (count == 0 && range.least > 0) {
    place.Field(below).Complain("is empty; needs at least one entry");
  } else if (IsOutside(range, count)) {
    place.Field(below).Complain("has " + std::to_string(count) +
                                " entries; allowed: " + InWords(range));
  }
}

}  // namespace executioner::domain
