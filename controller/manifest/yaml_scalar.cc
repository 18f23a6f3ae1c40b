#include "controller/manifest/yaml_scalar.h"

#include <algorithm>
#include <array>
#include <cctype>
#include <charconv>
#include <cmath>
#include <cstdlib>
#include <optional>

namespace executioner::manifest {
namespace {

bool IsDigit(char letter) {
  return letter >= '0' && letter <= '9';
}

bool AreDigits(std::string_view text) {
  return !text.empty() && std::ranges::all_of(text, IsDigit);
}

template <std::size_t kSize>
bool IsOneOf(std::string_view text, const std::array<std::string_view, kSize>& words) {
  return std::ranges::count(words, text) > 0;
}

/// \param meant  as in PlainScalar
PlainScalar Refuse(std::string_view text, std::string_view as, const std::string& meant = {}) {
  return {.error = "'" + std::string(text) + "' is read as " + std::string(as) +
                   " by some programs: " +
                   (meant.empty() ? "quote it" : "write " + meant + ", or quote it if it is text"),
          .meant = meant};
}

/// Returns the meaning of a boolean of YAML 1.1 that is text in YAML 1.2; "" for other text.
std::string OldBoolean(std::string_view text) {
  constexpr std::array<std::string_view, 8> kTrue{"y", "Y", "yes", "Yes", "YES", "on", "On", "ON"};
  constexpr std::array<std::string_view, 8> kFalse{"n", "N", "no", "No", "NO", "off", "Off", "OFF"};
  if (IsOneOf(text, kTrue)) {
    return "true";
  }
  return IsOneOf(text, kFalse) ? "false" : "";
}

/// "1:30:00": digits, then groups of at most 59.
bool IsSexagesimal(std::string_view text) {
  const std::size_t colon = text.find(':');
  if (colon == std::string_view::npos || !AreDigits(text.substr(0, colon))) {
    return false;
  }
  std::string_view rest = text.substr(colon);
  while (!rest.empty()) {
    const std::string_view group = rest.substr(1, rest.find(':', 1) - 1);
    const bool small = group.size() == 1 || (group.size() == 2 && group.front() <= '5');
    if (!AreDigits(group) || !small) {
      return false;
    }
    rest.remove_prefix(group.size() + 1);
  }
  return true;
}

/// Returns a number of YAML 1.1 or Go that is not a number here, without its sign; "" if it is not
/// one.
std::string_view OldNumberKind(std::string_view text) {
  if (text.starts_with("0b") && text.size() > 2 && text.find_first_not_of("01_", 2) == text.npos) {
    return "a number in base 2";
  }
  if (!text.empty() && IsDigit(text.front()) && text.find('_') != text.npos &&
      text.find_first_not_of("0123456789_.") == text.npos) {
    return "a number";
  }
  const std::string_view whole = text.substr(0, text.find_first_of(".eE"));
  if (whole.size() > 1 && whole.front() == '0' && AreDigits(whole) &&
      text.find_first_not_of("0123456789.eE+-") == text.npos) {
    return "a number with a leading zero";
  }
  return IsSexagesimal(text) ? "a number in base 60" : "";
}

std::optional<std::int64_t> ParseInteger(std::string_view digits, int base, bool negative) {
  const std::string signed_digits = (negative ? "-" : "") + std::string(digits);
  std::int64_t value = 0;
  const char* const end = signed_digits.data() + signed_digits.size();
  const auto [stopped, error] = std::from_chars(signed_digits.data(), end, value, base);
  return error == std::errc{} && stopped == end ? std::optional{value} : std::nullopt;
}

/// Returns the probable meaning of an old number: its digits in base 10, although other programs
/// read a leading zero differently. "" for base 60, which is more often a time or two ports than a
/// number.
/// \param text  an old number, see OldNumberKind
std::string NumberMeant(std::string_view text, bool negative) {
  std::string digits(text);
  std::erase(digits, '_');
  if (digits.find(':') != std::string::npos) {
    return {};
  }
  if (digits.starts_with("0b")) {
    const auto value = ParseInteger(std::string_view(digits).substr(2), 2, negative);
    return value ? std::to_string(*value) : "";
  }
  std::size_t zeros = 0;
  while (zeros + 1 < digits.size() && digits[zeros] == '0' && IsDigit(digits[zeros + 1])) {
    ++zeros;
  }
  return (negative ? "-" : "") + digits.substr(zeros);
}

/// Returns a number in the form of JSON, or an error if it is too large.
PlainScalar Bounded(const std::string& json) {
  if (std::isinf(std::strtod(json.c_str(), nullptr))) {
    return {.error = "'" + json + "' is too large for a number: quote it if it is text"};
  }
  return {.value = {.data = Number{json}}};
}

/// "5", "0x1F", "0o17"; without the sign.
std::optional<PlainScalar> ReadInteger(std::string_view text, bool negative) {
  const bool hexadecimal = text.starts_with("0x");
  const bool octal = text.starts_with("0o");
  if (hexadecimal || octal) {
    const auto value = ParseInteger(text.substr(2), hexadecimal ? 16 : 8, negative);
    return value ? std::optional<PlainScalar>{{.value = {.data = *value}}} : std::nullopt;
  }
  if (!AreDigits(text)) {
    return std::nullopt;
  }
  if (const auto value = ParseInteger(text, 10, negative)) {
    return PlainScalar{.value = {.data = *value}};
  }
  return Bounded((negative ? "-" : "") + std::string(text));
}

/// "1.5", ".5", "5.", "1e3" as JSON writes them; without the sign.
std::optional<PlainScalar> ReadFraction(std::string_view text, bool negative) {
  const std::size_t exponent_at = std::min(text.find_first_of("eE"), text.size());
  const std::string_view mantissa = text.substr(0, exponent_at);
  std::string_view exponent = text.substr(exponent_at);
  const std::size_t dot = std::min(mantissa.find('.'), mantissa.size());
  const std::string_view whole = mantissa.substr(0, dot);
  const std::string_view fraction = mantissa.substr(std::min(dot + 1, mantissa.size()));
  const bool digits = (whole.empty() || AreDigits(whole)) &&
                      (fraction.empty() || AreDigits(fraction)) &&
                      !(whole.empty() && fraction.empty());
  if (!digits) {
    return std::nullopt;
  }
  std::string json = (negative ? "-" : "") + (whole.empty() ? "0" : std::string(whole));
  json += dot < mantissa.size() ? "." + (fraction.empty() ? "0" : std::string(fraction)) : "";
  if (!exponent.empty()) {
    const std::size_t sign = exponent.size() > 1 && (exponent[1] == '+' || exponent[1] == '-');
    if (!AreDigits(exponent.substr(1 + sign))) {
      return std::nullopt;
    }
    json += exponent;
  }
  return Bounded(json);
}

std::optional<PlainScalar> ReadNumber(std::string_view text) {
  const bool negative = text.starts_with('-');
  const std::string_view magnitude = text.substr(negative || text.starts_with('+') ? 1 : 0);
  if (const std::string_view kind = OldNumberKind(magnitude); !kind.empty()) {
    return Refuse(text, kind, NumberMeant(magnitude, negative));
  }
  constexpr std::array<std::string_view, 6> kNoNumbers{".inf", ".Inf", ".INF",
                                                       ".nan", ".NaN", ".NAN"};
  if (IsOneOf(magnitude, kNoNumbers)) {
    return Refuse(text, "infinity or not-a-number");
  }
  if (auto integer = ReadInteger(magnitude, negative)) {
    return integer;
  }
  return ReadFraction(magnitude, negative);
}

}  // namespace

PlainScalar ReadPlain(std::string_view text) {
  // The core schema of YAML 1.2 (10.3.2). Scalars that YAML 1.1 reads differently, as kubectl does,
  // are rejected, so that a manifest has one meaning everywhere.
  constexpr std::array<std::string_view, 5> kNulls{"", "~", "null", "Null", "NULL"};
  constexpr std::array<std::string_view, 3> kTrue{"true", "True", "TRUE"};
  constexpr std::array<std::string_view, 3> kFalse{"false", "False", "FALSE"};
  if (IsOneOf(text, kNulls)) {
    return {};
  }
  if (IsOneOf(text, kTrue) || IsOneOf(text, kFalse)) {
    return {.value = {.data = IsOneOf(text, kTrue)}};
  }
  if (const std::string meant = OldBoolean(text); !meant.empty()) {
    return Refuse(text, "true or false", meant);
  }
  if (auto number = ReadNumber(text)) {
    return *number;
  }
  return {.value = {.data = std::string(text)}};
}

}  // namespace executioner::manifest
