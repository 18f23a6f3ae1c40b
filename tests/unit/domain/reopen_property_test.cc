/// \file
/// Random graphs that fail and are reopened: jobs that succeeded do not run again.
#include <algorithm>
#include <set>

#include <gtest/gtest.h>

#include "controller/domain/reopen.h"
#include "tests/unit/domain/random_graph.h"
#include "tests/unit/domain/run_driver.h"

namespace executioner::domain {
namespace {

using testing::MakeJob;
using testing::RunDriver;
using Scope = ReopenRequest::Scope;

constexpr int kSize = 8;
constexpr int kEnough = 500;

RunDriver RandomRun(Dice& dice) {
  std::vector<JobSpec> jobs;
  const Graph graph = RandomDag(dice, kSize, kSize);
  for (int i = 0; i < kSize; ++i) {
    JobSpec job = MakeJob("j" + std::to_string(i));
    std::set<int> before(graph[At(i)].begin(), graph[At(i)].end());
    for (const int dependency : before) {
      job.depends_on.push_back("j" + std::to_string(dependency));
    }
    if (!before.empty()) {
      job.trigger = static_cast<Trigger>(dice.Roll(6));
    }
    job.allow_failure = dice.Roll(5) == 0;
    job.work.retry = RetryPolicy{.limit = dice.Roll(2), .delay_seconds = 1};
    jobs.push_back(std::move(job));
  }
  Controls controls{.failure_policy = static_cast<FailurePolicy>(dice.Roll(3))};
  if (dice.Roll(2) == 0) {
    controls.parallelism = 1 + dice.Roll(3);
  }
  return RunDriver(std::move(jobs), controls);
}

std::vector<std::string> Live(const RunDriver& run) {
  std::vector<std::string> live;
  for (const InstanceId instance : run.run.instances.Ids()) {
    if (run.run.instances[instance].live) {
      live.push_back(run.Name(instance));
    }
  }
  return live;
}

/// Whether a job that has not ended comes before this one.
bool IsAnythingBeforeOpen(const RunDriver& run, NodeId node) {
  return std::ranges::any_of(run.plan.Job(node).dependencies, [&](NodeId dependency) {
    return !HasEnded(run.run, dependency) || IsAnythingBeforeOpen(run, dependency);
  });
}

/// What may start after a failure waits for the end of everything before it.
void ExpectOrder(const RunDriver& run) {
  for (const InstanceId instance : run.run.instances.Ids()) {
    const NodeId node = run.run.NodeOf(instance);
    EXPECT_FALSE(run.run.instances[instance].live && OutlivesFailure(run.plan.Job(node).trigger) &&
                 IsAnythingBeforeOpen(run, node))
        << run.Name(instance) << " runs beside a job before it";
  }
}

/// Plays the run to its end; a job that ends succeeds unless the dice say otherwise.
void Play(RunDriver& run, Dice& dice, int failures_of_ten) {
  run.Step();
  for (int step = 0; !IsEnded(run.run.phase); ++step) {
    ASSERT_LT(step, kEnough) << "never ends";
    ExpectOrder(run);
    const std::vector<std::string> live = Live(run);
    if (live.empty()) {
      ASSERT_TRUE(run.wake_at) << "stuck";
      run.now = std::max(run.now, *run.wake_at);
      run.Step();
      continue;
    }
    const std::string& job = live[At(dice.Roll(static_cast<int>(live.size())))];
    const bool fails = dice.Roll(10) < failures_of_ten || run.State(job).stopping;
    run.Ends(job, {.reason = fails ? Reason::kFailed : Reason::kCompleted,
                   .stopped = run.State(job).stopping});
  }
}

ReopenRequest RandomRequest(Dice& dice, const Status& ended) {
  std::vector<std::string> failed;
  for (const JobStatus& job : ended.jobs) {
    if (job.phase == JobPhase::kFailed || job.phase == JobPhase::kCancelled) {
      failed.push_back(job.name);
    }
  }
  const int roll = dice.Roll(3);
  if (roll == 0 && !failed.empty()) {
    return {.scope = Scope::kJobs,
            .jobs = {failed[At(dice.Roll(static_cast<int>(failed.size())))]}};
  }
  return {.scope = roll == 1 ? Scope::kFailedOnly : Scope::kUnsuccessful};
}

/// Jobs that had succeeded were not changed, and numbers of attempts were not reused.
void ExpectKept(const RunDriver& run, const Status& ended) {
  for (const JobStatus& job : ended.jobs) {
    const int attempts = run.State(job.name).attempts;
    EXPECT_GE(attempts, job.attempts) << job.name << " reuses numbers";
    if (job.phase == JobPhase::kSucceeded) {
      EXPECT_EQ(attempts, job.attempts) << job.name << " ran again";
      EXPECT_EQ(run.Phase(job.name), JobPhase::kSucceeded);
    }
  }
}

TEST(ReopenProperty, TheRunEndsAgainAndSucceededJobsDoNotRunAgain) {
  for (std::uint64_t seed = 0; seed < 400; ++seed) {
    SCOPED_TRACE(seed);
    Dice dice(seed);
    RunDriver run = RandomRun(dice);
    ASSERT_NO_FATAL_FAILURE(Play(run, dice, 4));
    for (int again = 0; again < 3; ++again) {
      const Status ended = MakeStatus(run.plan, run.run, {}, 1, run.now);
      const Status next = Reopen(run.plan, ended, RandomRequest(dice, ended));
      run.run = RestoreRun(run.plan, next);
      run.launched.clear();
      ASSERT_NO_FATAL_FAILURE(Play(run, dice, 3));
      const std::set<std::string> launched(run.launched.begin(), run.launched.end());
      EXPECT_EQ(launched.size(), run.launched.size()) << "an attempt began twice";
      ExpectKept(run, ended);
    }
  }
}

TEST(ReopenProperty, ARunSucceedsIfTheRetryHasNoFailures) {
  for (std::uint64_t seed = 0; seed < 400; ++seed) {
    SCOPED_TRACE(seed);
    Dice dice(seed);
    RunDriver run = RandomRun(dice);
    ASSERT_NO_FATAL_FAILURE(Play(run, dice, 5));
    run.run =
        RestoreRun(run.plan, Reopen(run.plan, MakeStatus(run.plan, run.run, {}, 1, run.now), {}));
    ASSERT_NO_FATAL_FAILURE(Play(run, dice, 0));
    EXPECT_EQ(run.run.phase, RunPhase::kSucceeded);
  }
}

}  // namespace
}  // namespace executioner::domain
