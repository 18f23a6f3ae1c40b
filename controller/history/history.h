/// \file
/// Runs that no API server keeps: each has a number, a record that outlives the process, and the
/// manifest that it ran.
#pragma once

#include <charconv>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "controller/domain/attempt.h"
#include "controller/domain/status.h"
#include "controller/engine/ports/run_store.h"

namespace executioner::history {

/// What a run is made of, as given; kept with it. A later attempt of the run may differ.
struct RunSource {
  std::string kind = "Workflow";  ///< or "Job"
  std::string name = {};          ///< of the object
  std::string path = {};          ///< of the file, absolute
  std::string manifest = {};      ///< the object as JSON
  std::string spec_hash = {};
  std::string working_dir = {};  ///< absolute
  std::string arguments = {};    ///< what was added on the command line, as JSON
};

/// Who began an attempt of a run, and by what.
struct Request {
  std::string by = {};       ///< login name
  std::string host = {};     ///< where
  std::string command = {};  ///< "run", "resume", "retry", "mark-success"
  std::string reason = {};   ///< in the person's words
  /// Where logs of the attempt lie on that host; "" in audits.
  std::string state_dir = {};
};

/// One run without its jobs: a row of a listing.
struct RunSummary {
  std::int64_t id = 0;
  std::string kind = {};
  std::string name = {};
  int attempt = 1;  ///< the newest
  domain::RunPhase phase = domain::RunPhase::kPending;
  domain::Reason reason = domain::Reason::kNone;
  domain::TimePoint created = {};
  std::optional<domain::TimePoint> start_time = std::nullopt;
  std::optional<domain::TimePoint> completion_time = std::nullopt;
  domain::Counts counts = {};
};

/// One attempt of one job, on record from its start.
struct AttemptRecord {
  std::string job = {};
  int attempt = 1;      ///< of the job, within the run
  int run_attempt = 1;  ///< of the run
  domain::TimePoint start_time = {};
  std::optional<domain::Ending> ending = std::nullopt;
  std::optional<std::int64_t> max_rss_kb = std::nullopt;
  std::optional<std::int64_t> cpu_ms = std::nullopt;
  std::string host = {};       ///< of the worker that ran it, with its log; "": that of the run
  std::string state_dir = {};  ///< on that host
};

/// One attempt of a run.
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

/// What a person did to a run.
struct AuditRecord {
  domain::TimePoint time = {};
  Request request = {};
  std::string job = {};       ///< "" when it is about the run
  std::string previous = {};  ///< the phase before
};

/// Everything about one run.
struct RunRecord {
  RunSummary summary = {};
  domain::Status status = {};                       ///< the last checkpoint
  std::vector<RunAttemptRecord> run_attempts = {};  ///< oldest first
  std::vector<AttemptRecord> attempts = {};         ///< in the order of their start
  std::vector<AuditRecord> audit = {};              ///< oldest first
};

/// The number of a run: locally it is its owner's UID.
inline std::int64_t RunNumber(const engine::OwnerId& owner) {
  std::int64_t number = 0;
  std::from_chars(owner.uid.data(), owner.uid.data() + owner.uid.size(), number);
  return number;
}

/// Which runs; all that match.
struct RunFilter {
  std::string name = {};
  std::vector<domain::RunPhase> phases = {};
  std::optional<domain::TimePoint> since = std::nullopt;  ///< created at or after
  std::optional<domain::TimePoint> until = std::nullopt;  ///< created before
  /// Only runs whose newest attempt has launched attempts of jobs through a queue.
  bool queued = false;
  int limit = 0;  ///< maximum number of runs, newest first; 0: no limit
};

/// Where attempts of jobs are put on record. Throws base::StoreError.
class AttemptLog {
 public:
  virtual ~AttemptLog() = default;

  /// An attempt of a job begins or has ended: one row, written over.
  virtual void RecordAttempt(std::int64_t run, const AttemptRecord& attempt) = 0;
};

/// Implementations are used from one thread at a time; several processes may share what is behind.
/// Every function throws base::StoreError when that fails.
class History : public engine::RunStore, public AttemptLog {
 public:
  /// Makes a run with the status of `execution`-to-be. \return its number, from 1, never used again
  virtual std::int64_t Create(const RunSource& source, const Request& request,
                              const domain::Status& status) = 0;

  /// Opens the next attempt of a run. \param status  with which that begins
  /// \throws base::StoreError  also when another program did so meanwhile
  virtual void Reopen(std::int64_t run, const RunSource& source, const Request& request,
                      const domain::Status& status) = 0;

  /// Changes the status of a run that has ended, in one transaction with who did so and why.
  /// \throws base::StoreError  also when the run has got another attempt meanwhile
  virtual void Amend(std::int64_t run, const domain::Status& status,
                     const std::vector<AuditRecord>& audit) = 0;

  /// Records which attempts of jobs the run launches. A run does so before it hands them to a
  /// queue: only what is recorded may begin.
  /// \param attempts  of one run; only `job`, `attempt` and `run_attempt` count
  virtual void RecordLaunches(std::int64_t run, const std::vector<AttemptRecord>& attempts) = 0;

  /// Records the start of an attempt, unless it is already recorded, or the run did not launch it,
  /// has ended or has another attempt now. If many callers try, one succeeds: only that one may
  /// start the job. Runs begun by a version without RecordLaunches may start any attempt.
  /// \return whether this call recorded it
  virtual bool BeginAttempt(std::int64_t run, const AttemptRecord& attempt) = 0;

  /// Puts the end of an attempt on record, unless it has one already. Of many who try, one
  /// succeeds. \return whether it was put on record
  virtual bool EndAttempt(std::int64_t run, const AttemptRecord& attempt) = 0;

  /// One attempt of a job.
  virtual std::optional<AttemptRecord> FindAttempt(std::int64_t run, const std::string& job,
                                                   int attempt) = 0;

  /// Newest first.
  virtual std::vector<RunSummary> List(const RunFilter& filter) = 0;

  virtual std::optional<RunRecord> Find(std::int64_t run) = 0;

  /// Removes runs with all that is on record of them.
  virtual void Remove(const std::vector<std::int64_t>& runs) = 0;

  /// Whether what was recorded can still be found.
  /// \throws base::StoreError  when not, as for a file that was removed while it was open
  virtual void RequireInPlace() {}

  /// How long jobs of that name took when they succeeded, the newest runs of the name first.
  virtual std::vector<std::pair<std::string, base::Duration>> Durations(const std::string& name,
                                                                        int runs) = 0;
};

}  // namespace executioner::history
