#include "controller/domain/reason.h"

#include <algorithm>
#include <array>
#include <utility>

namespace executioner::domain {
namespace {

using Entry = std::pair<Reason, std::string_view>;

// The words are part of the API: recorded statuses, `retry.on`, metrics and the runner's last words
// contain them, so a released word must never change.
constexpr std::array kReasons{
    Entry{Reason::kNone, ""},
    Entry{Reason::kCompleted, "Completed"},
    Entry{Reason::kFailed, "Failed"},
    Entry{Reason::kSignaled, "Signaled"},
    Entry{Reason::kTimedOut, "TimedOut"},
    Entry{Reason::kPreCheckFailed, "PreCheckFailed"},
    Entry{Reason::kPostCheckFailed, "PostCheckFailed"},
    Entry{Reason::kOomKilled, "OOMKilled"},
    Entry{Reason::kEvicted, "Evicted"},
    Entry{Reason::kPreempted, "Preempted"},
    Entry{Reason::kNodeLost, "NodeLost"},
    Entry{Reason::kNodeShutdown, "NodeShutdown"},
    Entry{Reason::kRejectedByNode, "RejectedByNode"},
    Entry{Reason::kPodDeleted, "PodDeleted"},
    Entry{Reason::kPendingTimeout, "PendingTimeout"},
    Entry{Reason::kImagePullFailed, "ImagePullFailed"},
    Entry{Reason::kCreateRefused, "CreateRefused"},
    Entry{Reason::kInvalidResults, "InvalidResults"},
    Entry{Reason::kMissingResult, "MissingResult"},
    Entry{Reason::kValueTooLarge, "ValueTooLarge"},
    Entry{Reason::kNameConflict, "NameConflict"},
    Entry{Reason::kDeadlineExceeded, "DeadlineExceeded"},
    Entry{Reason::kCancelled, "Cancelled"},
    Entry{Reason::kError, "Error"},
    Entry{Reason::kDependencyFailed, "DependencyFailed"},
    Entry{Reason::kTriggerNotMet, "TriggerNotMet"},
    Entry{Reason::kSkippedByUser, "SkippedByUser"},
    Entry{Reason::kNotReached, "NotReached"},
    Entry{Reason::kJobFailed, "JobFailed"},
    Entry{Reason::kInvalidSpec, "InvalidSpec"},
    Entry{Reason::kStatusTooLarge, "StatusTooLarge"},
    Entry{Reason::kTooLarge, "TooLarge"},
    Entry{Reason::kInterrupted, "Interrupted"},
    Entry{Reason::kWaitingFor, "WaitingFor"},
    Entry{Reason::kQuotaExceeded, "QuotaExceeded"},
    Entry{Reason::kForbidden, "Forbidden"},
    Entry{Reason::kUnauthorized, "Unauthorized"},
    Entry{Reason::kConnectionClosed, "ConnectionClosed"},
    Entry{Reason::kThrottled, "Throttled"},
};

}  // namespace

std::string_view ReasonName(Reason reason) {
  return std::ranges::find(kReasons, reason, &Entry::first)->second;
}

std::optional<Reason> ParseReason(std::string_view name) {
  const auto* const found = std::ranges::find(kReasons, name, &Entry::second);
  return found == kReasons.end() ? std::nullopt : std::optional{found->first};
}

bool IsDisruption(Reason reason) {
  // In core/v1, most of them are reasons of the pod's condition DisruptionTarget, which batch/v1
  // lets a podFailurePolicy ignore for the same purpose.
  return reason == Reason::kEvicted || reason == Reason::kPreempted ||
         reason == Reason::kNodeLost || reason == Reason::kPodDeleted ||
         reason == Reason::kNodeShutdown || reason == Reason::kRejectedByNode ||
         reason == Reason::kInterrupted;
}

}  // namespace executioner::domain
