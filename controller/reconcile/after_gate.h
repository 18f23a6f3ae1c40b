/// \file
/// What a Job waits for before it starts (`spec.after`). Pure: looks through a function.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "controller/domain/workflow.h"

namespace executioner::reconcile {

/// What is known of an object that somebody waits for.
struct Awaited {
  bool complete = false;
  bool failed = false;
  std::vector<domain::AfterRef> after = {};  ///< of a Job that has not run: for cycles
};

/// \return nothing when there is no such object in the namespace
using LookUp = std::function<std::optional<Awaited>(const domain::AfterRef&)>;

struct GateVerdict {
  enum class Kind {
    kOpen,    ///< everything is complete
    kWaits,   ///< for `message`
    kFailed,  ///< one of them failed
    kCycle,   ///< the Jobs wait for each other
  };
  Kind kind = Kind::kOpen;
  std::string message = {};
};

/// \param self  the Job that asks
GateVerdict CheckGate(const domain::AfterRef& self, const std::vector<domain::AfterRef>& after,
                      const LookUp& look_up);

}  // namespace executioner::reconcile
