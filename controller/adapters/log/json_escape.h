/// \file
/// Writes any bytes as a JSON string. Pure.
#pragma once

#include <string>
#include <string_view>

namespace executioner::log {

/// Returns `text` in quotes, escaped (RFC 8259); bytes that are not UTF-8 become U+FFFD.
std::string JsonString(std::string_view text);

}  // namespace executioner::log
