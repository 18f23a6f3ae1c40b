/// \file
/// Runs that this process works on: nobody else does while the lock lives.
#pragma once

#include "controller/adapters/local/run_lock.h"
#include "controller/engine/execution.h"
#include "controller/runs/state.h"

namespace executioner::runs {

/// A run of the record, and its lock.
struct TakenRun {
  history::RunRecord record = {};
  local::RunLock lock;
};

/// Makes a run on record and takes it; the execution gets its number.
/// \throws base::StoreError
local::RunLock CreateRun(const Session& session, State& state, const history::RunSource& source,
                         engine::Execution& execution);

/// Finds a run by what a person calls it, and takes it.
/// \throws NotFoundError
/// \throws base::ConfigurationError  when another program works on it, here or elsewhere
TakenRun TakeRun(const Session& session, State& state, const std::string& name);

}  // namespace executioner::runs
