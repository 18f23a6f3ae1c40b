/// \file
/// A run in a worker: its plan, and the children that run its attempts on this machine.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <utility>

#include "controller/adapters/local/process_job_runner.h"
#include "controller/adapters/local/run_folder.h"
#include "controller/base/time.h"
#include "controller/engine/execution.h"
#include "controller/history/history.h"
#include "controller/history/queued_attempt.h"
#include "controller/standalone/begin_run.h"

namespace executioner::standalone {

/// Records the ends of attempts, each once. Their starts are already recorded.
class WorkerLog : public history::AttemptLog {
 public:
  explicit WorkerLog(history::History& history) : history_(history) {}

  void RecordAttempt(std::int64_t run, const history::AttemptRecord& attempt) override;

  /// Attempts, by job and number, that the worker itself stopped, through no fault of the job.
  std::set<std::pair<std::string, int>> interrupted = {};

 private:
  history::History& history_;
};

/// Not thread-safe.
class WorkerRun {
 public:
  /// \param settings  those of the worker, with the working directory and the variables of the run
  /// \param history, clock  borrowed
  WorkerRun(engine::Execution execution, local::ProcessSettings settings, local::RunFolder folder,
            history::History& history, const base::Clock& clock);

  /// Starts an attempt whose start this worker has recorded. \return kLaunched; kHeld if it cannot
  /// start now; kRefused if its end is recorded
  engine::LaunchResult::Kind Start(const history::QueuedAttempt& attempt);

  /// Records that a held attempt will not start. \param ours  see Stop
  void GiveUp(const history::QueuedAttempt& attempt, bool ours);

  /// \param ours  whether the worker ends, not the run
  void Stop(const history::QueuedAttempt& attempt, domain::StopMode mode, bool ours);

  /// Returns job and number of the attempts whose ends were recorded since the last call.
  std::vector<std::pair<std::string, int>> TakeEnded();

  bool Has(const std::string& job) const { return execution_.Find(job).has_value(); }

  int Descriptor() const { return runner_.Descriptor(); }

  bool HasNews() const { return runner_.HasNews(); }

  void OnShortage(std::function<void(const std::string&)> tell) {
    runner_.on_shortage = std::move(tell);
  }

 private:
  /// Takes in what the run records about other jobs, for references to them.
  void TakeInOthers(std::int64_t run);

  /// The same for the newest attempt of a job whose end the run has not recorded as its status.
  void TakeInEnd(domain::InstanceId instance, const domain::Ending& ending);

  engine::Execution execution_;
  local::RunFolder folder_;
  history::History& history_;
  const base::Clock& clock_;
  WorkerLog log_;
  local::ProcessJobRunner runner_;
};

/// Opens the run of a message.
/// \param run_attempt  the retry of the run that the message names
/// \return nothing if that retry of the run no longer exists or cannot be read
std::unique_ptr<WorkerRun> OpenWorkerRun(const history::QueuedAttempt& attempt,
                                         const local::ProcessSettings& settings,
                                         const std::string& state, history::History& history,
                                         const base::Clock& clock);

/// Determines the end of an attempt whose worker is gone, from what it left behind, or as
/// interrupted, and records it unless another process does.
void EndAbandoned(const history::QueuedAttempt& attempt, history::AttemptRecord record,
                  const std::string& state, history::History& history, const base::Clock& clock);

}  // namespace executioner::standalone
