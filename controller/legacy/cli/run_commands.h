/// \file
/// How the old command line runs configurations. Each function returns an exit code of today's
/// commands.
#pragma once

#include "controller/cli/context.h"
#include "controller/legacy/cli/flags.h"

namespace executioner::legacy {

int RunConfig(const cli::Context& context, const Flags& flags);
int ResumeRun(const cli::Context& context, const Flags& flags);
int ShowPlan(const cli::Context& context, const Flags& flags);

int ListRuns(const cli::Context& context, const Flags& flags);
int ShowRun(const cli::Context& context, const Flags& flags);

/// Asks on standard input, unless the flags answer.
int MarkJobs(const cli::Context& context, const Flags& flags);

}  // namespace executioner::legacy
