/// \file
/// The words that appear as `reason` in a status: why an attempt, a job or a run ended, or what it
/// waits for. Pure.
#pragma once

#include <optional>
#include <string_view>

namespace executioner::domain {

enum class Reason {
  kNone,
  // How an attempt ended.
  kCompleted,
  kFailed,
  kSignaled,
  kTimedOut,
  kPreCheckFailed,
  kPostCheckFailed,
  kOomKilled,
  kEvicted,
  kPreempted,
  kNodeLost,
  kNodeShutdown,
  kRejectedByNode,
  kPodDeleted,
  kPendingTimeout,
  kImagePullFailed,
  kCreateRefused,
  kInvalidResults,
  kMissingResult,  ///< a reference has no value
  kValueTooLarge,  ///< a value, or a text with its values, is too large for a process
  kNameConflict,
  kDeadlineExceeded,
  kCancelled,
  kError,
  // Why a job never ran.
  kDependencyFailed,
  kTriggerNotMet,
  kConditionFalse,   ///< `when` is false
  kExpressionError,  ///< `when` could not be evaluated
  kSkippedByUser,
  kNotReached,
  // How a run ended; kCancelled and kDeadlineExceeded apply to runs too.
  kJobFailed,
  kInvalidSpec,
  kStatusTooLarge,
  kTooLarge,     ///< the run would need more memory than one run may use
  kInterrupted,  ///< its program died; only without a cluster
  // What a job or a run waits for.
  kWaitingFor,
  kQuotaExceeded,
  kForbidden,         ///< the controller may not create pods
  kUnauthorized,      ///< the API server does not accept the controller's credentials
  kConnectionClosed,  ///< the API server closed the connection instead of answering
  kThrottled,         ///< the runs of the namespace, or all runs, use all memory that they may
};

/// Returns the word of the API: "OOMKilled" for kOomKilled; "" for kNone.
std::string_view ReasonName(Reason reason);

/// \return the reason; nothing for an unknown word, kNone for ""
std::optional<Reason> ParseReason(std::string_view name);

/// \return whether an attempt with this reason ended through no fault of the job, unless
/// Ending::own_fault is set. Such attempts are retried within a separate budget
/// (`retry.disruptions`) and do not count against `retry.limit`
bool IsDisruption(Reason reason);

}  // namespace executioner::domain
