/// \file
/// Tells how many items the list of a job has that expands.
#pragma once

#include <optional>

#include "controller/engine/execution.h"

namespace executioner::engine {

/// Different executions may be asked about from different threads.
class ItemLists {
 public:
  virtual ~ItemLists() = default;

  /// Always the same for one job of one run: what is expanded is recorded after the answer.
  /// \return nothing while it is not known; the next step asks again
  virtual std::optional<int> Count(const Execution& execution, domain::NodeId node) = 0;
};

}  // namespace executioner::engine
