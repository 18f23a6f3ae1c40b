#include "controller/domain/status.h"

#include <algorithm>

#include "controller/domain/checkpoint.h"
#include "controller/domain/explain.h"
#include "controller/domain/status_fields.h"

namespace executioner::domain {
namespace {

constexpr std::size_t kHistory = 10;

/// Returns one entry for thousands of instances: the first start, the last end, and the message of
/// an instance in the phase that is shown.
JobRecord Summarize(const Run& run, NodeId node) {
  JobRecord status{.phase = PhaseOf(run, node)};
  for (const JobState& state : run.StatesOf(node)) {
    if (state.start_time) {
      status.start_time =
          std::min(status.start_time.value_or(*state.start_time), *state.start_time);
    }
    status.completion_time = std::max(status.completion_time, state.completion_time);
    status.attempts = status.earlier_attempts = state.earlier_attempts;  // all have the same
    if (state.phase == status.phase && status.message.empty()) {
      status.reason = state.reason;
      status.message = state.message;
    }
  }
  if (!HasEnded(run, node)) {
    status.completion_time.reset();
  }
  return status;
}

JobStatus MakeJobStatus(const Plan& plan, const Run& run, NodeId node) {
  JobStatus status{{}, plan.Job(node).name};
  JobRecord& record = status;
  if (plan.Job(node).expands && run.nodes[node].count > 0) {
    record = Summarize(run, node);
  } else {
    record = run.StatesOf(node).front();
  }
  if (status.message.empty()) {
    status.message = ExplainWaiting(plan, run, node);
  }
  return status;
}

/// Of a time that a status could be wrong about by thousands of years.
int Seconds(Duration duration) {
  const auto seconds = std::chrono::duration_cast<std::chrono::seconds>(duration).count();
  return static_cast<int>(std::clamp<std::int64_t>(seconds, 0, kMostSeconds));
}

}  // namespace

int EndedAttempts(const JobRecord& job) {
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
                .spec_hash = plan.SpecHash(),
                .start_time = run.start_time,
                .completion_time = run.completion_time,
                .suspended_seconds = Seconds(run.suspended),
                .suspended_since = run.suspended_since,
                .counts = CountsOf(run)};
  status.conditions =
      MakeConditions({run.phase, run.reason, run.message}, previous.conditions, generation, now);
  status.jobs.reserve(run.nodes.size());
  for (const NodeId node : run.nodes.Ids()) {
    status.jobs.push_back(MakeJobStatus(plan, run, node));
    if (plan.Job(node).expands && run.nodes[node].count > 0) {
      status.expanded.push_back(MakeExpandedJob(plan, run, node));
    }
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
