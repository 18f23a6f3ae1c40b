/// \file
/// The JSON form of runs, which scripts may rely on: `list`, `show` and `history export` print it.
/// Pure.
#pragma once

#include <string>
#include <vector>

#include "controller/history/history.h"

namespace executioner::runs {

/// The layout of JSON; neither form ends with a line feed.
enum class Layout { kOneLine, kIndented };

/// Returns "Interrupted" for a run whose program died, otherwise its phase.
std::string RunState(const history::RunSummary& run);

/// Returns an array of runs without their jobs.
std::string RunsJson(const std::vector<history::RunSummary>& runs, Layout layout);

/// Returns one run with its jobs, attempts, retries and audit.
/// \param logs  the folder of the run's logs
std::string RunJson(const history::RunRecord& run, const std::string& logs, Layout layout);

}  // namespace executioner::runs
