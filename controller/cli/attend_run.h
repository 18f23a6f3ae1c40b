/// \file
/// Executes a recorded run with its progress on the terminal: what `run` and `resume` share.
#pragma once

#include "controller/adapters/local/run_lock.h"
#include "controller/cli/context.h"
#include "controller/runs/execute_run.h"

namespace executioner::cli {

/// \param lock  of the run, held until it has ended
/// \return the exit code
int AttendRun(const Context& context, runs::State& state, runs::Work work,
              const local::RunLock& lock);

/// Declares --queue, which has workers run the jobs.
void DeclareQueue(CLI::App& command, Context& context);

}  // namespace executioner::cli
