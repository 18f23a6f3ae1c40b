/// \file
/// Whose run it is. Plain data.
#pragma once

#include <string>

namespace executioner::engine {

/// `uid` tells two owners of one name apart.
struct OwnerId {
  std::string kind = {};  ///< "Workflow" or "Job"
  std::string ns = {};
  std::string name = {};
  std::string uid = {};

  bool operator==(const OwnerId&) const = default;
};

}  // namespace executioner::engine
