#include "controller/kube/retry_after.h"

#include <charconv>

namespace executioner::kube {

std::optional<std::chrono::seconds> ParseRetryAfter(std::string_view text) {
  int seconds = 0;
  const auto* const last = text.data() + text.size();
  const auto [end, error] = std::from_chars(text.data(), last, seconds);
  if (error != std::errc{} || end != last || seconds < 0) {
    return std::nullopt;
  }
  return std::chrono::seconds(seconds);
}

}  // namespace executioner::kube
