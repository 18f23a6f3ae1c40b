/// \file
/// Checks the objects that a Job waits for before it starts (`spec.after`). Pure: reads objects
/// through a function.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "controller/domain/workflow.h"

namespace executioner::reconcile {

/// The state of an awaited object.
struct Awaited {
  bool complete = false;
  bool failed = false;
  bool invalid = false;                      ///< failed as InvalidSpec, possibly as part of a cycle
  std::vector<domain::AfterRef> after = {};  ///< of a Job that has not run, to detect cycles
};

/// Returns the object; nothing if it does not exist in the namespace.
using LookUp = std::function<std::optional<Awaited>(const domain::AfterRef&)>;

/// Maximum number of Jobs that one search for a cycle visits. Without a limit, reconciling n
/// chained Jobs would cost n².
inline constexpr std::size_t kMostSearched = 1000;

struct GateQuestion {
  domain::AfterRef self = {};  ///< the waiting Job
  std::vector<domain::AfterRef> after = {};
  /// Whether a cycle through `self` may have been created since the last check because its `after`
  /// is new. The last edge of a cycle is always new in the Job that adds it; the other Jobs detect
  /// the cycle because that Job becomes `invalid`.
  bool is_new = true;
};

struct GateVerdict {
  enum class Kind {
    kOpen,    ///< all objects are complete
    kWaits,   ///< waits, as described by `message`
    kFailed,  ///< one of the objects has failed
    kCycle,   ///< the Jobs wait for each other
  };
  Kind kind = Kind::kOpen;
  std::string message = {};
  bool searched = false;  ///< a cycle was searched for
  bool gave_up = false;   ///< the search stopped after kMostSearched Jobs
};

/// Looks up each object of `after` once or twice, and up to kMostSearched more objects only if a
/// cycle may have been created. Does not recurse.
GateVerdict CheckGate(const GateQuestion& question, const LookUp& look_up);

}  // namespace executioner::reconcile
