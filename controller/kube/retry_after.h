/// \file
/// Parses the Retry-After header (RFC 9110, 10.2.3) in the only form that API servers send. Pure.
#pragma once

#include <chrono>
#include <optional>
#include <string_view>

namespace executioner::kube {

/// \return the number of seconds; nothing if `text` is not a number, such as a date, the other form
std::optional<std::chrono::seconds> ParseRetryAfter(std::string_view text);

}  // namespace executioner::kube
