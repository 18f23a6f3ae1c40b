#include "controller/domain/transition.h"

#include <algorithm>
#include <array>
#include <map>
#include <optional>
#include <utility>

#include "controller/domain/field.h"

namespace executioner::domain {
namespace {

using enum TransitionKind;

constexpr std::size_t kMostJobEvents = 20;  // of one record; the status has them all

constexpr Words<TransitionKind, 12> kReasons{{{"Started", kStarted},
                                              {"JobFailed", kJobFailed},
                                              {"JobRetrying", kJobRetrying},
                                              {"Succeeded", kSucceeded},
                                              {"Failed", kFailed},
                                              {"Cancelled", kCancelled},
                                              {"Suspended", kSuspended},
                                              {"Resumed", kResumed},
                                              {"InvalidSpec", kInvalidSpec},
                                              {"CreateRefused", kCreateRefused},
                                              {"CreateDelayed", kCreateDelayed},
                                              {"Throttled", kThrottled}}};
constexpr std::array kWarnings{kJobFailed,     kJobRetrying,   kFailed,   kInvalidSpec,
                               kCreateRefused, kCreateDelayed, kThrottled};
constexpr std::array kEndsOfRun{kSucceeded, kFailed, kCancelled, kInvalidSpec};

/// An attempt has ended and the next one runs, both since the last record.
std::optional<Transition> SilentRetry(const JobStatus* was, const JobStatus& job) {
  if (job.phase != JobPhase::kRunning || NewlyEndedAttempts(was, job) == 0) {
    return std::nullopt;
  }
  const std::string how =
      job.retried_as == Reason::kNone ? "" : " as " + std::string(ReasonName(job.retried_as));
  return Transition{TransitionKind::kJobRetrying,
                    "job '" + job.name + "': attempt " + std::to_string(EndedAttempts(job)) +
                        " ended" + how + ", attempt " + std::to_string(job.attempts) + " runs",
                    job.pod};
}

/// A pod is not created for a reason that needs attention, such as a missing permission or a server
/// that closes the connection. Quota is not reported, because waiting for quota is normal.
std::optional<Transition> DelayedCreation(const JobStatus* was, const JobStatus& job) {
  const bool delayed = job.reason == Reason::kForbidden || job.reason == Reason::kUnauthorized ||
                       job.reason == Reason::kConnectionClosed ||
                       job.reason == Reason::kCreateRefused;
  if (IsEnded(job.phase) || !delayed || (was != nullptr && was->reason == job.reason)) {
    return std::nullopt;
  }
  return Transition{
      TransitionKind::kCreateDelayed,
      "job '" + job.name + "' waits, " + std::string(ReasonName(job.reason)) + ": " + job.message,
      {}};
}

/// The event for a change of a job; none for most changes.
std::optional<Transition> JobTransition(const JobStatus* was, const JobStatus& job) {
  const bool moved = was == nullptr || was->phase != job.phase || NewlyEndedAttempts(was, job) > 0;
  if (!moved || (job.phase != JobPhase::kFailed && job.phase != JobPhase::kRetrying)) {
    auto delayed = DelayedCreation(was, job);
    return delayed ? std::move(delayed) : SilentRetry(was, job);
  }
  const TransitionKind kind = job.phase == JobPhase::kRetrying ? TransitionKind::kJobRetrying
                              : job.reason == Reason::kCreateRefused
                                  ? TransitionKind::kCreateRefused
                                  : TransitionKind::kJobFailed;
  // The reason of a rejected launch replaces the reason for which the previous attempt ended.
  const bool is_refused = job.phase == JobPhase::kRetrying && job.retried_as != Reason::kNone &&
                          job.retried_as != job.reason;
  const std::string before = is_refused
                                 ? "attempt " + std::to_string(EndedAttempts(job)) + " ended as " +
                                       std::string(ReasonName(job.retried_as)) + ", then "
                                 : "";
  return Transition{kind,
                    "job '" + job.name + "': " + before + std::string(ReasonName(job.reason)) +
                        (job.message.empty() ? "" : ": " + job.message),
                    job.pod};
}

void AddJobTransitions(const Status& before, const Status& after, std::vector<Transition>& result) {
  std::map<std::string_view, const JobStatus*> known;
  // Phases and numbers of another run say nothing about this one: all its jobs are new.
  if (before.run == after.run && before.attempt == after.attempt) {
    for (const JobStatus& job : before.jobs) {
      known.emplace(job.name, &job);
    }
  }
  for (const JobStatus& job : after.jobs) {
    const auto found = known.find(job.name);
    auto transition = JobTransition(found == known.end() ? nullptr : found->second, job);
    if (transition && result.size() < kMostJobEvents) {
      result.push_back(std::move(*transition));
    }
  }
}

Transition EndOfRun(const Status& after) {
  switch (after.phase) {
    case RunPhase::kSucceeded:
      return {TransitionKind::kSucceeded, Progress(after.counts) + " jobs succeeded", {}};
    case RunPhase::kCancelled: return {TransitionKind::kCancelled, after.message, {}};
    default: break;
  }
  const bool invalid = after.reason == Reason::kInvalidSpec;
  return {invalid ? TransitionKind::kInvalidSpec : TransitionKind::kFailed, after.message, {}};
}

}  // namespace

std::string_view TransitionName(TransitionKind kind) {
  return TextOf(kReasons, kind);
}

bool IsWarning(TransitionKind kind) {
  return std::ranges::count(kWarnings, kind) > 0;
}

bool IsEndOfRun(TransitionKind kind) {
  return std::ranges::count(kEndsOfRun, kind) > 0;
}

std::vector<Transition> Transitions(const Status& before, const Status& after) {
  std::vector<Transition> result;
  const bool same_run = before.run == after.run && before.attempt == after.attempt;
  // A run that is recorded only at its end needs no separate event for its start.
  if (after.start_time && !(same_run && before.start_time) && !IsEnded(after.phase)) {
    result.push_back({TransitionKind::kStarted, "run " + std::to_string(after.run), {}});
  }
  const bool was_suspended = same_run && before.phase == RunPhase::kSuspended;
  const bool is_suspended = after.phase == RunPhase::kSuspended;
  if (is_suspended != was_suspended && !IsEnded(after.phase)) {
    result.push_back(
        {is_suspended ? TransitionKind::kSuspended : TransitionKind::kResumed,
         is_suspended ? "spec.suspend is true: nothing new starts" : "spec.suspend is false",
         {}});
  }
  if (after.reason == Reason::kThrottled && before.reason != Reason::kThrottled) {
    result.push_back({TransitionKind::kThrottled, after.message, {}});
  }
  AddJobTransitions(before, after, result);
  if (IsEnded(after.phase) && !(same_run && IsEnded(before.phase))) {
    result.push_back(EndOfRun(after));
  }
  return result;
}

}  // namespace executioner::domain
