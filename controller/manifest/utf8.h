/// \file
/// Is this text? Pure.
#pragma once

#include <cstddef>
#include <optional>
#include <string_view>

namespace executioner::manifest {

/// Where bytes stop being UTF-8 (RFC 3629: no overlong forms, no surrogates, at most U+10FFFF).
/// \return the offset of the first wrong byte, or nothing
std::optional<std::size_t> FirstNotUtf8(std::string_view text);

}  // namespace executioner::manifest
