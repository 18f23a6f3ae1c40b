/// \file
/// Runs as tables, and as the JSON of runs/run_json.h. Pure.
#pragma once

#include <string>
#include <vector>

#include "controller/history/history.h"

namespace executioner::cli {

/// How something is printed.
enum class Output { kTable, kWide, kJson, kYaml, kName };

/// \throws base::ConfigurationError  for another word than table, wide, json, yaml, name
Output ParseOutput(const std::string& word);

std::string PrintRuns(const std::vector<history::RunSummary>& runs, Output output,
                      domain::TimePoint now);

/// \param logs  the folder of the run's logs
std::string PrintRun(const history::RunRecord& run, Output output, const std::string& logs,
                     domain::TimePoint now);

}  // namespace executioner::cli
