/// \file
/// What changed between two records of a run that a person cares about: the events. Pure.
#pragma once

#include <string>
#include <vector>

#include "controller/domain/status.h"

namespace executioner::domain {

enum class TransitionKind {
  kStarted,
  kJobFailed,
  kJobRetrying,
  kSucceeded,
  kFailed,
  kCancelled,
  kSuspended,
  kResumed,
  kInvalidSpec,
  kCreateRefused,
  kCreateDelayed,
  kThrottled,  ///< it waits for memory of the controller
};

/// The event's reason: "JobFailed" for kJobFailed.
std::string_view TransitionName(TransitionKind kind);

/// Whether it calls for somebody's attention (an event of type Warning).
bool IsWarning(TransitionKind kind);

/// Whether it is the end of a run.
bool IsEndOfRun(TransitionKind kind);

struct Transition {
  TransitionKind kind = TransitionKind::kStarted;
  std::string message = {};
  std::string pod = {};  ///< the pod it is about, if any

  bool operator==(const Transition&) const = default;
};

/// \param before, after  two statuses of one owner, `before` the older
/// \return in the order in which they are told: jobs before the run's end
std::vector<Transition> Transitions(const Status& before, const Status& after);

}  // namespace executioner::domain
