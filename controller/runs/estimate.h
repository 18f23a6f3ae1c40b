/// \file
/// How long a run will still take, from how long its jobs took before. Pure.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "controller/domain/plan.h"
#include "controller/domain/run.h"

namespace executioner::runs {

/// Job -> how long it usually takes.
using UsualDurations = std::map<std::string, base::Duration, std::less<>>;

/// The median of what each job took.
/// \param durations  as History::Durations gives them
UsualDurations MakeUsual(const std::vector<std::pair<std::string, base::Duration>>& durations);

/// The longest chain of what is left, or what is left divided by the parallelism if that is more.
/// Jobs that never ran before count as the mean of the others.
/// \param parallelism  0: no limit
/// \return nothing when no job of the plan ran before
std::optional<base::Duration> EstimateLeft(const domain::Plan& plan, const domain::Run& run,
                                           const UsualDurations& usual, int parallelism,
                                           domain::TimePoint now);

}  // namespace executioner::runs
