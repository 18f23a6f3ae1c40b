/// \file
/// Reads scalars from pieces of JSON found by json_span.h. Pure; never throws.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace executioner::kube {

/// \return the text of a JSON string, with escapes resolved; nothing for other values
std::optional<std::string> TextValue(std::string_view value);

/// \return the number; nothing unless it is an integer that fits
std::optional<std::int64_t> NumberValue(std::string_view value);

/// Like NumberValue; nothing if the number does not fit into an int.
std::optional<int> IntValue(std::string_view value);

/// \return the value; nothing unless it is `true` or `false`
std::optional<bool> FlagValue(std::string_view value);

}  // namespace executioner::kube
