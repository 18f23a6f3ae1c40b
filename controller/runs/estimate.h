/// \file
/// Estimates the remaining time of a run from earlier durations of its jobs. Pure.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "controller/domain/plan.h"
#include "controller/domain/run.h"

namespace executioner::runs {

/// Job to its usual duration.
using UsualDurations = std::map<std::string, base::Duration, std::less<>>;

/// Returns the median duration of each job.
/// \param durations  the result of History::Durations
UsualDurations MakeUsual(const std::vector<std::pair<std::string, base::Duration>>& durations);

/// Returns the longest remaining chain, or the total remaining time divided by the parallelism if
/// that is longer. Jobs that never ran before count as the mean of the others.
/// \param parallelism  0: no limit
/// \return nothing if no job of the plan ran before
std::optional<base::Duration> EstimateLeft(const domain::Plan& plan, const domain::Run& run,
                                           const UsualDurations& usual, int parallelism,
                                           domain::TimePoint now);

}  // namespace executioner::runs
