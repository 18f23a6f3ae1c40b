/// \file
/// Executes a recorded run to its end: what a new run and a resumed one share.
#pragma once

#include "controller/adapters/local/run_lock.h"
#include "controller/engine/execution.h"
#include "controller/runs/run_observer.h"
#include "controller/runs/state.h"
#include "controller/standalone/local_run.h"
#include "controller/standalone/signals.h"

namespace executioner::runs {

/// What runs, and where.
struct Work {
  engine::Execution execution = {};
  std::vector<domain::EnvVar> env = {};  ///< of the command line, beside the manifest's
  std::string working_dir = {};
  std::string manifest_folder = {};  ///< where a relative workingDir begins
  bool no_limit = false;             ///< --parallelism 0
};

/// Who attends a run while it is executed; all borrowed.
struct Attendance {
  /// Made before the observer, whose threads must not get the signals.
  standalone::StopSignals& signals;
  RunObserver& observer;
  const local::RunLock& lock;  ///< of the run, held until it has ended
};

/// Executes the run until it has ended.
/// \throws base::StoreError  as standalone::RunToEnd
standalone::RunEnd ExecuteRun(const Session& session, State& state, Work work,
                              const Attendance& attendance);

/// Checks that what every job needs is available (the queue of --queue, or the runner of children),
/// so that no run is recorded that could not begin.
/// \throws base::BackendError, base::ConfigurationError  as queue::OpenQueue, or without a runner
void RequireMeans(const Session& session);

}  // namespace executioner::runs
