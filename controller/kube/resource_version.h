/// \file
/// Compares resource versions of one kind of object. Pure.
///
/// This is supported since KEP-5504 (apimachinery pkg/util/resourceversion): a version is a decimal
/// number of any length, without leading zeros.
#pragma once

#include <optional>
#include <string_view>

namespace executioner::kube {

/// \return whether `version` can be compared: only digits, not "0", no leading zero
bool IsComparable(std::string_view version);

/// Checks whether a cache that has seen `seen` has also seen `wanted`. An empty `seen` means that
/// it has seen nothing.
/// \return nothing if a version cannot be compared; then skip the check, because waiting might not
/// end
std::optional<bool> HasSeen(std::string_view seen, std::string_view wanted);

/// \return whether `version` is older than `known`; false if a version cannot be compared. If the
/// server reports `version` after `known` for the same object or kind, its store went back in time.
bool IsOlder(std::string_view version, std::string_view known);

/// Orders comparable versions, oldest first; for maps.
struct OlderVersion {
  using is_transparent = void;

  bool operator()(std::string_view left, std::string_view right) const {
    return left.size() != right.size() ? left.size() < right.size() : left < right;
  }
};

}  // namespace executioner::kube
