/// \file
/// Scalars out of pieces of JSON that json_span.h has found. Pure; never throws.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace executioner::kube {

/// The text of a JSON string, escapes resolved; nothing for anything else.
std::optional<std::string> TextValue(std::string_view value);

/// Nothing for anything but a whole number that fits.
std::optional<std::int64_t> NumberValue(std::string_view value);

/// As NumberValue; nothing when it does not fit into an int.
std::optional<int> IntValue(std::string_view value);

/// Nothing for anything but `true` and `false`.
std::optional<bool> FlagValue(std::string_view value);

}  // namespace executioner::kube
