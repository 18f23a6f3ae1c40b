/// \file
/// Telling valid UTF-8 from other bytes. Pure.
#pragma once

#include <cstddef>
#include <optional>
#include <string_view>

namespace executioner::base {

/// What an invalid byte is replaced by: U+FFFD.
inline constexpr std::string_view kReplacementCharacter = "\xEF\xBF\xBD";

/// \return the length in bytes of the character that begins at `at`: 1 to 4, or 0 when no valid one
///         does (RFC 3629: no surrogates, no overlong forms, nothing above U+10FFFF)
std::size_t Utf8Length(std::string_view text, std::size_t at);

/// Where bytes stop being UTF-8.
/// \return the offset of the first wrong byte, or nothing
std::optional<std::size_t> FirstNotUtf8(std::string_view text);

}  // namespace executioner::base
