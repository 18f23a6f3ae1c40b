/// \file
/// Decides what to do next in a run. Depends only on its arguments: uses no clock, no random
/// numbers and no I/O. The cost is proportional to the changes since the last call, not to the size
/// of the graph.
#pragma once

#include <optional>
#include <string_view>
#include <variant>
#include <vector>

#include "controller/domain/plan.h"
#include "controller/domain/run.h"

namespace executioner::domain {

/// Start attempt `attempt` of an instance.
struct Launch {
  InstanceId instance = {};
  int attempt = 0;

  bool operator==(const Launch&) const = default;
};

enum class StopMode {
  kGraceful,      ///< TERM, then KILL after the grace period
  kNeverStarted,  ///< it has not started: delete it
  kNow,           ///< KILL
};

/// Stop the newest attempt of an instance. Stopping twice is harmless.
struct Stop {
  InstanceId instance = {};
  int attempt = 0;
  StopMode mode = StopMode::kGraceful;

  bool operator==(const Stop&) const = default;
};

/// Find out how many items the list of a job has, and call ExpandNode. Repeated in every decision
/// until that is done.
struct Expand {
  NodeId node = {};

  bool operator==(const Expand&) const = default;
};

/// One thing to do.
using Action = std::variant<Stop, Expand, Launch>;

/// What to do now, and when to call Decide again if nothing happens before.
struct Decision {
  /// Whether something changed that could not be observed after a crash: the run must be recorded
  /// before any action, and Decide called again. There are no actions then.
  bool record_first = false;
  std::vector<Action> actions = {};  ///< in order
  std::optional<TimePoint> wake_at = std::nullopt;
};

/// The actions of one kind, in order.
template <class Kind>
std::vector<Kind> ActionsOf(const Decision& decision) {
  std::vector<Kind> chosen;
  for (const Action& action : decision.actions) {
    if (const auto* const one = std::get_if<Kind>(&action)) {
      chosen.push_back(*one);
    }
  }
  return chosen;
}

/// Decides the next actions of a run and advances it accordingly: a decided launch counts as begun,
/// unless LaunchDelayed or LaunchRefused is called for it.
///
/// \param controls  the fields of the spec that may change while a run is active
/// \param now       the time of the newest observation
Decision Decide(const Plan& plan, const Controls& controls, Run& run, TimePoint now);

/// The result of a trigger. All dependencies have ended; for a trigger that may start a job after a
/// failure, all indirect dependencies have ended too.
enum class Verdict { kHolds, kBlocked, kSkipped };

/// How the dependencies of a job ended.
struct Dependencies {
  int ok = 0;    ///< Succeeded; Failed with allowFailure; skipped by a person
  int bad = 0;   ///< Failed, Blocked, Cancelled
  int none = 0;  ///< Skipped by a condition or a trigger
};

/// The truth table of docs/triggers.md.
Verdict Evaluate(Trigger trigger, const Dependencies& ended);

/// Returns the word of the API: "AllSucceeded" for kAllSucceeded.
std::string_view TriggerName(Trigger trigger);

/// Returns whether a job with this trigger may start although the failure policy stops all others.
/// It starts when all its direct and indirect dependencies have ended.
bool OutlivesFailure(Trigger trigger);

}  // namespace executioner::domain
