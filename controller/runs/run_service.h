/// \file
/// The port for all operations on runs, wherever they are recorded. Command lines only translate
/// words to calls.
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
  kNow,       ///< jobs are killed immediately
};

/// The source of a new run.
struct Origin {
  std::string name = {};         ///< of the run; "": the name of the object
  std::string path = {};         ///< of the manifest, absolute; "-": standard input
  std::string working_dir = {};  ///< absolute
  standalone::Additions additions = {};
};

/// The jobs of an ended run that run again, and the command that requests it.
struct Reopening {
  domain::ReopenRequest request = {};
  std::string command = {};  ///< "resume" or "retry"; recorded
};

/// A recorded run that is locked as long as `hold` exists.
struct TakenRun {
  history::RunRecord record = {};
  std::shared_ptr<const void> hold = {};
};

/// The observer of an execution and its signals; all borrowed.
struct Attendance {
  /// Must be created before the observer, whose threads must not receive the signals.
  standalone::StopSignals& signals;
  RunObserver& observer;
};

/// A recorded run that is ready to be executed. It is locked as long as this object exists.
class StartedRun {
 public:
  virtual ~StartedRun() = default;

  virtual std::int64_t Number() const = 0;

  /// Executes the run until it has ended. Must be called once.
  /// \throws base::StoreError  see standalone::RunToEnd
  virtual standalone::RunEnd Attend(const Attendance& attendance) = 0;

  /// Checks, after the end, that the history kept the run.
  /// \throws base::StoreError  if it was removed while it was open
  virtual void RequireKept() = 0;
};

/// Used by one thread. Every function throws base::StoreError if runs cannot be accessed.
class RunService {
 public:
  virtual ~RunService() = default;

  /// Returns the place of runs for messages: "history.db, logs below /var/lib/x".
  virtual std::string Place() const = 0;

  /// Returns matching runs, newest first.
  virtual std::vector<history::RunSummary> List(const history::RunFilter& filter) = 0;

  /// Finds a run by name, see FindRun. \throws NotFoundError
  virtual history::RunRecord Find(const std::string& name) = 0;

  /// Reads a run of List; nothing if it has been removed in the meantime.
  virtual std::optional<history::RunRecord> Read(std::int64_t run) = 0;

  /// Returns the folder of a run's logs, prefixed by the host if it is on another host.
  virtual std::string LogsOf(const history::RunRecord& record) const = 0;

  /// Returns the log of an attempt, which may not exist yet; prefixed by the host like in LogsOf.
  virtual std::string LogOf(const history::RunRecord& record, const LogLabel& label) const = 0;

  /// Passes the selected logs to a sink.
  /// \param follow  while they grow, with those of attempts that start later, until the run, the
  ///                job or the attempt has ended
  /// \return whether all of them were on this machine
  /// \throws base::ConfigurationError  if a run to follow is executed by another host
  virtual bool ReadLogs(const history::RunRecord& record, const LogChoice& choice, bool follow,
                        LogSink& sink) = 0;

  /// Passes everything that a run has recorded and records to the observer, until it has ended.
  /// \return how it ended
  /// \throws base::ConfigurationError  for a run that another host executes
  virtual domain::RunPhase Follow(const history::RunRecord& record, RunObserver& observer) = 0;

  /// Checks that the requirements of jobs are available, so that no run is recorded that cannot
  /// begin, and records a new run.
  /// \throws base::BackendError, base::ConfigurationError  without a queue or a runner
  virtual std::unique_ptr<StartedRun> Start(const standalone::CheckedObject& checked,
                                            const Origin& origin) = 0;

  /// Finds and locks a run, to change it.
  /// \throws NotFoundError
  /// \throws base::ConfigurationError  if another program works on it, on this or another host
  virtual TakenRun Take(const std::string& name) = 0;

  /// Records a retry of a run.
  /// \param restored  the manifest to continue with
  /// \return nothing if no job would run and the outcome would not change; then nothing is recorded
  /// \throws NotFoundError  for a job that the manifest does not have; and as Start
  virtual std::unique_ptr<StartedRun> Reopen(const TakenRun& taken, Restored restored,
                                             Reopening reopening) = 0;

  /// Marks failed jobs of a run as succeeded, and records who did so and why.
  /// \param jobs  names of jobs that the record has
  /// \return the new phase of the run
  /// \throws base::ConfigurationError  see domain::MarkSucceeded
  virtual domain::RunPhase MarkSucceeded(const TakenRun& taken,
                                         const std::vector<std::string>& jobs,
                                         const std::string& reason) = 0;

  /// Asks the process that executes a run to stop it, like Ctrl-C in its terminal. Returns before
  /// the run has ended.
  /// \throws base::ConfigurationError  if no process of this machine executes the run
  virtual void Cancel(const history::RunRecord& record, Urgency urgency) = 0;

  /// Removes a run and its logs on this machine.
  /// \param logs_stay  called with each folder with logs of the run on other machines, before the
  /// run is removed \return whether the run was removed; false if another process works on it
  /// \throws base::StoreError  also if the run was removed but its logs cannot be removed
  virtual bool Remove(std::int64_t run,
                      const std::function<void(const std::string& folder)>& logs_stay) = 0;
};

}  // namespace executioner::runs
