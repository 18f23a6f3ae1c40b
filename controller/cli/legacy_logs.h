/// \file
/// The files that the old program left in `log_dir`: links to where output is kept now.
#pragma once

#include <string>

#include "controller/adapters/local/run_folder.h"
#include "controller/cli/legacy_config.h"
#include "controller/domain/status.h"

namespace executioner::cli {

/// "executioner.APP.job-ID.run-N.log"
std::string LogName(const LegacyWork& work, const std::string& id, std::int64_t run);

/// "executioner.APP.run-N.log"
std::string SummaryName(const LegacyWork& work, std::int64_t run);

/// Makes "executioner.APP.job-ID.run-N.log" for each job, a link to the output of its newest
/// attempt, or of the next one for a job that has none yet. Says so once on stderr when a folder
/// cannot be written to; a run does not fail for that.
void LinkLogs(const LegacyWork& work, const local::RunFolder& folder, std::int64_t run,
              const domain::Status& status);

/// Writes "executioner.APP.run-N.log", the summary of the run.
void WriteSummary(const LegacyWork& work, std::int64_t run, const std::string& summary);

}  // namespace executioner::cli
