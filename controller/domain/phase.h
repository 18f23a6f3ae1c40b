/// \file
/// Phases of jobs and runs, and the allowed transitions. Pure.
#pragma once

#include <optional>
#include <string_view>

#include "controller/base/error.h"
#include "controller/domain/field.h"

namespace executioner::domain {

enum class JobPhase {
  kPending,   ///< waits for its dependencies
  kQueued,    ///< waits for a slot, or its pod has not started yet
  kRunning,   ///< its container is running
  kRetrying,  ///< an attempt has failed; waits for the next
  kSucceeded,
  kFailed,
  kSkipped,    ///< skipped by a person, a condition or its trigger; not bad
  kBlocked,    ///< did not run because of a bad dependency
  kCancelled,  ///< stopped
};

inline constexpr int kJobPhases = 9;

/// A summary for people; programs use the conditions.
enum class RunPhase { kPending, kRunning, kSuspended, kSucceeded, kFailed, kCancelled };

/// Both in the order of the enums.
inline constexpr Words<JobPhase, kJobPhases> kJobPhaseWords{{{"Pending", JobPhase::kPending},
                                                             {"Queued", JobPhase::kQueued},
                                                             {"Running", JobPhase::kRunning},
                                                             {"Retrying", JobPhase::kRetrying},
                                                             {"Succeeded", JobPhase::kSucceeded},
                                                             {"Failed", JobPhase::kFailed},
                                                             {"Skipped", JobPhase::kSkipped},
                                                             {"Blocked", JobPhase::kBlocked},
                                                             {"Cancelled", JobPhase::kCancelled}}};
inline constexpr Words<RunPhase, 6> kRunPhaseWords{{{"Pending", RunPhase::kPending},
                                                    {"Running", RunPhase::kRunning},
                                                    {"Suspended", RunPhase::kSuspended},
                                                    {"Succeeded", RunPhase::kSucceeded},
                                                    {"Failed", RunPhase::kFailed},
                                                    {"Cancelled", RunPhase::kCancelled}}};

std::string_view PhaseName(JobPhase phase);
std::string_view PhaseName(RunPhase phase);
std::optional<JobPhase> ParseJobPhase(std::string_view name);
std::optional<RunPhase> ParseRunPhase(std::string_view name);

/// \return whether the phase is final within a (run, attempt)
bool IsEnded(JobPhase phase);
bool IsEnded(RunPhase phase);

/// Whether a job that ended in this phase did not do its work: Failed, Blocked or Cancelled.
bool IsBad(JobPhase phase);

/// \return whether a job may move from one phase to another within a (run, attempt). Phases only
/// move forward; staying is always allowed
bool MayMove(JobPhase from, JobPhase to);

/// Thrown if a job would make a move that does not exist, which is a bug of Executioner. The state
/// of its run in memory can no longer be trusted; the recorded state can.
class IllegalMoveError : public base::ExecutionerError {
 public:
  using ExecutionerError::ExecutionerError;
};

/// Checks a move before it is made. Ends the process in builds with assertions, so that no test can
/// miss it. \param job  for the message
/// \throws IllegalMoveError  otherwise, if the move does not exist
void RequireMove(std::string_view job, JobPhase from, JobPhase to);

}  // namespace executioner::domain
