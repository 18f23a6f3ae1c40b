/// \file
/// Which runs `history clean` removes. Pure.
#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "controller/history/history.h"

namespace executioner::runs {

/// What was asked for; at least one is set.
struct Retention {
  std::optional<base::Duration> older_than = std::nullopt;  ///< since their end
  std::optional<std::size_t> keep = std::nullopt;  ///< number of newest runs to keep always
};

/// Runs that have ended, are not among the newest `keep`, and ended longer ago than `older_than`.
/// \param runs  all, newest first
/// \return their numbers, newest first
std::vector<std::int64_t> RunsToRemove(const std::vector<history::RunSummary>& runs,
                                       const Retention& retention, domain::TimePoint now);

}  // namespace executioner::runs
