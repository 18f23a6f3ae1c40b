/// \file
/// Whether an attempt that failed is repeated, and when. Pure: the dice are a hash, so asking twice
/// gives the same time.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "controller/domain/attempt.h"
#include "controller/domain/workflow.h"

namespace executioner::domain {

/// What came before.
struct Failures {
  int counted = 0;               ///< failures so far that count against `limit`, this one included
  int disruptions = 0;           ///< disruptions so far, this one included if it was one
  TimePoint first_attempt = {};  ///< when the first attempt began
};

/// Whether the attempt ended by no fault of the job.
bool IsDisruption(const Ending& ending);

/// \param dice  in [0, 1)
/// \return when the next attempt starts; nothing when there is none
std::optional<TimePoint> NextAttempt(const RetryPolicy& policy, const Ending& ending,
                                     const Failures& failures, double dice);

/// The wait after counted failure `failure` (from 1): delay * backoff^(failure-1) * (1 ± jitter),
/// at most the policy's maximum.
Duration RetryDelay(const RetryPolicy& policy, int failure, double dice);

/// The wait after disruption n (from 1): 1 s * 2^(n-1), at most 60 s.
Duration DisruptionDelay(int disruption);

/// Whether `retry.on` names this end.
bool AllowsRetry(const RetryPolicy& policy, Reason reason, std::optional<int> exit_code);

/// A number in [0, 1) that looks random and is always the same for the same arguments (FNV-1a,
/// finished by the mixer of SplitMix64).
double Dice(std::string_view seed, int run, std::string_view job, int attempt);

}  // namespace executioner::domain
