/// \file
/// Selects the runs that `history clean` removes. Pure.
#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "controller/history/history.h"

namespace executioner::runs {

/// The rules; at least one is set.
struct Retention {
  std::optional<base::Duration> older_than = std::nullopt;  ///< minimum time since their end
  std::optional<std::size_t> keep = std::nullopt;  ///< number of newest runs that are always kept
};

/// Returns the runs that have ended, are not among the newest `keep`, and ended more than
/// `older_than` ago.
/// \param runs  all, newest first
/// \return their numbers, newest first
std::vector<std::int64_t> RunsToRemove(const std::vector<history::RunSummary>& runs,
                                       const Retention& retention, domain::TimePoint now);

}  // namespace executioner::runs
