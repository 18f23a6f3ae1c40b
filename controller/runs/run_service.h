/// \file
/// Port: what one can do with runs, wherever they are kept. Command lines only translate words into
/// calls of it.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "controller/domain/reopen.h"
#include "controller/history/history.h"
#include "controller/runs/restore.h"
#include "controller/runs/run_logs.h"
#include "controller/runs/run_observer.h"
#include "controller/standalone/local_run.h"
#include "controller/standalone/signals.h"

namespace executioner::runs {

enum class Urgency {
  kGraceful,  ///< jobs get their grace period
  kNow,       ///< jobs are killed at once
};

/// Where a new run comes from.
struct Origin {
  std::string name = {};         ///< of the run; "": that of the object
  std::string path = {};         ///< of the manifest, absolute; "-": standard input
  std::string working_dir = {};  ///< absolute
  standalone::Additions additions = {};
};

/// Which jobs of a run that has ended run again, and the command that asks for it.
struct Reopening {
  domain::ReopenRequest request = {};
  std::string command = {};  ///< "resume" or "retry", for the record
};

/// A recorded run that nobody else works on while `hold` lives.
struct TakenRun {
  history::RunRecord record = {};
  std::shared_ptr<const void> hold = {};
};

/// Who attends a run while it is executed; all borrowed.
struct Attendance {
  /// Made before the observer, whose threads must not get the signals.
  standalone::StopSignals& signals;
  RunObserver& observer;
};

/// A run that is recorded and ready to be executed. Others can't work on it while this lives.
class StartedRun {
 public:
  virtual ~StartedRun() = default;

  virtual std::int64_t Number() const = 0;

  /// Executes the run until it has ended. Called once.
  /// \throws base::StoreError  as standalone::RunToEnd, and when what was recorded is lost
  virtual standalone::RunEnd Attend(const Attendance& attendance) = 0;
};

/// Used from one thread. Every function throws base::StoreError when runs cannot be reached.
class RunService {
 public:
  virtual ~RunService() = default;

  /// Where runs are kept, in words: "history.db, logs below /var/lib/x".
  virtual std::string Place() const = 0;

  /// Newest first.
  virtual std::vector<history::RunSummary> List(const history::RunFilter& filter) = 0;

  /// The run that a person named, as FindRun does. \throws NotFoundError
  virtual history::RunRecord Find(const std::string& name) = 0;

  /// A run of List, as it was last recorded; nothing when it was removed meanwhile.
  virtual std::optional<history::RunRecord> Read(std::int64_t run) = 0;

  /// The folder of a run's logs, with the host in front when that is another one.
  virtual std::string LogsOf(const history::RunRecord& record) const = 0;

  /// The log of an attempt, which may not exist yet; with the host in front as in LogsOf.
  virtual std::string LogOf(const history::RunRecord& record, const LogLabel& label) const = 0;

  /// Passes the chosen logs to a sink.
  /// \param follow  while they grow, with those of attempts that start later, until the run, the
  ///                job or the attempt has ended
  /// \return whether all of them were here
  /// \throws base::ConfigurationError  to follow a run that another host executes
  virtual bool ReadLogs(const history::RunRecord& record, const LogChoice& choice, bool follow,
                        LogSink& sink) = 0;

  /// Tells the observer of everything that a run has recorded and records, until it has ended.
  /// \return how it ended
  /// \throws base::ConfigurationError  for a run that another host executes
  virtual domain::RunPhase Follow(const history::RunRecord& record, RunObserver& observer) = 0;

  /// Checks that what jobs need is available, so that no run is recorded that could not begin, and
  /// records a new run.
  /// \throws base::BackendError, base::ConfigurationError  without a queue or a runner
  virtual std::unique_ptr<StartedRun> Start(const standalone::CheckedObject& checked,
                                            const Origin& origin) = 0;

  /// Takes the run that a person named, to change it.
  /// \throws NotFoundError
  /// \throws base::ConfigurationError  when another program works on it, here or elsewhere
  virtual TakenRun Take(const std::string& name) = 0;

  /// Records the next attempt of a run.
  /// \param restored  the manifest to continue with
  /// \return nothing when no job is left to run and the outcome would stay the same; then nothing
  ///         is recorded
  /// \throws NotFoundError  for a job that the manifest does not have; and as Start
  virtual std::unique_ptr<StartedRun> Reopen(const TakenRun& taken, Restored restored,
                                             Reopening reopening) = 0;

  /// Counts failed jobs of a run as succeeded, and records who did so and why.
  /// \param jobs  names of jobs that the record has
  /// \return the phase of the run from now on
  /// \throws base::ConfigurationError  as domain::MarkSucceeded
  virtual domain::RunPhase MarkSucceeded(const TakenRun& taken,
                                         const std::vector<std::string>& jobs,
                                         const std::string& reason) = 0;

  /// Asks the process that executes a run to stop it, as Ctrl-C in its terminal does. Returns
  /// before the run has ended.
  /// \throws base::ConfigurationError  when no process of this machine executes the run
  virtual void Cancel(const history::RunRecord& record, Urgency urgency) = 0;

  /// Removes a run with its logs on this machine.
  /// \param logs_stay  told of each folder with logs of the run on other machines, before the run
  ///                   is removed
  /// \return whether the run was removed: nobody works on it
  /// \throws base::StoreError  also when the record is gone but its logs cannot be removed
  virtual bool Remove(std::int64_t run,
                      const std::function<void(const std::string& folder)>& logs_stay) = 0;
};

}  // namespace executioner::runs
