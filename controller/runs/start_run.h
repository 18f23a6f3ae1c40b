/// \file
/// Records a new run, or the next attempt of one that has ended, ready to be executed.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "controller/domain/reopen.h"
#include "controller/runs/execute_run.h"
#include "controller/runs/restore.h"

namespace executioner::runs {

/// Where a new run comes from.
struct Origin {
  std::string path = {};         ///< of the manifest, absolute; "-": standard input
  std::string working_dir = {};  ///< absolute
  standalone::Additions additions = {};
};

/// A recorded run for ExecuteRun, and its lock.
struct StartedRun {
  Work work = {};
  local::RunLock lock;
};

/// \throws base::StoreError
StartedRun StartRun(const Session& session, State& state, const standalone::CheckedObject& checked,
                    const Origin& origin);

/// Which jobs of a run that has ended run again, and the command that asks for it.
struct Reopening {
  domain::ReopenRequest request = {};
  std::string command = {};  ///< "resume" or "retry", for the record
};

/// Records the next attempt of a run whose lock the caller holds.
/// \param restored  the manifest to continue with
/// \return nothing when no job is left to run and the outcome would stay the same; then nothing
///         is recorded
/// \throws NotFoundError  for a job that the manifest does not have
/// \throws base::StoreError, and as RequireMeans
std::optional<Work> ReopenRun(const Session& session, State& state,
                              const history::RunRecord& record, Restored restored,
                              Reopening reopening);

}  // namespace executioner::runs
