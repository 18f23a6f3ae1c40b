/// \file
/// Identifies the owner of a run. Plain data.
#pragma once

#include <string>

namespace executioner::engine {

/// `uid` distinguishes owners that had the same name one after the other.
struct OwnerId {
  std::string kind = {};  ///< "Workflow" or "Job"
  std::string ns = {};
  std::string name = {};
  std::string uid = {};

  bool operator==(const OwnerId&) const = default;
};

}  // namespace executioner::engine
