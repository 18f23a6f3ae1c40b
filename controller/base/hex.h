/// \file
/// Bytes as lower-case hexadecimal digits, known ones and random ones. Any thread.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace executioner::base {

/// "\x0f\xa0" is "0fa0".
std::string Hex(std::string_view bytes);

/// Digits of so many random bytes, at most 256; those of zero bytes where the kernel gives none.
std::string RandomHex(std::size_t bytes);

}  // namespace executioner::base
