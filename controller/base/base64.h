/// \file
/// Base64 (RFC 4648, with padding). Pure.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace executioner::base {

std::string EncodeBase64(std::string_view bytes);

/// Decodes Base64. White space is skipped, because YAML blocks contain line breaks.
/// \return nothing if `text` is not valid Base64
std::optional<std::string> DecodeBase64(std::string_view text);

}  // namespace executioner::base
