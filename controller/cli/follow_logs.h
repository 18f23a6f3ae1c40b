/// \file
/// Follows the output of a run until it ends: `logs --follow`.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "controller/cli/context.h"
#include "controller/cli/log_writer.h"

namespace executioner::cli {

/// Which logs of a run.
struct LogChoice {
  std::string job = {};  ///< "": of all jobs
  int attempt = 0;       ///< 0: the newest, and those that come
};

/// The attempts whose logs there are now: of the job, or of all; the newest of each unless one was
/// named.
std::vector<history::AttemptRecord> ChooseLogs(const history::RunRecord& record,
                                               const LogChoice& choice);

/// Where the log of an attempt lies when it is not here: "db2:/var/lib/x/logs/3/load.1.log".
std::optional<std::string> LogElsewhere(const Context& context, const runs::State& state,
                                        const history::RunRecord& record,
                                        const history::AttemptRecord& attempt);

/// Writes logs while they grow, those of attempts that start later too, until the run (or the job,
/// or the attempt) has ended. Says on stderr which logs are not here.
/// \return whether all of them were
bool FollowLogs(const Context& context, runs::State& state, std::int64_t run,
                const LogChoice& choice, LogWriter& writer);

}  // namespace executioner::cli
