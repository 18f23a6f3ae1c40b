/// \file
/// What becomes of a file that is no manifest. Plain data.
#pragma once

#include <string>
#include <vector>

namespace executioner::legacy::importers {

/// Something to say about a place.
struct Finding {
  std::string place = {};  ///< "nightly.sh:12"
  std::string message = {};

  bool operator==(const Finding&) const = default;
};

struct Imported {
  std::string manifest_json = {};    ///< a Workflow; "" when there are errors
  std::vector<Finding> errors = {};  ///< what a manifest cannot say, or what is wrong
  std::vector<Finding> notes = {};   ///< where the Workflow does something else
};

}  // namespace executioner::legacy::importers
