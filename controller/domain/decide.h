/// \file
/// The brain: what to do next in one run. Deterministic on its arguments: reads no clock, rolls no
/// dice, touches nothing outside. Costs what changed since the last time, not the size of the
/// graph.
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
  kNeverStarted,  ///< it has not started: take it away
  kNow,           ///< KILL
};

/// Stop the newest attempt of an instance. Stopping twice is harmless.
struct Stop {
  InstanceId instance = {};
  int attempt = 0;
  StopMode mode = StopMode::kGraceful;

  bool operator==(const Stop&) const = default;
};

/// Find out how many items the list of a job has, and call ExpandNode. Asked for with every
/// decision until that is done.
struct Expand {
  NodeId node = {};

  bool operator==(const Expand&) const = default;
};

/// One thing to do.
using Action = std::variant<Stop, Expand, Launch>;

/// What to do now, and when to ask again if nothing happens before.
struct Decision {
  /// Something changed that looking at the world could not prove after a crash: the run has to be
  /// recorded before anything else is done, then ask again. There are no actions then.
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

/// Decides the next actions of a run and moves it forward by them: a launch that is decided counts
/// as begun until LaunchDelayed or LaunchRefused say otherwise.
///
/// \param controls  the fields of the spec that may change while a run is active
/// \param now       the time of the newest observation
Decision Decide(const Plan& plan, const Controls& controls, Run& run, TimePoint now);

/// What a trigger makes of the dependencies of a job. They have all ended; for a trigger that
/// outlives a failure, so has everything that they depend on, directly or not.
enum class Verdict { kHolds, kBlocked, kSkipped };

/// How dependencies ended, seen from a job that waits for them.
struct Dependencies {
  int ok = 0;    ///< Succeeded; Failed with allowFailure; skipped by a person
  int bad = 0;   ///< Failed, Blocked, Cancelled
  int none = 0;  ///< Skipped by a condition or a trigger
};

/// The truth table of docs/triggers.md.
Verdict Evaluate(Trigger trigger, const Dependencies& ended);

/// "AllSucceeded" for kAllSucceeded: the word of the API.
std::string_view TriggerName(Trigger trigger);

/// Whether a job with this trigger may start although the failure policy stops all others. It
/// starts when everything that it depends on, directly or not, has ended.
bool OutlivesFailure(Trigger trigger);

}  // namespace executioner::domain
