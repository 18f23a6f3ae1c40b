/// \file
/// Carries out decisions: starts and stops attempts, and applies the results to the run.
#pragma once

#include "controller/domain/decide.h"
#include "controller/engine/execution.h"
#include "controller/engine/ports.h"

namespace executioner::engine {

/// Different executions may be used from different threads.
class Executor {
 public:
  /// \param ports  all that they refer to is borrowed
  explicit Executor(const Ports& ports) : ports_(ports) {}

  /// \return whether anything was done; then call Decide again
  bool Carry(Execution& execution, const domain::Decision& decision);

 private:
  bool Expand(Execution& execution, const std::vector<domain::Expand>& jobs);
  void Launch(Execution& execution, const std::vector<domain::Launch>& launches);

  Ports ports_;
};

}  // namespace executioner::engine
