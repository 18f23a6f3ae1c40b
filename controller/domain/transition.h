/// \file
/// The changes between two statuses of a run that are reported as events. Pure.
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
  kThrottled,  ///< the run waits for memory of the controller
};

/// Returns the reason of the event: "JobFailed" for kJobFailed.
std::string_view TransitionName(TransitionKind kind);

/// \return whether it needs attention (an event of type Warning)
bool IsWarning(TransitionKind kind);

/// \return whether it is the end of a run
bool IsEndOfRun(TransitionKind kind);

struct Transition {
  TransitionKind kind = TransitionKind::kStarted;
  std::string message = {};
  std::string pod = {};  ///< the pod that it concerns, if any

  bool operator==(const Transition&) const = default;
};

/// \param before, after  two statuses of one owner; `before` is the older
/// \return the transitions in the order in which they are reported: jobs before the end of the run
std::vector<Transition> Transitions(const Status& before, const Status& after);

}  // namespace executioner::domain
