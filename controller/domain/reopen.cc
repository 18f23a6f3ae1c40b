#include "controller/domain/reopen.h"

#include <algorithm>

#include "controller/base/error.h"
#include "controller/domain/checkpoint.h"
#include "controller/domain/run_outcome.h"

namespace executioner::domain {
namespace {

using Scope = ReopenRequest::Scope;

/// Job -> whether it is in a set.
using Set = IdVector<NodeId, bool>;

using Jobs = IdVector<NodeId, JobStatus>;

Set Members(const Plan& plan, const std::vector<std::string>& names) {
  Set set(plan.Jobs().size());
  for (const std::string& name : names) {
    const auto node = plan.Find(name);
    if (!node) {
      throw base::ConfigurationError(name, "the run has no job of that name");
    }
    set[*node] = true;
  }
  return set;
}

/// Returns `set` and all jobs that depend on it, directly or indirectly.
Set WithDependents(const Plan& plan, Set set) {
  for (const NodeId job : plan.Order()) {
    for (const NodeId dependency : plan.Job(job).dependencies) {
      set[job] = set[job] || set[dependency];
    }
  }
  return set;
}

/// Returns `set` and all jobs that it depends on, directly or indirectly.
Set WithDependencies(const Plan& plan, Set set) {
  // Against the running order, a job is complete before its dependencies are visited: one pass is
  // enough.
  for (auto job = plan.Order().rbegin(); job != plan.Order().rend(); ++job) {
    for (const NodeId dependency : plan.Job(*job).dependencies) {
      set[dependency] = set[dependency] || set[*job];
    }
  }
  return set;
}

bool HasFailed(const JobStatus& job) {
  return job.phase == JobPhase::kFailed || job.phase == JobPhase::kCancelled;
}

JobStatus Again(const JobStatus& job) {
  // The budget of retries begins again, but numbers continue, because pods and logs of earlier
  // attempts are named by them.
  JobStatus again{{.attempts = job.attempts,
                   .earlier_attempts = job.attempts,
                   .attempt_history = job.attempt_history},
                  job.name};
  if (job.attempts > 0) {
    Remember(again.attempt_history, {.attempt = job.attempts,
                                     .pod = job.pod,
                                     .reason = job.reason,
                                     .exit_code = job.exit_code,
                                     .launch_time = job.launch_time,
                                     .completion_time = job.completion_time});
  }
  return again;
}

/// Keeps the end of a job. It does not count as a failure of the new attempt.
JobStatus Kept(JobStatus job) {
  job.earlier_attempts = job.attempts;
  return job;
}

// Both texts are recorded, and IsLeftOut recognizes jobs by them: a change would need the old texts
// too.
constexpr const char* kFailedOnlyMessage = "only what had failed was to run again";
constexpr const char* kFromMessage = "the run went on behind it";

JobStatus EndedAs(JobStatus job, JobPhase phase, Reason reason, const std::string& message) {
  job.phase = phase;
  job.reason = reason;
  job.message = message;
  return job;
}

/// Leaves out a job and counts it as done.
JobStatus LeftOut(JobStatus job, const std::string& message) {
  return EndedAs(std::move(job), JobPhase::kSkipped, Reason::kSkippedByUser, message);
}

/// Whether the trigger waits for a failure: such a job has nothing to do if no job fails.
bool WantsFailure(Trigger trigger) {
  return trigger == Trigger::kAnyFailed || trigger == Trigger::kAllFailed;
}

/// Returns the jobs that kFailedOnly leaves undone: they never ran but could run now, because the
/// failed jobs before them run again.
Set Undone(const Plan& plan, const Jobs& jobs) {
  Set undone(jobs.size());
  for (const NodeId job : plan.Order()) {
    const JobStatus& status = jobs[job];
    const bool changes = std::ranges::any_of(plan.Job(job).dependencies, [&](NodeId before) {
      return undone[before] || HasFailed(jobs[before]);
    });
    const bool was_skipped =
        (status.reason == Reason::kTriggerNotMet || status.reason == Reason::kConditionFalse) &&
        changes && !WantsFailure(plan.Job(job).trigger);
    undone[job] = status.phase == JobPhase::kBlocked || !IsEnded(status.phase) || was_skipped;
  }
  return undone;
}

/// Returns the jobs of the plan with their recorded states.
Jobs JobsOf(const Plan& plan, const Status& status) {
  Jobs jobs(plan.Jobs().size());
  for (const NodeId job : jobs.Ids()) {
    jobs[job].name = plan.Job(job).name;
  }
  for (const JobStatus& job : status.jobs) {
    const auto node = plan.Find(job.name);
    if (node) {
      jobs[*node] = job;
    }
  }
  // A job that runs again expands again; one that keeps its end no longer needs its instances.
  for (const ExpandedJob& expanded : status.expanded) {
    if (const auto node = plan.Find(expanded.name)) {
      jobs[*node].attempts = expanded.attempts;
    }
  }
  return jobs;
}

void RequireFailed(const Jobs& jobs, const Set& named) {
  for (const NodeId job : jobs.Ids()) {
    if (named[job] && !HasFailed(jobs[job])) {
      throw base::ConfigurationError(jobs[job].name,
                                     "only a job that failed can be retried, this one is " +
                                         std::string(PhaseName(jobs[job].phase)));
    }
  }
}

/// Chooses how each job begins the next attempt of the run.
struct Chooser {
  const ReopenRequest& request;
  Set named;
  Set behind;  ///< the named jobs and their dependents
  Set before;  ///< the named jobs and their dependencies
  Set undone;

  bool IsSettled(const JobStatus& job) const {
    return job.phase == JobPhase::kSucceeded ||
           (job.reason == Reason::kSkippedByUser && std::ranges::count(request.skip, job.name) > 0);
  }

  JobStatus Choose(NodeId node, const JobStatus& job) const {
    const bool runs = named[node] || (behind[node] && job.phase == JobPhase::kBlocked);
    switch (request.scope) {
      case Scope::kUnsuccessful: return IsSettled(job) ? job : Again(job);
      case Scope::kFailedOnly: return OfFailedOnly(node, job);
      case Scope::kFrom: return behind[node] ? Again(job) : OfBefore(node, job);
      case Scope::kJobs: return runs ? Again(job) : Kept(job);
    }
    return job;
  }

  JobStatus OfFailedOnly(NodeId node, const JobStatus& job) const {
    if (HasFailed(job)) {
      return Again(job);
    }
    if (undone[node]) {
      // Its work is not done, so the run cannot succeed without it.
      return EndedAs(job, JobPhase::kBlocked, Reason::kNotReached, kFailedOnlyMessage);
    }
    const bool was_skipped = job.reason == Reason::kSkippedByUser && !IsSettled(job);
    return was_skipped ? LeftOut(job, kFailedOnlyMessage) : job;
  }

  JobStatus OfBefore(NodeId node, const JobStatus& job) const {
    if (IsSettled(job)) {
      return job;
    }
    return before[node] ? LeftOut(job, kFromMessage) : Kept(job);
  }
};

Counts CountByPhase(const std::vector<JobStatus>& jobs) {
  Counts counts{.total = static_cast<int>(jobs.size())};
  for (const JobStatus& job : jobs) {
    AddTo(counts, job.phase, /*live=*/false);
  }
  return counts;
}

}  // namespace

Status Reopen(const Plan& plan, const Status& ended, const ReopenRequest& request) {
  Jobs jobs = JobsOf(plan, ended);
  const Set named = Members(plan, request.jobs);
  if (request.scope == Scope::kJobs) {
    RequireFailed(jobs, named);
  }
  const Chooser chooser{.request = request,
                        .named = named,
                        .behind = WithDependents(plan, named),
                        .before = WithDependencies(plan, named),
                        .undone = Undone(plan, jobs)};
  for (const NodeId job : jobs.Ids()) {
    jobs[job] = chooser.Choose(job, jobs[job]);
  }
  Status next{.observed_generation = ended.observed_generation,
              .run = ended.run,
              .attempt = ended.attempt + 1,
              .spec_hash = plan.SpecHash(),
              .jobs = {jobs.begin(), jobs.end()},
              .history = ended.history};
  next.counts = CountByPhase(next.jobs);
  return next;
}

bool IsUnfinished(const Plan& plan, const Status& ended, const Status& next) {
  // FirstFailure and not the phase: the run may have been cancelled although all its jobs
  // succeeded.
  return next.counts.pending > 0 || (ended.phase != RunPhase::kSucceeded &&
                                     FirstFailure(plan, RestoreRun(plan, next)).empty());
}

bool IsLeftOut(const JobStatus& job) {
  const bool by_scope = job.reason == Reason::kSkippedByUser || job.reason == Reason::kNotReached;
  return by_scope && (job.message == kFailedOnlyMessage || job.message == kFromMessage);
}

Status MarkSucceeded(const Plan& plan, const Status& ended, const std::vector<std::string>& jobs,
                     const std::string& who) {
  Status status = ended;
  const Set named = Members(plan, jobs);
  bool bad = false;
  for (JobStatus& job : status.jobs) {
    const auto node = plan.Find(job.name);
    if (!node || !named[*node]) {
      const bool allowed = node && plan.Job(*node).allow_failure;
      bad = bad || (IsBad(job.phase) && !allowed);
      continue;
    }
    if (!IsBad(job.phase)) {
      throw base::ConfigurationError(job.name,
                                     "only a job that failed or never ran can be marked, this one "
                                     "is " +
                                         std::string(PhaseName(job.phase)));
    }
    job = EndedAs(job, JobPhase::kSucceeded, Reason::kCompleted, "marked as succeeded by " + who);
    job.exit_code.reset();
  }
  status.counts = CountByPhase(status.jobs);
  if (!bad) {
    status.phase = RunPhase::kSucceeded;
    status.reason = Reason::kCompleted;
    status.message.clear();
  } else if (status.reason == Reason::kJobFailed) {
    status.message = FirstFailure(plan, RestoreRun(plan, status));
  }
  return status;
}

}  // namespace executioner::domain
