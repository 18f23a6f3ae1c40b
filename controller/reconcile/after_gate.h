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
  bool invalid = false;                      ///< failed as InvalidSpec: perhaps as part of a cycle
  std::vector<domain::AfterRef> after = {};  ///< of a Job that has not run: for cycles
};

/// \return nothing when there is no such object in the namespace
using LookUp = std::function<std::optional<Awaited>(const domain::AfterRef&)>;

/// Most Jobs that one search for a cycle looks at. Users write the chains: a search without a bound
/// would make the reconciles of n chained Jobs cost n².
inline constexpr std::size_t kMostSearched = 1000;

struct GateQuestion {
  domain::AfterRef self = {};  ///< the Job that asks
  std::vector<domain::AfterRef> after = {};
  /// Whether a cycle through `self` may have come up since the last answer: its `after` is new.
  /// The last edge of a cycle is always new to the Job that brings it; the others learn of the
  /// cycle because that Job becomes `invalid`.
  bool is_new = true;
};

struct GateVerdict {
  enum class Kind {
    kOpen,    ///< everything is complete
    kWaits,   ///< for `message`
    kFailed,  ///< one of them failed
    kCycle,   ///< the Jobs wait for each other
  };
  Kind kind = Kind::kOpen;
  std::string message = {};
  bool searched = false;  ///< a cycle was looked for,
  bool gave_up = false;   ///< but more than kMostSearched Jobs come before this one
};

/// Looks up each of `after` once or twice, and kMostSearched objects more only when a cycle may
/// have come up. Does not recurse.
GateVerdict CheckGate(const GateQuestion& question, const LookUp& look_up);

}  // namespace executioner::reconcile
