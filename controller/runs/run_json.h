/// \file
/// The JSON form of runs, which scripts may rely on: `list`, `show` and `history export` print it.
/// Pure.
#pragma once

#include <string>
#include <vector>

#include "controller/history/history.h"

namespace executioner::runs {

/// How JSON is laid out; neither form ends with a line feed.
enum class Layout { kOneLine, kIndented };

/// "Interrupted" for a run whose program died, else its phase.
std::string RunState(const history::RunSummary& run);

/// An array of runs, each without its jobs.
std::string RunsJson(const std::vector<history::RunSummary>& runs, Layout layout);

/// One run with its jobs, attempts, attempts of the run and audit.
/// \param logs  the folder of the run's logs
std::string RunJson(const history::RunRecord& run, const std::string& logs, Layout layout);

}  // namespace executioner::runs
