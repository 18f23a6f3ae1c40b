/// \file
/// Bytes of any kind as text that PostgreSQL takes: it has neither NUL nor bytes that are not
/// UTF-8. Pure.
#pragma once

#include <string>
#include <string_view>

namespace executioner::store {

/// What PostgreSQL refuses becomes U+001A and two hexadecimal digits, and so does U+001A itself;
/// everything else stays as it is. "a\0b" becomes "a\x1A" "00b".
std::string EncodeText(std::string_view bytes);

/// The reverse of EncodeText; what was not written by it stays as it is.
std::string DecodeText(std::string_view text);

}  // namespace executioner::store
