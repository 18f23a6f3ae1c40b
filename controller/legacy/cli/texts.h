/// \file
/// The output of the old command line, with the words that scripts search for. Pure.
#pragma once

#include <string>
#include <vector>

#include "controller/domain/workflow.h"
#include "controller/history/history.h"
#include "controller/legacy/cli/work.h"

namespace executioner::legacy {

/// Returns SUCCESS, FAILED or RUNNING.
std::string OldWord(const history::RunSummary& run);

/// Returns the state of a job: SUCCESS, FAILED, TIMEOUT, SKIPPED, BLOCKED and so on.
std::string OldWord(const domain::JobStatus& job);

/// Returns the summary at the end of a run, with "Run ID: 7" and "Status: SUCCESS" on separate
/// lines.
/// \param spec  of the run, for the IDs of its jobs
/// \param logs  the folder of the run's logs
std::string SummaryText(const history::RunRecord& run, const domain::WorkflowSpec& spec,
                        const std::string& config, const std::string& logs);

/// Returns the table of --list-runs.
std::string RunsText(const std::vector<history::RunSummary>& runs, domain::TimePoint now);

/// Returns the output of --show-run.
std::string RunText(const history::RunRecord& run, const domain::WorkflowSpec& spec,
                    const std::string& logs, domain::TimePoint now);

/// Returns the output of --dry-run.
/// \param done  names of jobs that have already succeeded in the run
std::string PlanText(const Work& work, const std::vector<std::string>& done);

/// Returns the variables that the configuration and the command line set for each job; values of
/// variables whose names suggest a secret are masked.
std::string VariablesText(const Work& work);

/// A configuration to start with.
std::string SampleConfig();

}  // namespace executioner::legacy
