#include "controller/legacy/config/retry_rules.h"

#include <algorithm>
#include <cmath>
#include <cstdlib>

namespace executioner::legacy {
namespace {

using domain::Reason;
using domain::RetryRule;

constexpr int kSignalBase = 128;

template <class Value>
std::optional<Value> First(const std::optional<Value>& one, const std::optional<Value>& other,
                           Value last) {
  return one ? *one : other ? *other : last;
}

std::vector<Reason> ReasonsOf(const std::vector<std::string>& statuses) {
  std::vector<Reason> reasons;
  for (const std::string& status : statuses) {
    if (status == "FAILED") {
      // To the old program a death by a signal was a negative exit code, and so a failure.
      reasons.insert(reasons.end(), {Reason::kFailed, Reason::kSignaled, Reason::kOomKilled});
    } else if (status == "TIMEOUT") {
      reasons.push_back(Reason::kTimedOut);
    } else if (status == "ERROR") {
      reasons.push_back(Reason::kError);
    } else if (status == "POSTCHECK_FAILED") {
      reasons.push_back(Reason::kPostCheckFailed);
    }
  }
  return reasons;
}

/// The old program had -n for a death by signal n, -1 also for a timeout, -2 also for an error of
/// its own, and 0 for a post-check that failed.
std::vector<RetryRule> RulesOf(const std::vector<int>& exit_codes) {
  RetryRule codes{.reasons = {Reason::kFailed}};
  RetryRule signals{.reasons = {Reason::kSignaled}};
  RetryRule others;
  for (const int code : exit_codes) {
    if (code > 0) {
      codes.exit_codes.push_back(code);
    } else if (code == 0) {
      others.reasons.push_back(Reason::kPostCheckFailed);
    } else if (code > -kSignalBase) {
      signals.exit_codes.push_back(kSignalBase - code);
    }
    if (code == -1 || code == -2) {
      others.reasons.push_back(code == -1 ? Reason::kTimedOut : Reason::kError);
    }
  }
  std::vector<RetryRule> rules;
  if (!codes.exit_codes.empty()) {
    rules.push_back(std::move(codes));
  }
  if (!signals.exit_codes.empty()) {
    rules.push_back(std::move(signals));
  }
  if (!others.reasons.empty()) {
    rules.push_back(std::move(others));
  }
  return rules;
}

int Percent(double factor, const char* key, std::vector<domain::Complaint>& notes) {
  const double percent = factor * 100;
  const int whole = static_cast<int>(std::lround(percent));
  if (std::abs(percent - whole) > 1e-9) {
    notes.push_back(
        {.path = key, .message = "is rounded to " + std::to_string(whole) + " percent"});
  }
  return whole;
}

}  // namespace

int Seconds(double seconds, const std::string& path, std::vector<domain::Complaint>& notes) {
  // Up, so that no job gets less time than it had.
  const int whole = static_cast<int>(std::ceil(seconds));
  if (whole != seconds) {
    notes.push_back({.path = path, .message = "is rounded up to " + std::to_string(whole) + " s"});
  }
  return whole;
}

Retry Effective(const Retry& job, const Retry& application) {
  return {.limit = First(job.limit, application.limit, kDefaultRetries),
          .delay = First(job.delay, application.delay, kDefaultRetryDelay),
          .backoff = First(job.backoff, application.backoff, kDefaultBackoff),
          .jitter = First(job.jitter, application.jitter, kDefaultJitter),
          .longest = First(job.longest, application.longest, kDefaultRetryTime),
          .on_status = First(job.on_status, application.on_status, {"ERROR", "FAILED", "TIMEOUT"}),
          .on_exit_codes = First(job.on_exit_codes, application.on_exit_codes, {1})};
}

std::optional<domain::RetryPolicy> PolicyOf(const Retry& effective,
                                            std::vector<domain::Complaint>& notes) {
  domain::RetryPolicy policy{.limit = effective.limit.value_or(0), .on = {}};
  if (RetryRule rule{.reasons = ReasonsOf(*effective.on_status)}; !rule.reasons.empty()) {
    policy.on.push_back(std::move(rule));
  }
  for (RetryRule& rule : RulesOf(*effective.on_exit_codes)) {
    policy.on.push_back(std::move(rule));
  }
  if (policy.limit == 0 || policy.on.empty() || *effective.longest == 0) {
    return std::nullopt;
  }
  policy.delay_seconds = Seconds(*effective.delay, "retry_delay", notes);
  policy.backoff_percent = Percent(*effective.backoff, "retry_backoff", notes);
  if (policy.backoff_percent < 100) {
    // In manifests delays cannot shrink.
    policy.backoff_percent = 100;
    notes.push_back({.path = "retry_backoff", .message = "is below 1 and counts as 1"});
  }
  policy.jitter_percent = Percent(*effective.jitter, "retry_jitter", notes);
  // No retry starts later than this, so no wait is cut that would have led to one.
  policy.max_elapsed_seconds = std::max(1, Seconds(*effective.longest, "max_retry_time", notes));
  policy.max_delay_seconds = *policy.max_elapsed_seconds;
  return policy;
}

bool Gives(const Retry& retry, std::string_view key) {
  return (key == "retry_delay" && retry.delay) || (key == "retry_backoff" && retry.backoff) ||
         (key == "retry_jitter" && retry.jitter) || (key == "max_retry_time" && retry.longest);
}

}  // namespace executioner::legacy
