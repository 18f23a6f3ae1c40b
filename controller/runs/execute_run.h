/// \file
/// Executes a recorded run to its end: a new run or a retry.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "controller/engine/execution.h"
#include "controller/runs/local_runs.h"

namespace executioner::runs {

/// The run and its settings.
struct Work {
  engine::Execution execution = {};
  std::vector<domain::EnvVar> env = {};  ///< from the command line, in addition to the manifest's
  std::string working_dir = {};
  std::string manifest_folder = {};  ///< base of a relative workingDir
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

  void RequireKept() override { state_.history->RequireInPlace(); }

 private:
  const Session& session_;
  State& state_;
  Work work_;
  std::shared_ptr<const void> hold_;
};

/// Checks that the requirements of every job are available: the queue of --queue, or the runner for
/// children.
/// \throws base::BackendError, base::ConfigurationError  see queue::OpenQueue, or if there is no
/// runner
void RequireMeans(const Session& session);

}  // namespace executioner::runs
