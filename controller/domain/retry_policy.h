/// \file
/// Decides whether and when a failed attempt is retried. Pure: random numbers are computed from a
/// hash, so repeated calls return the same time.
#pragma once

#include <optional>
#include <string_view>

#include "controller/domain/attempt.h"
#include "controller/domain/workflow.h"

namespace executioner::domain {

/// The earlier failures of a job.
struct Failures {
  int counted = 0;               ///< failures that count against `limit`, including this one
  int disruptions = 0;           ///< disruptions, including this one if it is one
  TimePoint first_attempt = {};  ///< when the first attempt began
};

/// \return whether the attempt ended through no fault of the job
bool IsDisruption(const Ending& ending);

/// \param dice  a random number in [0, 1)
/// \return when the next attempt starts; nothing if there is none
std::optional<TimePoint> NextAttempt(const RetryPolicy& policy, const Ending& ending,
                                     const Failures& failures, double dice);

/// Returns the delay after failure `failure` (from 1): delay * backoff^(failure-1) * (1 ± jitter),
/// at most the policy's maximum.
Duration RetryDelay(const RetryPolicy& policy, int failure, double dice);

/// Returns the delay after disruption n (from 1): 1 s * 2^(n-1), at most 60 s.
Duration DisruptionDelay(int disruption);

/// \return whether an entry of `retry.on` matches
bool AllowsRetry(const RetryPolicy& policy, Reason reason, std::optional<int> exit_code);

/// Returns a pseudo-random number in [0, 1) that depends only on the arguments (FNV-1a, then the
/// mixer of SplitMix64).
double Dice(std::string_view seed, int run, std::string_view job, int attempt);

}  // namespace executioner::domain
