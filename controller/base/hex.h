/// \file
/// Given or random bytes as lower-case hexadecimal digits. Any thread.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace executioner::base {

/// Returns the digits of `bytes`: "\x0f\xa0" is "0fa0".
std::string Hex(std::string_view bytes);

/// Returns the digits of `bytes` random bytes, at most 256; all digits are 0 if the kernel provides
/// no random bytes.
std::string RandomHex(std::size_t bytes);

}  // namespace executioner::base
