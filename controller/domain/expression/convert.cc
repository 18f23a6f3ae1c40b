#include "controller/domain/expression/convert.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <string>
#include <system_error>

namespace executioner::domain::expression {
namespace {

Value CannotConvert(const std::string& text, const char* type) {
  constexpr std::size_t kLongest = 40;
  return Failure{"type conversion error: '" + text.substr(0, kLongest) + "' is not " + type};
}

template <class T>
Value ReadInteger(const std::string& text, const char* type) {
  T number = 0;
  // Unlike std::from_chars, Go and so CEL accept a plus sign of signed numbers.
  const bool plus = std::is_signed_v<T> && text.starts_with('+') && !text.starts_with("+-");
  const char* end = text.data() + text.size();
  const auto [stop, error] = std::from_chars(text.data() + (plus ? 1 : 0), end, number);
  if (error == std::errc::result_out_of_range) {
    return Failure{"integer overflow"};
  }
  return error == std::errc() && stop == end ? Value(number) : CannotConvert(text, type);
}

/// The limits are excluded, because the doubles next to the largest integers are rounded.
template <class T>
Value Truncate(double number, double lowest, double highest) {
  return number > lowest && number < highest ? Value(static_cast<T>(number))
                                             : Value(Failure{"integer overflow"});
}

template <class T>
Value Print(T number) {
  std::array<char, 64> text{};
  const auto end = std::to_chars(text.data(), text.data() + text.size(), number);
  return std::string(text.data(), end.ptr);
}

Value PrintDouble(double number) {
  if (std::isnan(number)) {
    return std::string("NaN");
  }
  if (std::isinf(number)) {
    return std::string(number > 0 ? "+Inf" : "-Inf");
  }
  std::array<char, 64> text{};
  const auto end =
      std::to_chars(text.data(), text.data() + text.size(), number, std::chars_format::general);
  return std::string(text.data(), end.ptr);
}

/// std::from_chars does not say in which direction a number is out of range.
bool IsTiny(std::string_view number) {
  const std::size_t exponent = number.find_first_of("eE");
  if (exponent != std::string_view::npos) {
    return number.substr(exponent + 1).starts_with('-');
  }
  return number.find_first_not_of("-0") == number.find('.');
}

constexpr double kTwoTo63 = 9223372036854775808.0;
constexpr double kTwoTo64 = 18446744073709551616.0;

}  // namespace

std::optional<double> ReadDouble(std::string_view text) {
  const bool plus = text.starts_with('+') && !text.starts_with("+-");
  text.remove_prefix(plus ? 1 : 0);
  double number = 0;
  const auto [stop, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (stop != text.data() + text.size() || text.ends_with(')')) {  // not "nan(…)"
    return std::nullopt;
  }
  if (error == std::errc::result_out_of_range) {
    return IsTiny(text) ? std::optional(0.0) : std::nullopt;
  }
  return error == std::errc() ? std::optional(number) : std::nullopt;
}

Value ToInt(const Value& value) {
  if (const auto* natural = value.As<std::uint64_t>()) {
    return *natural > INT64_MAX ? Value(Failure{"integer overflow"})
                                : Value(static_cast<std::int64_t>(*natural));
  }
  if (const auto* number = value.As<double>()) {
    return Truncate<std::int64_t>(*number, -kTwoTo63, kTwoTo63);
  }
  if (const auto* text = value.As<std::string>()) {
    return ReadInteger<std::int64_t>(*text, "an int");
  }
  return value.As<std::int64_t>() != nullptr ? value : NoSuchOverload();
}

Value ToUint(const Value& value) {
  if (const auto* integer = value.As<std::int64_t>()) {
    return *integer < 0 ? Value(Failure{"integer overflow"})
                        : Value(static_cast<std::uint64_t>(*integer));
  }
  if (const auto* number = value.As<double>()) {
    return *number == 0 ? Value(std::uint64_t{0}) : Truncate<std::uint64_t>(*number, 0, kTwoTo64);
  }
  if (const auto* text = value.As<std::string>()) {
    return ReadInteger<std::uint64_t>(*text, "a uint");
  }
  return value.As<std::uint64_t>() != nullptr ? value : NoSuchOverload();
}

Value ToDouble(const Value& value) {
  if (const auto* integer = value.As<std::int64_t>()) {
    return static_cast<double>(*integer);
  }
  if (const auto* natural = value.As<std::uint64_t>()) {
    return static_cast<double>(*natural);
  }
  if (const auto* text = value.As<std::string>()) {
    const auto number = ReadDouble(*text);
    return number ? Value(*number) : CannotConvert(*text, "a double");
  }
  return value.As<double>() != nullptr ? value : NoSuchOverload();
}

Value ToText(const Value& value) {
  if (const auto* truth = value.As<bool>()) {
    return std::string(*truth ? "true" : "false");
  }
  if (const auto* integer = value.As<std::int64_t>()) {
    return Print(*integer);
  }
  if (const auto* natural = value.As<std::uint64_t>()) {
    return Print(*natural);
  }
  if (const auto* number = value.As<double>()) {
    return PrintDouble(*number);
  }
  return value.As<std::string>() != nullptr ? value : NoSuchOverload();
}

Value ToBool(const Value& value) {
  if (const auto* text = value.As<std::string>()) {
    static constexpr std::array kTrue{"1", "t", "true", "TRUE", "True"};
    static constexpr std::array kFalse{"0", "f", "false", "FALSE", "False"};
    if (std::ranges::find(kTrue, *text) != kTrue.end()) {
      return true;
    }
    return std::ranges::find(kFalse, *text) != kFalse.end() ? Value(false)
                                                            : CannotConvert(*text, "a bool");
  }
  return value.As<bool>() != nullptr ? value : NoSuchOverload();
}

}  // namespace executioner::domain::expression
