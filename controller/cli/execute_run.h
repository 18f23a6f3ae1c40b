/// \file
/// Runs an execution that is on record to its end, with progress: what `run` and `resume` share.
#pragma once

#include "controller/adapters/local/run_lock.h"
#include "controller/cli/context.h"
#include "controller/engine/execution.h"
#include "controller/standalone/begin_run.h"

namespace executioner::cli {

/// What runs, and where.
struct Work {
  engine::Execution execution = {};
  std::vector<domain::EnvVar> env = {};  ///< of the command line, beside the manifest's
  std::string working_dir = {};
  std::string manifest_folder = {};  ///< where a relative workingDir begins
  bool no_limit = false;             ///< --parallelism 0
};

/// \param lock  of the run, held until it has ended
/// \return the exit code
int ExecuteRun(const Context& context, State& state, Work work, const local::RunLock& lock);

/// Looks for what every job needs, before a run is on record that could not begin: the queue of
/// --queue, or the runner of children.
/// \throws base::BackendError, base::ConfigurationError  as queue::OpenQueue, or without a runner
void RequireMeans(const Context& context);

/// Declares --queue, which has workers run the jobs.
void DeclareQueue(CLI::App& command, Context& context);

/// The object as it is kept with a run, from which it can be read again.
std::string ManifestOf(const standalone::CheckedObject& checked);

}  // namespace executioner::cli
