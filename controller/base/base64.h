/// \file
/// Base64 (RFC 4648, with padding). Pure.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace executioner::base {

std::string EncodeBase64(std::string_view bytes);

/// White space is skipped, as YAML blocks bring line ends.
/// \return nothing when `text` is not base64
std::optional<std::string> DecodeBase64(std::string_view text);

}  // namespace executioner::base
