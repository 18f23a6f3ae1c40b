#include "controller/adapters/store/sql_history.h"

#include <map>
#include <utility>

#include "controller/adapters/store/history_rows.h"
#include "controller/adapters/store/schema.h"
#include "controller/base/error.h"

namespace executioner::store {

using engine::SaveReply;

namespace {

/// Sets the earlier attempts of each job. They are stored as rows of their own, so the rows of jobs
/// do not contain them.
/// \pre attempts of one job are in the order of their numbers
void FillAttemptHistory(history::RunRecord& record) {
  std::map<std::string_view, domain::JobStatus*> jobs;
  for (domain::JobStatus& job : record.status.jobs) {
    jobs.emplace(job.name, &job);
  }
  for (const history::AttemptRecord& row : record.attempts) {
    const auto found = jobs.find(row.job);
    if (found == jobs.end() || !row.ending) {
      continue;
    }
    domain::JobStatus& job = *found->second;
    if (row.attempt < job.attempts || !IsEnded(job.phase)) {
      // A process starts when it is launched; a worker takes its attempts from a queue.
      const bool by_worker = !row.host.empty();
      Remember(job.attempt_history,
               {.attempt = row.attempt,
                .reason = row.ending->reason,
                .exit_code = row.ending->exit_code,
                .launch_time = by_worker ? std::nullopt : std::optional(row.start_time),
                .start_time = row.start_time,
                .completion_time = row.ending->time});
    }
  }
}

}  // namespace

SqlHistory::SqlHistory(std::unique_ptr<Database> database, const std::string& place,
                       const base::Clock& clock)
    : database_(std::move(database)), clock_(clock) {
  Migrate(*database_, place, clock_.Now());
}

std::string SqlHistory::Identity() {
  return TextOf(database_->Run("SELECT id FROM identity").at(0).at(0));
}

std::int64_t SqlHistory::Create(const history::RunSource& source, const history::Request& request,
                                const domain::Status& status) {
  Transaction transaction(*database_);
  const std::vector<Row> rows = database_->Run(
      "INSERT INTO runs (kind, name, attempt, phase, reason, message, created_at, "
      "suspended_seconds, total, pending, running, succeeded, failed, skipped) "
      "VALUES (?, ?, 1, '', '', '', ?, 0, 0, 0, 0, 0, 0, 0) RETURNING id",
      source.kind, source.name, base::FormatMilliTime(clock_.Now()));
  const std::int64_t run = NumberOf(rows.at(0).at(0)).value_or(0);
  WriteRunAttempt(run, status.attempt, source, request);
  WriteRun(run, status);
  WriteJobs(run, {}, status.jobs);
  transaction.Commit();
  return run;
}

void SqlHistory::Reopen(std::int64_t run, const history::RunSource& source,
                        const history::Request& request, const domain::Status& status) {
  Transaction transaction(*database_);
  RequireAttempt(run, status.attempt - 1);
  WriteRunAttempt(run, status.attempt, source, request);
  WriteRun(run, status);
  saved_run_ = 0;
  database_->Run("DELETE FROM jobs WHERE run_id = ?", run);  // the manifest may have other jobs now
  WriteJobs(run, {}, status.jobs);
  transaction.Commit();
}

void SqlHistory::Amend(std::int64_t run, const domain::Status& status,
                       const std::vector<history::AuditRecord>& audit) {
  Transaction transaction(*database_);
  RequireAttempt(run, status.attempt);
  for (const history::AuditRecord& record : audit) {
    WriteAudit(run, record);
  }
  saved_run_ = 0;
  WriteRun(run, status);
  WriteJobs(run, {}, status.jobs);
  transaction.Commit();
}

void SqlHistory::RecordAttempt(std::int64_t run, const history::AttemptRecord& attempt) {
  const domain::Ending ending = attempt.ending.value_or(domain::Ending{});
  database_->Run(
      "INSERT INTO job_attempts (run_id, job, attempt, run_attempt, start_time, completion_time, "
      "reason, message, exit_code, stopped, max_rss_kb, cpu_ms, host, state_dir, results) "
      "VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) "
      "ON CONFLICT (run_id, job, attempt) DO UPDATE SET start_time = "
      "excluded.start_time, completion_time = excluded.completion_time, reason = excluded.reason, "
      "message = excluded.message, exit_code = "
      "excluded.exit_code, stopped = excluded.stopped, max_rss_kb = excluded.max_rss_kb, cpu_ms = "
      "excluded.cpu_ms, results = excluded.results",
      run, attempt.job, std::int64_t{attempt.attempt}, std::int64_t{attempt.run_attempt},
      base::FormatMilliTime(attempt.start_time),
      attempt.ending ? Field(base::FormatMilliTime(ending.time)) : Field(),
      std::string(domain::ReasonName(ending.reason)), ending.message, OrNull(ending.exit_code),
      std::int64_t{ending.stopped ? 1 : 0}, OrNull(attempt.max_rss_kb), OrNull(attempt.cpu_ms),
      attempt.host, attempt.state_dir, domain::ResultsJson(ending.results));
}

void SqlHistory::RecordLaunches(std::int64_t run,
                                const std::vector<history::AttemptRecord>& attempts) {
  Transaction transaction(*database_);
  for (const history::AttemptRecord& attempt : attempts) {
    database_->Run(
        "INSERT INTO launches (run_id, job, attempt, run_attempt) VALUES (?, ?, ?, ?) "
        "ON CONFLICT (run_id, job, attempt) DO UPDATE SET run_attempt = excluded.run_attempt",
        run, attempt.job, std::int64_t{attempt.attempt}, std::int64_t{attempt.run_attempt});
  }
  transaction.Commit();
}

bool SqlHistory::BeginAttempt(std::int64_t run, const history::AttemptRecord& attempt) {
  return database_->Any(
      "INSERT INTO job_attempts (run_id, job, attempt, run_attempt, start_time, "
      "reason, message, stopped, host, state_dir) "
      "SELECT id, CAST(? AS TEXT), CAST(? AS BIGINT), "
      "attempt, CAST(? AS TEXT), '', '', 0, CAST(? AS TEXT), CAST(? AS TEXT) FROM runs "
      "WHERE id = ? AND attempt = ? AND completion_time IS NULL AND (EXISTS (SELECT 1 "
      "FROM launches WHERE launches.run_id = runs.id AND launches.job = ? AND "
      "launches.attempt = ? AND launches.run_attempt = runs.attempt) OR EXISTS (SELECT "
      "1 FROM run_attempts WHERE run_attempts.run_id = runs.id AND "
      "run_attempts.attempt = runs.attempt AND records_launches = 0)) "
      "ON CONFLICT (run_id, job, attempt) DO NOTHING RETURNING attempt",
      attempt.job, std::int64_t{attempt.attempt}, base::FormatMilliTime(attempt.start_time),
      attempt.host, attempt.state_dir, run, std::int64_t{attempt.run_attempt}, attempt.job,
      std::int64_t{attempt.attempt});
}

bool SqlHistory::EndAttempt(std::int64_t run, const history::AttemptRecord& attempt) {
  const domain::Ending& ending = attempt.ending.value();
  return database_->Any(
      "UPDATE job_attempts SET completion_time = ?, reason = ?, message = ?, "
      "exit_code = ?, stopped = ?, max_rss_kb = ?, cpu_ms = ?, results = ? WHERE run_id = ? AND "
      "job = ? AND attempt = ? AND completion_time IS NULL RETURNING attempt",
      base::FormatMilliTime(ending.time), std::string(domain::ReasonName(ending.reason)),
      ending.message, OrNull(ending.exit_code), std::int64_t{ending.stopped ? 1 : 0},
      OrNull(attempt.max_rss_kb), OrNull(attempt.cpu_ms), domain::ResultsJson(ending.results), run,
      attempt.job, std::int64_t{attempt.attempt});
}

std::optional<history::AttemptRecord> SqlHistory::FindAttempt(std::int64_t run,
                                                              const std::string& job, int attempt) {
  const std::vector<Row> rows =
      database_->Run("SELECT " + std::string(kAttemptColumns) +
                         " FROM job_attempts WHERE run_id = ? AND job = ? AND attempt = ?",
                     run, job, std::int64_t{attempt});
  return rows.empty() ? std::nullopt : std::optional(ReadAttempt(rows.front()));
}

SaveReply SqlHistory::Save(const engine::OwnerId& owner, const std::string& /*version*/,
                           const domain::Status& status) {
  const std::int64_t run = history::RunNumber(owner);
  Transaction transaction(*database_);
  // Somebody may have removed the run while it was active.
  if (!database_->Any("SELECT 1 FROM runs WHERE id = ?", run)) {
    return {.result = engine::SaveResult::kGone};
  }
  WriteRun(run, status);
  // Zero until the commit: if a write fails, nothing is known about the rows, and all jobs are
  // written again.
  if (std::exchange(saved_run_, 0) != run) {
    saved_jobs_.clear();
  }
  WriteJobs(run, saved_jobs_, status.jobs);
  transaction.Commit();
  saved_run_ = run;
  saved_jobs_ = status.jobs;
  return {};
}

std::vector<history::RunSummary> SqlHistory::List(const history::RunFilter& filter) {
  std::string sql = "SELECT " + std::string(kRunColumns) + " FROM runs WHERE 1 = 1";
  std::vector<Field> parameters;
  if (!filter.name.empty()) {
    sql += " AND name = ?";
    parameters.emplace_back(filter.name);
  }
  if (!filter.phases.empty()) {
    std::string marks;
    for (const domain::RunPhase phase : filter.phases) {
      marks += marks.empty() ? "?" : ", ?";
      parameters.emplace_back(std::string(domain::PhaseName(phase)));
    }
    sql += " AND phase IN (" + marks + ")";
  }
  if (filter.since) {
    sql += " AND created_at >= ?";
    parameters.emplace_back(base::FormatMilliTime(*filter.since));
  }
  if (filter.until) {
    sql += " AND created_at < ?";
    parameters.emplace_back(base::FormatMilliTime(*filter.until));
  }
  if (filter.queued) {
    sql +=
        " AND EXISTS (SELECT 1 FROM launches WHERE launches.run_id = runs.id AND "
        "launches.run_attempt = runs.attempt)";
  }
  sql += " ORDER BY id DESC";
  if (filter.limit > 0) {
    sql += " LIMIT ?";
    parameters.emplace_back(std::int64_t{filter.limit});
  }
  std::vector<history::RunSummary> runs;
  for (const Row& row : database_->Run(sql, std::span<const Field>(parameters))) {
    runs.push_back(ReadSummary(row));
  }
  return runs;
}

std::optional<history::RunRecord> SqlHistory::Find(std::int64_t run) {
  const std::vector<Row> rows =
      database_->Run("SELECT " + std::string(kRunColumns) + " FROM runs WHERE id = ?", run);
  if (rows.empty()) {
    return std::nullopt;
  }
  history::RunRecord record;
  record.summary = ReadSummary(rows.front());
  record.status = ReadStatus(rows.front());
  for (const Row& row : database_->Run(
           "SELECT " + std::string(kJobColumns) + " FROM jobs WHERE run_id = ? ORDER BY place",
           run)) {
    record.status.jobs.push_back(ReadJob(row));
  }
  for (const Row& row : database_->Run("SELECT " + std::string(kRunAttemptColumns) +
                                           " FROM run_attempts WHERE run_id = ? ORDER BY attempt",
                                       run)) {
    record.run_attempts.push_back(ReadRunAttempt(row, record.summary));
  }
  for (const Row& row : database_->Run("SELECT " + std::string(kAttemptColumns) +
                                           " FROM job_attempts WHERE run_id = ? "
                                           "ORDER BY start_time, job, attempt",
                                       run)) {
    record.attempts.push_back(ReadAttempt(row));
  }
  FillAttemptHistory(record);
  for (const Row& row : database_->Run(
           "SELECT " + std::string(kAuditColumns) + " FROM audit WHERE run_id = ? ORDER BY id",
           run)) {
    record.audit.push_back(ReadAudit(row));
  }
  if (!record.run_attempts.empty()) {
    record.status.spec_hash = record.run_attempts.back().source.spec_hash;
  }
  return record;
}

void SqlHistory::Remove(const std::vector<std::int64_t>& runs) {
  Transaction transaction(*database_);
  for (const std::int64_t run : runs) {
    database_->Run("DELETE FROM runs WHERE id = ?", run);
  }
  transaction.Commit();
}

std::vector<std::pair<std::string, base::Duration>> SqlHistory::Durations(const std::string& name,
                                                                          int runs) {
  std::vector<std::pair<std::string, base::Duration>> durations;
  for (const Row& row : database_->Run(
           "SELECT job, start_time, completion_time FROM job_attempts WHERE reason = 'Completed' "
           "AND run_id IN (SELECT id FROM runs WHERE name = ? ORDER BY id DESC LIMIT ?) "
           "ORDER BY run_id DESC",
           name, std::int64_t{runs})) {
    const auto began = ReadTime(row.at(1));
    const auto ended = ReadTime(row.at(2));
    if (began && ended) {
      durations.emplace_back(TextOf(row.at(0)), *ended - *began);
    }
  }
  return durations;
}

void SqlHistory::RequireAttempt(std::int64_t run, int attempt) {
  // Writing locks the row until the end of the transaction, also for other hosts.
  if (!database_->Any("UPDATE runs SET attempt = attempt WHERE id = ? AND attempt = ? RETURNING id",
                      run, std::int64_t{attempt})) {
    throw base::StoreError(
        "run " + std::to_string(run) +
            " was changed or removed by another program at the same time; look at "
            "it again",
        /*can_retry=*/false);
  }
}

void SqlHistory::WriteRun(std::int64_t run, const domain::Status& status) {
  const domain::Counts& counts = status.counts;
  database_->Run(
      "UPDATE runs SET attempt = ?, phase = ?, reason = ?, message = ?, start_time = ?, "
      "completion_time = ?, suspended_seconds = ?, suspended_since = ?, total = ?, pending = ?, "
      "running = ?, succeeded = ?, failed = ?, skipped = ? WHERE id = ?",
      std::int64_t{status.attempt}, std::string(domain::PhaseName(status.phase)),
      std::string(domain::ReasonName(status.reason)), status.message, OrNull(status.start_time),
      OrNull(status.completion_time), std::int64_t{status.suspended_seconds},
      OrNull(status.suspended_since), std::int64_t{counts.total}, std::int64_t{counts.pending},
      std::int64_t{counts.running}, std::int64_t{counts.succeeded}, std::int64_t{counts.failed},
      std::int64_t{counts.skipped}, run);
  database_->Run(
      "UPDATE run_attempts SET phase = ?, reason = ?, start_time = ?, completion_time = ? "
      "WHERE run_id = ? AND attempt = ?",
      std::string(domain::PhaseName(status.phase)), std::string(domain::ReasonName(status.reason)),
      OrNull(status.start_time), OrNull(status.completion_time), run, std::int64_t{status.attempt});
}

void SqlHistory::WriteJobs(std::int64_t run, const std::vector<domain::JobStatus>& before,
                           const std::vector<domain::JobStatus>& after) {
  for (std::size_t place = 0; place < after.size(); ++place) {
    const domain::JobStatus& job = after[place];
    // A record of a run of 10,000 jobs usually changes a few of them.
    if (place < before.size() && before[place] == job) {
      continue;
    }
    database_->Run(
        "INSERT INTO jobs (run_id, place, name, phase, reason, message, attempts, disruptions, "
        "earlier_attempts, start_time, completion_time, next_attempt_time, exit_code, ready_time, "
        "launch_time, results) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT "
        "(run_id, "
        "place) DO UPDATE SET "
        "phase = excluded.phase, reason = excluded.reason, message = excluded.message, attempts = "
        "excluded.attempts, disruptions = excluded.disruptions, earlier_attempts = "
        "excluded.earlier_attempts, start_time = excluded.start_time, completion_time = "
        "excluded.completion_time, next_attempt_time = excluded.next_attempt_time, exit_code = "
        "excluded.exit_code, ready_time = excluded.ready_time, launch_time = excluded.launch_time, "
        "results = excluded.results",
        run, static_cast<std::int64_t>(place), job.name, std::string(domain::PhaseName(job.phase)),
        std::string(domain::ReasonName(job.reason)), job.message, std::int64_t{job.attempts},
        std::int64_t{job.disruptions}, std::int64_t{job.earlier_attempts}, OrNull(job.start_time),
        OrNull(job.completion_time), OrNull(job.next_attempt_time), OrNull(job.exit_code),
        OrNull(job.ready_time), OrNull(job.launch_time), domain::ResultsJson(job.results));
  }
}

void SqlHistory::WriteRunAttempt(std::int64_t run, int attempt, const history::RunSource& source,
                                 const history::Request& request) {
  database_->Run(
      "INSERT INTO run_attempts (run_id, attempt, path, manifest, spec_hash, working_dir, "
      "arguments, created_at, requested_by, host, command, why, state_dir, phase, reason, "
      "records_launches) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, 'Pending', '', 1)",
      run, std::int64_t{attempt}, source.path, source.manifest, source.spec_hash,
      source.working_dir, source.arguments, base::FormatMilliTime(clock_.Now()), request.by,
      request.host, request.command, request.reason, request.state_dir);
}

void SqlHistory::WriteAudit(std::int64_t run, const history::AuditRecord& record) {
  database_->Run(
      "INSERT INTO audit (run_id, time, requested_by, host, command, why, job, previous) "
      "VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
      run, base::FormatMilliTime(record.time), record.request.by, record.request.host,
      record.request.command, record.request.reason, record.job, record.previous);
}

}  // namespace executioner::store
