/// \file
/// Executes a recorded run with its progress on the terminal: what `run` and `resume` share.
#pragma once

#include "controller/cli/context.h"

namespace executioner::cli {

/// \return the exit code
int AttendRun(const Context& context, runs::StartedRun& run);

/// Declares --queue, which has workers run the jobs.
void DeclareQueue(CLI::App& command, Context& context);

}  // namespace executioner::cli
