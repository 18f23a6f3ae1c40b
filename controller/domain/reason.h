/// \file
/// Why an attempt, a job or a run ended, or what it waits for: the fixed list of words that appear
/// as `reason` in a status. Pure.
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
  kMissingResult,
  kExpressionError,
  kNameConflict,
  kDeadlineExceeded,
  kCancelled,
  kError,
  // Why a job never ran.
  kDependencyFailed,
  kTriggerNotMet,
  kConditionFalse,
  kSkippedByUser,
  kNotReached,
  kApprovalDenied,
  // How a run ended, besides kCancelled and kDeadlineExceeded.
  kJobFailed,
  kReplaced,
  kConcurrencyForbidden,
  kInvalidSpec,
  kStatusTooLarge,
  kTooLarge,     ///< the run would take more memory than one run may
  kInterrupted,  ///< the program that ran it died; without a cluster only
  // What a job or a run waits for.
  kWaitingFor,
  kQuotaExceeded,
  kForbidden,         ///< the controller may not create pods
  kUnauthorized,      ///< the API server does not accept the controller's credentials
  kConnectionClosed,  ///< the API server closes the connection instead of answering
  kThrottled,         ///< the runs of the namespace, or all, take as much memory as they may
};

/// "OOMKilled" for kOomKilled; "" for kNone. The words of the API.
std::string_view ReasonName(Reason reason);

/// \return nothing for a word that is not in the list; kNone for ""
std::optional<Reason> ParseReason(std::string_view name);

/// Whether an attempt that ended so was not the job's own fault, unless its ending says otherwise
/// (Ending::own_fault): such ends are retried for their own budget (`retry.disruptions`) and do not
/// count against `retry.limit`.
bool IsDisruption(Reason reason);

}  // namespace executioner::domain
