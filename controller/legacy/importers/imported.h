/// \file
/// The result of converting a file that is not a manifest. Plain data.
#pragma once

#include <string>
#include <vector>

namespace executioner::legacy::importers {

/// A message about a place.
struct Finding {
  std::string place = {};  ///< "nightly.sh:12"
  std::string message = {};

  bool operator==(const Finding&) const = default;
};

struct Imported {
  std::string manifest_json = {};    ///< a Workflow; "" if there are errors
  std::vector<Finding> errors = {};  ///< what is invalid, or cannot be expressed in a manifest
  std::vector<Finding> notes = {};   ///< differences between the file and the Workflow
};

}  // namespace executioner::legacy::importers
