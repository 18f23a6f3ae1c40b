/// \file
/// A recorded run that this process executes to its end: a new run or the next attempt of one.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "controller/engine/execution.h"
#include "controller/runs/local_runs.h"

namespace executioner::runs {

/// What runs, and where.
struct Work {
  engine::Execution execution = {};
  std::vector<domain::EnvVar> env = {};  ///< of the command line, beside the manifest's
  std::string working_dir = {};
  std::string manifest_folder = {};  ///< where a relative workingDir begins
  bool no_limit = false;             ///< --parallelism 0
};

class LocalRun final : public StartedRun {
 public:
  /// \param session, state  borrowed
  /// \param hold  the lock of the run
  LocalRun(const Session& session, State& state, Work work, std::shared_ptr<const void> hold)
      : session_(session), state_(state), work_(std::move(work)), hold_(std::move(hold)) {}

  std::int64_t Number() const override { return history::RunNumber(work_.execution.owner); }

  standalone::RunEnd Attend(const Attendance& attendance) override;

 private:
  const Session& session_;
  State& state_;
  Work work_;
  std::shared_ptr<const void> hold_;
};

/// Checks that what every job needs is available: the queue of --queue, or the runner of children.
/// \throws base::BackendError, base::ConfigurationError  as queue::OpenQueue, or without a runner
void RequireMeans(const Session& session);

}  // namespace executioner::runs
