/// \file
/// Where runs are put on record, so that what cannot be proven by looking survives a crash.
#pragma once

#include <string>

#include "controller/engine/execution.h"

namespace executioner::engine {

enum class SaveResult {
  kSaved,
  kConflict,  ///< somebody else changed the owner: read it again and decide anew
  kGone,      ///< the owner does not exist any more
  kTooLarge,  ///< it will never fit
  kRefused,   ///< refused for another lasting reason: a fault of ours or a foreign schema
  kFailed,    ///< not now; it may have happened
};

/// Safe from any thread.
class RunStore {
 public:
  virtual ~RunStore() = default;

  /// Writes `status` for the execution's owner, only if the owner is still as
  /// `execution.resource_version` says, and updates that on success.
  virtual SaveResult Save(Execution& execution, const domain::Status& status) = 0;
};

}  // namespace executioner::engine
