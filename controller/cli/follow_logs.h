/// \file
/// Follows the output of a run until it ends: `logs --follow`.
#pragma once

#include <cstdint>

#include "controller/cli/context.h"
#include "controller/cli/log_writer.h"
#include "controller/runs/run_logs.h"

namespace executioner::cli {

/// Writes logs while they grow, those of attempts that start later too, until the run (or the job,
/// or the attempt) has ended. Says on stderr which logs are not here.
/// \return whether all of them were
bool FollowLogs(const Context& context, runs::State& state, std::int64_t run,
                const runs::LogChoice& choice, LogWriter& writer);

}  // namespace executioner::cli
