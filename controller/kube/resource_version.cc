#include "controller/kube/resource_version.h"

#include <algorithm>

namespace executioner::kube {

bool IsComparable(std::string_view version) {
  const auto is_digit = [](char letter) { return letter >= '0' && letter <= '9'; };
  // Lengths decide between numbers without leading zeros, however long: no overflow.
  return !version.empty() && version.front() != '0' && std::ranges::all_of(version, is_digit);
}

std::optional<bool> HasSeen(std::string_view seen, std::string_view wanted) {
  if (!IsComparable(wanted)) {
    return std::nullopt;
  }
  if (seen.empty()) {
    return false;
  }
  if (!IsComparable(seen)) {
    return std::nullopt;
  }
  return !OlderVersion{}(seen, wanted);
}

bool IsOlder(std::string_view version, std::string_view known) {
  return IsComparable(version) && IsComparable(known) && OlderVersion{}(version, known);
}

}  // namespace executioner::kube
