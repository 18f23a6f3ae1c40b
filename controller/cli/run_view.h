/// \file
/// Runs as tables and as JSON: the shapes that scripts may rely on. Pure.
#pragma once

#include <string>
#include <vector>

#include "controller/history/history.h"

namespace executioner::cli {

/// How something is printed.
enum class Output { kTable, kWide, kJson, kYaml, kName };

/// \throws base::ConfigurationError  for another word than table, wide, json, yaml, name
Output ParseOutput(const std::string& word);

/// "Interrupted" for a run whose program died, else its phase.
std::string RunState(const history::RunSummary& run);

std::string PrintRuns(const std::vector<history::RunSummary>& runs, Output output,
                      domain::TimePoint now);

/// \param logs  the folder of the run's logs
std::string PrintRun(const history::RunRecord& run, Output output, const std::string& logs,
                     domain::TimePoint now);

/// One line of JSON, as `-o json` has it.
std::string RunAsJson(const history::RunRecord& run, const std::string& logs);

}  // namespace executioner::cli
