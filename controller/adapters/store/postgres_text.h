/// \file
/// Encodes any bytes as text that PostgreSQL accepts, which excludes NUL and bytes that are not
/// UTF-8. Pure.
#pragma once

#include <string>
#include <string_view>

namespace executioner::store {

/// Replaces U+001A and every byte that PostgreSQL rejects by U+001A and two hexadecimal digits, and
/// leaves all other bytes unchanged. "a\0b" becomes "a\x1A" "00b".
std::string EncodeText(std::string_view bytes);

/// Reverses EncodeText; leaves other text unchanged.
std::string DecodeText(std::string_view text);

}  // namespace executioner::store
