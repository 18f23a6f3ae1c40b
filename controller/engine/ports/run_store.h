/// \file
/// Where runs are put on record, so that what cannot be proven by looking survives a crash.
#pragma once

#include <string>

#include "controller/engine/execution.h"

namespace executioner::engine {

/// Safe from any thread.
class RunStore {
 public:
  virtual ~RunStore() = default;

  /// Writes `status` for the execution's owner, only if the owner is still as
  /// `execution.resource_version` says, and updates that on success. Reads nothing else of the
  /// execution but its owner.
  virtual SaveResult Save(Execution& execution, const domain::Status& status) = 0;
};

}  // namespace executioner::engine
