/// \file
/// The port to the history: the recorded runs without a cluster. Each run has a number, and its
/// manifest and attempts outlive the process.
#pragma once

#include <charconv>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "controller/domain/attempt.h"
#include "controller/domain/status.h"
#include "controller/engine/execution.h"
#include "controller/engine/ports/run_store.h"

namespace executioner::history {

/// The input of a run, which is recorded with it. A retry of the run may have a different input.
struct RunSource {
  std::string kind = "Workflow";  ///< or "Job"
  std::string name = {};          ///< of the object
  std::string path = {};          ///< of the file, absolute
  std::string manifest = {};      ///< the object as JSON
  std::string spec_hash = {};
  std::string working_dir = {};  ///< absolute
  std::string arguments = {};    ///< arguments of the command line, as JSON
};

/// Who started or retried a run, and with which command.
struct Request {
  std::string by = {};       ///< login name
  std::string host = {};     ///< of that user
  std::string command = {};  ///< "run", "resume", "retry", "mark-success"
  std::string reason = {};   ///< as given by the user
  /// State directory with the logs of this retry on that host; "" in audits.
  std::string state_dir = {};
};

/// One run without its jobs: a row of `executioner list`.
struct RunSummary {
  std::int64_t id = 0;
  std::string kind = {};
  std::string name = {};
  int attempt = 1;  ///< the newest retry of the run, from 1
  domain::RunPhase phase = domain::RunPhase::kPending;
  domain::Reason reason = domain::Reason::kNone;
  domain::TimePoint created = {};
  std::optional<domain::TimePoint> start_time = std::nullopt;
  std::optional<domain::TimePoint> completion_time = std::nullopt;
  domain::Counts counts = {};
};

/// One attempt of one job, recorded from its start.
struct AttemptRecord {
  std::string job = {};
  int attempt = 1;      ///< of the job, within the run
  int run_attempt = 1;  ///< of the run
  domain::TimePoint start_time = {};
  std::optional<domain::Ending> ending = std::nullopt;
  std::optional<std::int64_t> max_rss_kb = std::nullopt;
  std::optional<std::int64_t> cpu_ms = std::nullopt;
  std::string host = {};  ///< of the worker that ran it and has its log; "": the host of the run
  std::string state_dir = {};  ///< on that host
};

/// The start of a run, or one of its retries.
struct RunAttemptRecord {
  int attempt = 1;
  RunSource source = {};
  Request request = {};
  domain::TimePoint created = {};
  domain::RunPhase phase = domain::RunPhase::kPending;
  domain::Reason reason = domain::Reason::kNone;
  std::optional<domain::TimePoint> start_time = std::nullopt;
  std::optional<domain::TimePoint> completion_time = std::nullopt;
};

/// A change of a run by a user.
struct AuditRecord {
  domain::TimePoint time = {};
  Request request = {};
  std::string job = {};       ///< "" if the change concerns the whole run
  std::string previous = {};  ///< the phase before the change
};

/// Everything about one run.
struct RunRecord {
  RunSummary summary = {};
  domain::Status status = {};                       ///< the last checkpoint
  std::vector<RunAttemptRecord> run_attempts = {};  ///< oldest first
  std::vector<AttemptRecord> attempts = {};         ///< in the order of their start
  std::vector<AuditRecord> audit = {};              ///< oldest first
};

/// Gives a run the number that the history gave it. No object has made it, so the number stands for
/// the UID of its owner too.
inline void NumberRun(engine::Execution& execution, std::int64_t number) {
  execution.owner.uid = std::to_string(number);
  // A history of more than 2^31 runs does not occur; files, records and locks go by the UID anyway.
  execution.run.number = static_cast<int>(number);
  execution.recorded.run = execution.run.number;
}

/// Returns the number of a run. In local runs it is the owner's UID.
inline std::int64_t RunNumber(const engine::OwnerId& owner) {
  std::int64_t number = 0;
  std::from_chars(owner.uid.data(), owner.uid.data() + owner.uid.size(), number);
  return number;
}

/// Selects runs that match all given conditions.
struct RunFilter {
  std::string name = {};
  std::vector<domain::RunPhase> phases = {};
  std::optional<domain::TimePoint> since = std::nullopt;  ///< created at or after
  std::optional<domain::TimePoint> until = std::nullopt;  ///< created before
  /// Only runs whose newest retry has launched attempts through a job queue.
  bool queued = false;
  int limit = 0;  ///< maximum number of runs, newest first; 0: no limit
};

/// Records attempts of jobs. Throws base::StoreError.
class AttemptLog {
 public:
  virtual ~AttemptLog() = default;

  /// Records that an attempt has begun or ended; replaces what was recorded about it.
  virtual void RecordAttempt(std::int64_t run, const AttemptRecord& attempt) = 0;
};

/// Implementations are used by one thread at a time; several processes may share the database.
/// Every function throws base::StoreError on failure.
class History : public engine::RunStore, public AttemptLog {
 public:
  /// Creates a run with its first status. \return its number, from 1, never used again
  virtual std::int64_t Create(const RunSource& source, const Request& request,
                              const domain::Status& status) = 0;

  /// Begins a retry of a run. \param status  its first status
  /// \throws base::StoreError  also if another program has begun one in the meantime
  virtual void Reopen(std::int64_t run, const RunSource& source, const Request& request,
                      const domain::Status& status) = 0;

  /// Changes the status of a run that has ended, and records in the same transaction who did so and
  /// why.
  /// \throws base::StoreError  also if a retry of the run has begun in the meantime
  virtual void Amend(std::int64_t run, const domain::Status& status,
                     const std::vector<AuditRecord>& audit) = 0;

  /// Records which attempts of jobs the run launches. A run does this before it puts them into a
  /// queue: workers start only recorded launches.
  /// \param attempts  of one run; only `job`, `attempt` and `run_attempt` count
  virtual void RecordLaunches(std::int64_t run, const std::vector<AttemptRecord>& attempts) = 0;

  /// Records the start of an attempt, unless it is already recorded, or the run did not launch it,
  /// has ended or has been retried since. If many callers try, one succeeds: only that one may
  /// start the job. Runs begun by a version without RecordLaunches may start any attempt.
  /// \return whether this call recorded it
  virtual bool BeginAttempt(std::int64_t run, const AttemptRecord& attempt) = 0;

  /// Records the end of an attempt, unless one is already recorded. If many callers try, one
  /// succeeds. \return whether this call recorded it
  virtual bool EndAttempt(std::int64_t run, const AttemptRecord& attempt) = 0;

  /// \return the attempt, or nothing if it is not recorded
  virtual std::optional<AttemptRecord> FindAttempt(std::int64_t run, const std::string& job,
                                                   int attempt) = 0;

  /// \return the matching runs, newest first
  virtual std::vector<RunSummary> List(const RunFilter& filter) = 0;

  virtual std::optional<RunRecord> Find(std::int64_t run) = 0;

  /// Removes runs and everything that is recorded about them.
  virtual void Remove(const std::vector<std::int64_t>& runs) = 0;

  /// Checks that the database still exists.
  /// \throws base::StoreError  if it does not, for example because its file was removed while it
  /// was open
  virtual void RequireInPlace() {}

  /// Returns how long succeeded jobs took in runs of the workflow `name`, newest runs first.
  virtual std::vector<std::pair<std::string, base::Duration>> Durations(const std::string& name,
                                                                        int runs) = 0;
};

}  // namespace executioner::history
