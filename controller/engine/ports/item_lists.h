/// \file
/// The port that counts the items in the list of a job that expands.
#pragma once

#include <optional>

#include "controller/engine/execution.h"

namespace executioner::engine {

/// Different executions may be used from different threads.
class ItemLists {
 public:
  virtual ~ItemLists() = default;

  /// Must return the same number whenever it is called for a job of a run, because the expansion is
  /// recorded only afterwards.
  /// \return nothing while it is unknown; the next step asks again
  virtual std::optional<int> Count(const Execution& execution, domain::NodeId node) = 0;
};

}  // namespace executioner::engine
