#include "controller/domain/reason.h"

#include <array>

#include "controller/domain/field.h"

namespace executioner::domain {
namespace {

// The words are part of the API: recorded statuses, `retry.on`, metrics and the runner's last words
// contain them, so a released word must never change.
constexpr auto kReasons = std::to_array<Word<Reason>>({
    {"", Reason::kNone},
    {"Completed", Reason::kCompleted},
    {"Failed", Reason::kFailed},
    {"Signaled", Reason::kSignaled},
    {"TimedOut", Reason::kTimedOut},
    {"PreCheckFailed", Reason::kPreCheckFailed},
    {"PostCheckFailed", Reason::kPostCheckFailed},
    {"OOMKilled", Reason::kOomKilled},
    {"Evicted", Reason::kEvicted},
    {"Preempted", Reason::kPreempted},
    {"NodeLost", Reason::kNodeLost},
    {"NodeShutdown", Reason::kNodeShutdown},
    {"RejectedByNode", Reason::kRejectedByNode},
    {"PodDeleted", Reason::kPodDeleted},
    {"PendingTimeout", Reason::kPendingTimeout},
    {"ImagePullFailed", Reason::kImagePullFailed},
    {"CreateRefused", Reason::kCreateRefused},
    {"InvalidResults", Reason::kInvalidResults},
    {"MissingResult", Reason::kMissingResult},
    {"ValueTooLarge", Reason::kValueTooLarge},
    {"NameConflict", Reason::kNameConflict},
    {"DeadlineExceeded", Reason::kDeadlineExceeded},
    {"Cancelled", Reason::kCancelled},
    {"Error", Reason::kError},
    {"DependencyFailed", Reason::kDependencyFailed},
    {"TriggerNotMet", Reason::kTriggerNotMet},
    {"ConditionFalse", Reason::kConditionFalse},
    {"ExpressionError", Reason::kExpressionError},
    {"SkippedByUser", Reason::kSkippedByUser},
    {"NotReached", Reason::kNotReached},
    {"JobFailed", Reason::kJobFailed},
    {"InvalidSpec", Reason::kInvalidSpec},
    {"StatusTooLarge", Reason::kStatusTooLarge},
    {"TooLarge", Reason::kTooLarge},
    {"Interrupted", Reason::kInterrupted},
    {"WaitingFor", Reason::kWaitingFor},
    {"QuotaExceeded", Reason::kQuotaExceeded},
    {"Forbidden", Reason::kForbidden},
    {"Unauthorized", Reason::kUnauthorized},
    {"ConnectionClosed", Reason::kConnectionClosed},
    {"Throttled", Reason::kThrottled},
});

}  // namespace

std::string_view ReasonName(Reason reason) {
  return TextOf(kReasons, reason);
}

std::optional<Reason> ParseReason(std::string_view name) {
  return ValueOf(kReasons, name);
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
