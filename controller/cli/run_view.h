/// \file
/// Formats runs and comparisons as tables, and runs also as the JSON of runs/run_json.h. Pure.
#pragma once

#include <string>
#include <vector>

#include "controller/history/history.h"
#include "controller/runs/compare_runs.h"

namespace executioner::cli {

/// \param output  "table", "wide", "json", "yaml" or "name"
std::string PrintRuns(const std::vector<history::RunSummary>& runs, const std::string& output,
                      domain::TimePoint now);

/// \param logs  the folder of the run's logs
std::string PrintRun(const history::RunRecord& run, const std::string& output,
                     const std::string& logs, domain::TimePoint now);

/// Returns the differences between two runs: manifests, arguments, and a table of phases and
/// durations.
std::string ComparisonText(const runs::Comparison& comparison);

}  // namespace executioner::cli
