/// \file
/// Detects invalid UTF-8. Pure.
#pragma once

#include <cstddef>
#include <optional>
#include <string_view>

namespace executioner::base {

/// The replacement for an invalid byte: U+FFFD.
inline constexpr std::string_view kReplacementCharacter = "\xEF\xBF\xBD";

/// \return the length in bytes of the character that begins at `at`: 1 to 4, or 0 if there is no
/// valid character (RFC 3629: no surrogates, no overlong forms, nothing above U+10FFFF)
std::size_t Utf8Length(std::string_view text, std::size_t at);

/// Finds the first byte that is not valid UTF-8.
/// \return its offset, or nothing
std::optional<std::size_t> FirstNotUtf8(std::string_view text);

}  // namespace executioner::base
