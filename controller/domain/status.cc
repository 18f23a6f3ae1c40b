#include "controller/domain/status.h"

#include <algorithm>

#include "controller/domain/explain.h"

namespace executioner::domain {
namespace {

constexpr std::size_t kHistory = 10;

JobStatus MakeJobStatus(const Plan& plan, const Run& run, int job) {
  const JobState& state = run.jobs[static_cast<std::size_t>(job)];
  JobStatus status{.name = plan.jobs[static_cast<std::size_t>(job)].name,
                   .phase = state.phase,
                   .reason = state.reason,
                   .message = state.message,
                   .attempts = state.attempts,
                   .disruptions = state.disruptions,
                   .earlier_attempts = state.earlier_attempts,
                   .start_time = state.start_time,
                   .completion_time = state.completion_time,
                   .next_attempt_time = state.next_attempt_time,
                   .exit_code = state.exit_code,
                   .pod = state.pod,
                   .ready_time = state.ready_time,
                   .launch_time = state.launch_time,
                   .attempt_history = state.attempt_history,
                   .retried_as = state.retried_as};
  if (status.message.empty()) {
    status.message = ExplainWaiting(plan, run, job);
  }
  return status;
}

Counts Count(const Run& run) {
  Counts counts;
  counts.total = static_cast<int>(run.jobs.size());
  for (const JobState& state : run.jobs) {
    switch (state.phase) {
      case JobPhase::kSucceeded: ++counts.succeeded; break;
      case JobPhase::kFailed:
      case JobPhase::kCancelled: ++counts.failed; break;
      case JobPhase::kSkipped:
      case JobPhase::kBlocked: ++counts.skipped; break;
      default: ++(state.live ? counts.running : counts.pending); break;
    }
  }
  return counts;
}

int Seconds(Duration duration) {
  return static_cast<int>(std::chrono::duration_cast<std::chrono::seconds>(duration).count());
}

}  // namespace

int EndedAttempts(const JobStatus& job) {
  const bool over = IsEnded(job.phase) || job.next_attempt_time.has_value();
  return over ? job.attempts : std::max(job.attempts - 1, 0);
}

int NewlyEndedAttempts(const JobStatus* before, const JobStatus& after) {
  const int known = before == nullptr ? after.earlier_attempts : EndedAttempts(*before);
  return std::max(EndedAttempts(after) - known, 0);
}

std::string Progress(const Counts& counts) {
  return std::to_string(counts.succeeded) + "/" + std::to_string(counts.total);
}

Status MakeStatus(const Plan& plan, const Run& run, const Status& previous, std::int64_t generation,
                  TimePoint now) {
  Status status{.observed_generation = generation,
                .phase = run.phase,
                .reason = run.reason,
                .message = run.message,
                .run = run.number,
                .attempt = run.attempt,
                .spec_hash = plan.spec_hash,
                .start_time = run.start_time,
                .completion_time = run.completion_time,
                .suspended_seconds = Seconds(run.suspended),
                .suspended_since = run.suspended_since,
                .counts = Count(run)};
  status.conditions =
      MakeConditions({run.phase, run.reason, run.message}, previous.conditions, generation, now);
  status.jobs.reserve(run.jobs.size());
  for (int job = 0; job < static_cast<int>(run.jobs.size()); ++job) {
    status.jobs.push_back(MakeJobStatus(plan, run, job));
  }
  status.history = previous.history;
  return status;
}

Status MakeBareStatus(const RunVerdict& verdict, const Status& previous, std::int64_t generation,
                      TimePoint now) {
  Status status = previous;
  status.observed_generation = generation;
  status.phase = verdict.phase;
  status.reason = verdict.reason;
  status.message = verdict.message;
  if (IsEnded(verdict.phase) && !status.completion_time) {
    status.completion_time = now;
  }
  status.conditions = MakeConditions(verdict, previous.conditions, generation, now);
  return status;
}

Status OpenNextRun(const Status& ended) {
  Status next{.observed_generation = ended.observed_generation,
              .run = ended.run + 1,
              .history = ended.history};
  next.history.insert(next.history.begin(), HistoryEntry{.run = ended.run,
                                                         .attempt = ended.attempt,
                                                         .spec_hash = ended.spec_hash,
                                                         .phase = ended.phase,
                                                         .reason = ended.reason,
                                                         .start_time = ended.start_time,
                                                         .completion_time = ended.completion_time});
  if (next.history.size() > kHistory) {
    next.history.resize(kHistory);
  }
  return next;
}

}  // namespace executioner::domain
