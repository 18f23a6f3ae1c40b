/// \file
/// What the old command line prints, in the words that scripts look for. Pure.
#pragma once

#include <string>
#include <vector>

#include "controller/domain/workflow.h"
#include "controller/history/history.h"
#include "controller/legacy/cli/work.h"

namespace executioner::legacy {

/// SUCCESS, FAILED or RUNNING.
std::string OldWord(const history::RunSummary& run);

/// SUCCESS, FAILED, TIMEOUT, SKIPPED, BLOCKED and the like: what became of a job.
std::string OldWord(const domain::JobStatus& job);

/// What is printed at the end of a run, "Run ID: 7" and "Status: SUCCESS" on lines of their own.
/// \param spec  of the run, for the ids of its jobs
/// \param logs  the folder where the run keeps its output
std::string SummaryText(const history::RunRecord& run, const domain::WorkflowSpec& spec,
                        const std::string& config, const std::string& logs);

/// The table of --list-runs.
std::string RunsText(const std::vector<history::RunSummary>& runs, domain::TimePoint now);

/// What --show-run prints.
std::string RunText(const history::RunRecord& run, const domain::WorkflowSpec& spec,
                    const std::string& logs, domain::TimePoint now);

/// What --dry-run prints.
/// \param done  names of jobs that an earlier attempt of the run has finished
std::string PlanText(const Work& work, const std::vector<std::string>& done);

/// The variables that the configuration and the command line give each job; values of variables
/// whose name speaks of a secret are not shown.
std::string VariablesText(const Work& work);

/// A configuration to start with.
std::string SampleConfig();

}  // namespace executioner::legacy
