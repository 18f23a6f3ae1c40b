/// \file
/// One run as a worker knows it: its plan, and the children that run attempts of it here.
#pragma once

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

/// Puts the ends of attempts on record, each once; that they began is on record already.
class WorkerLog : public history::AttemptLog {
 public:
  explicit WorkerLog(history::History& history) : history_(history) {}

  void RecordAttempt(std::int64_t run, const history::AttemptRecord& attempt) override;

  /// These, by job and number, were told to end by the worker: it was not the job's fault.
  std::set<std::pair<std::string, int>> interrupted = {};

 private:
  history::History& history_;
};

/// Not thread-safe.
class WorkerRun {
 public:
  /// \param settings  of the worker, with the working directory and the variables of the run
  /// \param history, clock  borrowed
  WorkerRun(engine::Execution execution, local::ProcessSettings settings, local::RunFolder folder,
            history::History& history, const base::Clock& clock);

  /// Starts an attempt whose start this worker has recorded. \return kLaunched; kHeld if there is
  /// no room for it now; kRefused if its end is recorded
  engine::LaunchResult::Kind Start(const history::QueuedAttempt& attempt);

  /// Puts on record that an attempt that was held will not start. \param ours  as for Stop
  void GiveUp(const history::QueuedAttempt& attempt, bool ours);

  /// \param ours  the worker ends, not the run
  void Stop(const history::QueuedAttempt& attempt, domain::StopMode mode, bool ours);

  /// The names and numbers of those that have ended since the last call, on record.
  std::vector<std::pair<std::string, int>> TakeEnded();

  bool Has(const std::string& job) const { return execution_.Find(job).has_value(); }

  int Descriptor() const { return runner_.Descriptor(); }

  bool HasNews() const { return runner_.HasNews(); }

  void OnShortage(std::function<void(const std::string&)> tell) {
    runner_.on_shortage = std::move(tell);
  }

 private:
  engine::Execution execution_;
  local::RunFolder folder_;
  history::History& history_;
  const base::Clock& clock_;
  WorkerLog log_;
  local::ProcessJobRunner runner_;
};

/// What is known of a run that a worker has heard of.
/// \param run_attempt  that the message is of
/// \return nothing when there is no such attempt of the run any more, or it cannot be read
std::unique_ptr<WorkerRun> OpenWorkerRun(const history::QueuedAttempt& attempt,
                                         const local::ProcessSettings& settings,
                                         const std::string& state, history::History& history,
                                         const base::Clock& clock);

/// The end of an attempt whose worker is gone: what it left behind, or that it was interrupted.
/// Writes it on record, unless somebody else does.
void EndAbandoned(const history::QueuedAttempt& attempt, history::AttemptRecord record,
                  const std::string& state, history::History& history, const base::Clock& clock);

}  // namespace executioner::standalone
