/// \file
/// The Retry-After header (RFC 9110, 10.2.3), in the one form that API servers send. Pure.
#pragma once

#include <chrono>
#include <optional>
#include <string_view>

namespace executioner::kube {

/// \return the seconds that `text` asks to wait; nothing when it is not a number of seconds, so
///   also for the other form, a date
std::optional<std::chrono::seconds> ParseRetryAfter(std::string_view text);

}  // namespace executioner::kube
