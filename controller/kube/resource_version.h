/// \file
/// Comparing resource versions of one kind of object. Pure.
///
/// A supported operation since KEP-5504 (apimachinery pkg/util/resourceversion): a decimal number
/// without leading zeros, of any length.
#pragma once

#include <optional>
#include <string_view>

namespace executioner::kube {

/// Whether `version` can be compared: digits only, not "0", no leading zero.
bool IsComparable(std::string_view version);

/// Whether something that has seen `seen` has also seen `wanted`. An empty `seen` has seen nothing.
/// \return nothing when either cannot be compared: then skip the check rather than wait for ever
std::optional<bool> HasSeen(std::string_view seen, std::string_view wanted);

/// Whether `version` is older than `known`; false when either cannot be compared. Of what one
/// object or one kind of object was given in this order it proves that the store went back in time.
bool IsOlder(std::string_view version, std::string_view known);

/// Orders comparable versions, oldest first; for maps.
struct OlderVersion {
  using is_transparent = void;

  bool operator()(std::string_view left, std::string_view right) const {
    return left.size() != right.size() ? left.size() < right.size() : left < right;
  }
};

}  // namespace executioner::kube
