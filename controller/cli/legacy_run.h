/// \file
/// What the old command line does to runs. Each returns an exit code of today's commands.
#pragma once

#include "controller/cli/context.h"
#include "controller/cli/legacy_flags.h"

namespace executioner::cli {

int RunLegacyConfig(const Context& context, const LegacyFlags& flags);
int ResumeLegacyRun(const Context& context, const LegacyFlags& flags);
int ShowLegacyPlan(const Context& context, const LegacyFlags& flags);
int ListLegacyRuns(const Context& context, const LegacyFlags& flags);
int ShowLegacyRun(const Context& context, const LegacyFlags& flags);

/// Asks on standard input, unless the flags answer.
int MarkLegacyJobs(const Context& context, const LegacyFlags& flags);

}  // namespace executioner::cli
