/// \file
/// Text that is nothing but a whole number. Pure.
#pragma once

#include <charconv>
#include <optional>
#include <string_view>
#include <system_error>

namespace executioner::base {

/// \return nothing if `text` contains anything but decimal digits, with a '-' before them for types
///     with a sign, or if the number does not fit
template <typename Number>
std::optional<Number> WholeNumber(std::string_view text) {
  Number number = 0;
  const char* const end = text.data() + text.size();
  const auto [stop, error] = std::from_chars(text.data(), end, number);
  return error == std::errc{} && stop == end ? std::optional(number) : std::nullopt;
}

}  // namespace executioner::base
