// Which jobs of a run that has ended run again.
#include "controller/domain/reopen.h"

#include <algorithm>

#include <gtest/gtest.h>

#include "controller/base/error.h"
#include "tests/unit/domain/run_driver.h"

namespace executioner::domain {
namespace {

using testing::MakeJob;
using testing::RunDriver;
using Scope = ReopenRequest::Scope;
using Names = std::vector<std::string>;

/// a -> b -> c, and x: a and x fail, b and c are blocked.
std::vector<JobSpec> Jobs() {
  return {MakeJob("a"), MakeJob("b", {"a"}), MakeJob("c", {"b"}), MakeJob("x"), MakeJob("y")};
}

RunDriver FailedRun() {
  RunDriver run(Jobs(), {.failure_policy = FailurePolicy::kContinue});
  run.Step();
  run.Succeeds("y");
  run.Fails("a");
  run.Fails("x");
  return run;
}

Status StatusOf(const RunDriver& run) {
  return MakeStatus(run.plan, run.run, {}, 1, run.now);
}

/// The same run, its next attempt begun.
void ReopenRun(RunDriver& run, const ReopenRequest& request) {
  const Status next = Reopen(run.plan, StatusOf(run), request);
  run.run = RestoreRun(run.plan, next);
  run.launched.clear();
  run.Step();
}

const JobStatus& Job(const Status& status, const std::string& name) {
  return *std::ranges::find(status.jobs, name, &JobStatus::name);
}

TEST(Reopen, RunsAllJobsThatDidNotSucceed) {
  RunDriver run = FailedRun();
  ReopenRun(run, {});
  EXPECT_EQ(run.launched, (Names{"a#2", "x#2"}));
  run.Succeeds("a");
  run.Succeeds("x");
  run.Succeeds("b");
  run.Succeeds("c");
  EXPECT_EQ(run.launched, (Names{"a#2", "x#2", "b#1", "c#1"}));
  EXPECT_EQ(run.run.phase, RunPhase::kSucceeded);
  EXPECT_EQ(run.run.attempt, 2);
}

TEST(Reopen, FailedOnlyLeavesOutJobsThatNeverRanSoTheRunFails) {
  RunDriver run = FailedRun();
  ReopenRun(run, {.scope = Scope::kFailedOnly});
  run.Succeeds("a");
  run.Succeeds("x");
  EXPECT_EQ(run.launched, (Names{"a#2", "x#2"}));
  for (const char* job : {"b", "c"}) {
    EXPECT_EQ(run.Phase(job), JobPhase::kBlocked);
    EXPECT_EQ(run.WhyOf(job), Reason::kNotReached);
    EXPECT_TRUE(IsLeftOut(Job(StatusOf(run), job)));
  }
  EXPECT_EQ(run.run.phase, RunPhase::kFailed);
  EXPECT_EQ(run.run.message, "job 'b' did not run: only what had failed was to run again");
}

TEST(Reopen, FailedOnlyKeepsASkippedAlarmSkipped) {
  JobSpec alarm = MakeJob("b", {"a"});
  alarm.trigger = Trigger::kAllFailed;
  RunDriver run({MakeJob("a"), alarm, MakeJob("c"), MakeJob("d", {"b"})},
                {.failure_policy = FailurePolicy::kContinue});
  run.Step();
  run.Fails("c");
  run.Succeeds("a");
  ASSERT_EQ(run.WhyOf("b"), Reason::kTriggerNotMet);
  ReopenRun(run, {.scope = Scope::kFailedOnly});
  run.Succeeds("c");
  EXPECT_EQ(run.WhyOf("b"), Reason::kTriggerNotMet);
  EXPECT_EQ(run.run.phase, RunPhase::kSucceeded);
}

TEST(Reopen, FailedOnlyLeavesOutJobsThatAFailureSkipped) {
  JobSpec job = MakeJob("b", {"a"});
  job.trigger = Trigger::kAnySucceeded;
  RunDriver run({MakeJob("a"), job});
  run.Step();
  run.Fails("a");
  ASSERT_EQ(run.WhyOf("b"), Reason::kTriggerNotMet);
  ReopenRun(run, {.scope = Scope::kFailedOnly});
  run.Succeeds("a");
  EXPECT_EQ(run.Phase("b"), JobPhase::kBlocked);
  EXPECT_EQ(run.run.phase, RunPhase::kFailed) << "b would run now";
}

TEST(Reopen, RunsJobsThatFailedOnlyLeftOut) {
  RunDriver run = FailedRun();
  ReopenRun(run, {.scope = Scope::kFailedOnly});
  run.Succeeds("a");
  run.Succeeds("x");
  ASSERT_EQ(run.run.phase, RunPhase::kFailed);
  ReopenRun(run, {});
  EXPECT_EQ(run.launched, Names{"b#1"});
  run.Succeeds("b");
  run.Succeeds("c");
  EXPECT_EQ(run.run.phase, RunPhase::kSucceeded);
}

TEST(Reopen, KeepsJobsSkippedThatAreStillInSkip) {
  RunDriver run(Jobs(), {.failure_policy = FailurePolicy::kContinue, .skip = {"b"}});
  run.Step();
  run.Succeeds("a");
  run.Fails("x");
  run.Succeeds("y");
  const Status ended = StatusOf(run);
  EXPECT_EQ(Job(Reopen(run.plan, ended, {.skip = {"b"}}), "b").phase, JobPhase::kSkipped);
  EXPECT_EQ(Job(Reopen(run.plan, ended, {}), "b").phase, JobPhase::kPending)
      << "only the attempt before skipped it";
}

TEST(Reopen, FromRunsAJobAndItsDependentsEvenIfTheySucceeded) {
  RunDriver run(Jobs());
  run.Step();
  for (const char* job : {"a", "x", "y", "b", "c"}) {
    run.Succeeds(job);
  }
  ASSERT_EQ(run.run.phase, RunPhase::kSucceeded);
  ReopenRun(run, {.scope = Scope::kFrom, .jobs = {"b"}});
  EXPECT_EQ(run.launched, (Names{"b#2"}));
  run.Succeeds("b");
  run.Succeeds("c");
  EXPECT_EQ(run.launched, (Names{"b#2", "c#2"}));
}

TEST(Reopen, FromLeavesOutFailedDependencies) {
  RunDriver run = FailedRun();
  ReopenRun(run, {.scope = Scope::kFrom, .jobs = {"b"}});
  EXPECT_EQ(run.Phase("a"), JobPhase::kSkipped);
  EXPECT_EQ(run.launched.front(), "b#1");
}

TEST(Reopen, FromRunsNothingElseAndOtherFailuresRemain) {
  for (const FailurePolicy policy :
       {FailurePolicy::kFinishRunning, FailurePolicy::kCancelRunning, FailurePolicy::kContinue}) {
    RunDriver run = FailedRun();
    run.controls.failure_policy = policy;
    ReopenRun(run, {.scope = Scope::kFrom, .jobs = {"b"}});
    EXPECT_EQ(run.launched, (Names{"b#1"}));
    run.Succeeds("b");
    run.Succeeds("c");
    EXPECT_EQ(run.launched, (Names{"b#1", "c#1"}));
    EXPECT_EQ(run.Phase("x"), JobPhase::kFailed);
    EXPECT_EQ(run.run.phase, RunPhase::kFailed) << "x failed and was not tried again";
    EXPECT_EQ(run.run.message, "job 'x' ended as Failed: exit code 1");
  }
}

TEST(Reopen, JobsRunsTheJobsAndThoseTheyBlockedEvenIfOthersStayFailed) {
  for (const FailurePolicy policy :
       {FailurePolicy::kFinishRunning, FailurePolicy::kCancelRunning, FailurePolicy::kContinue}) {
    RunDriver run = FailedRun();
    run.controls.failure_policy = policy;
    ReopenRun(run, {.scope = Scope::kJobs, .jobs = {"a"}});
    EXPECT_EQ(run.launched, (Names{"a#2"}));
    run.Succeeds("a");
    run.Succeeds("b");
    run.Succeeds("c");
    EXPECT_EQ(run.Phase("c"), JobPhase::kSucceeded);
    EXPECT_EQ(run.Phase("x"), JobPhase::kFailed);
    EXPECT_EQ(run.run.phase, RunPhase::kFailed) << "x failed and was not tried again";
  }
}

TEST(Reopen, AKeptFailureIsNotAFailureOfTheRetryEvenAfterARestart) {
  RunDriver run = FailedRun();
  run.controls.failure_policy = FailurePolicy::kFinishRunning;
  ReopenRun(run, {.scope = Scope::kJobs, .jobs = {"a"}});
  run.Restart();
  run.Step();
  run.Succeeds("a");
  EXPECT_EQ(run.launched, (Names{"a#2", "b#1"}));
}

TEST(Reopen, AFailureOfTheRetryStopsItAsUsual) {
  RunDriver run = FailedRun();
  run.controls.failure_policy = FailurePolicy::kFinishRunning;
  ReopenRun(run, {});
  run.Fails("x");
  run.Succeeds("a");
  EXPECT_EQ(run.Phase("b"), JobPhase::kBlocked);
  EXPECT_EQ(run.WhyOf("b"), Reason::kNotReached);
}

TEST(Reopen, ResetsRetriesAndContinuesTheNumbersOfAttempts) {
  JobSpec job = MakeJob("a");
  job.work.retry = RetryPolicy{.limit = 1, .delay_seconds = 0};
  RunDriver run({job});
  const auto fail_twice = [&] {
    run.Fails("a");
    ASSERT_EQ(run.Phase("a"), JobPhase::kRetrying);
    run.now = *run.wake_at;
    run.Step();
    run.Fails("a");
    ASSERT_EQ(run.Phase("a"), JobPhase::kFailed);
  };
  run.Step();
  fail_twice();
  ReopenRun(run, {});
  fail_twice();
  EXPECT_EQ(run.launched, (Names{"a#3", "a#4"}));
  EXPECT_EQ(Job(StatusOf(run), "a").earlier_attempts, 2);
}

TEST(Reopen, ResetsTheStartTimeOfJobs) {
  JobSpec job = MakeJob("a");
  job.work.retry = RetryPolicy{.limit = 5, .delay_seconds = 1, .max_elapsed_seconds = 60};
  RunDriver run({job});
  run.Step();
  run.now += std::chrono::hours{1};
  run.Fails("a");
  ASSERT_EQ(run.Phase("a"), JobPhase::kFailed) << "its time is over";
  ReopenRun(run, {});
  run.Fails("a");
  EXPECT_EQ(run.Phase("a"), JobPhase::kRetrying);
}

TEST(Reopen, CountsJobsThatAreNotChanged) {
  const RunDriver run = FailedRun();
  const Status next = Reopen(run.plan, StatusOf(run), {.scope = Scope::kJobs, .jobs = {"a"}});
  EXPECT_EQ(next.counts, (Counts{.total = 5, .pending = 3, .succeeded = 1, .failed = 1}));
  EXPECT_EQ(next.phase, RunPhase::kPending);
  EXPECT_FALSE(next.completion_time);
  EXPECT_FALSE(next.start_time);
}

TEST(Reopen, FollowsAChangedPlan) {
  const RunDriver before = FailedRun();
  RunDriver now({MakeJob("y"), MakeJob("new", {"y"}), MakeJob("a")});
  const Status next = Reopen(now.plan, StatusOf(before), {});
  ASSERT_EQ(next.jobs.size(), 3U);
  EXPECT_EQ(Job(next, "y").phase, JobPhase::kSucceeded);
  EXPECT_EQ(Job(next, "new").phase, JobPhase::kPending);
  EXPECT_EQ(Job(next, "a").earlier_attempts, 1);
}

std::string Complaint(const ReopenRequest& request) {
  const RunDriver run = FailedRun();
  try {
    Reopen(run.plan, StatusOf(run), request);
  } catch (const base::ConfigurationError& error) {
    return error.what();
  }
  return "";
}

TEST(Reopen, RejectsUnknownNames) {
  EXPECT_EQ(Complaint({.scope = Scope::kFrom, .jobs = {"nix"}}),
            "nix: the run has no job of that name");
}

TEST(Reopen, RejectsRetriesOfJobsThatHaveNotFailed) {
  EXPECT_EQ(Complaint({.scope = Scope::kJobs, .jobs = {"y"}}),
            "y: only a job that failed can be retried, this one is Succeeded");
  EXPECT_NE(Complaint({.scope = Scope::kJobs, .jobs = {"b"}}), "");
}

TEST(Reopen, RunsCancelledJobsAgain) {
  RunDriver run(Jobs());
  run.Step();
  run.controls.cancel = CancelMode::kNow;
  run.Step();
  for (const char* job : {"a", "x", "y"}) {
    run.Ends(job, {.reason = Reason::kCancelled, .stopped = true});
  }
  ASSERT_EQ(run.run.phase, RunPhase::kCancelled);
  run.controls.cancel = CancelMode::kNone;
  ReopenRun(run, {.scope = Scope::kJobs, .jobs = {"a"}});
  EXPECT_EQ(run.launched, (Names{"a#2"}));
}

TEST(Reopen, OfACancelledRunWhoseJobsAllSucceededEndsAsSucceeded) {
  RunDriver run({MakeJob("a")});
  run.Step();
  run.Starts("a");
  run.controls.cancel = CancelMode::kGraceful;
  run.Step();
  run.Succeeds("a");
  ASSERT_EQ(run.run.phase, RunPhase::kCancelled);
  run.controls.cancel = CancelMode::kNone;
  const Status next = Reopen(run.plan, StatusOf(run), {});
  ASSERT_EQ(next.counts, (Counts{.total = 1, .succeeded = 1}));
  EXPECT_TRUE(IsUnfinished(run.plan, StatusOf(run), next));
  ReopenRun(run, {});
  EXPECT_EQ(run.launched, Names{});
  EXPECT_EQ(run.run.phase, RunPhase::kSucceeded);
  EXPECT_FALSE(IsUnfinished(run.plan, StatusOf(run), Reopen(run.plan, StatusOf(run), {})));
}

TEST(Reopen, IsNotNeededIfNothingRunsAndTheRunStillFails) {
  RunDriver run = FailedRun();
  ReopenRun(run, {.scope = Scope::kFailedOnly});
  run.Succeeds("a");
  run.Succeeds("x");
  const Status ended = StatusOf(run);
  const ReopenRequest request{.scope = Scope::kFailedOnly};
  EXPECT_FALSE(IsUnfinished(run.plan, ended, Reopen(run.plan, ended, request)));
}

TEST(MarkSucceeded, MakesTheRunSucceedIfNoBadJobRemains) {
  RunDriver run({MakeJob("a"), MakeJob("b")}, {.failure_policy = FailurePolicy::kContinue});
  run.Step();
  run.Fails("a");
  run.Succeeds("b");
  const Status marked = MarkSucceeded(run.plan, StatusOf(run), {"a"}, "ann: seen");
  EXPECT_EQ(marked.phase, RunPhase::kSucceeded);
  EXPECT_EQ(marked.reason, Reason::kCompleted);
  EXPECT_EQ(marked.counts, (Counts{.total = 2, .succeeded = 2}));
  EXPECT_EQ(Job(marked, "a").message, "marked as succeeded by ann: seen");
}

TEST(MarkSucceeded, KeepsTheRunFailedWhileABadJobRemains) {
  const RunDriver run = FailedRun();
  const Status marked = MarkSucceeded(run.plan, StatusOf(run), {"a"}, "ann");
  EXPECT_EQ(marked.phase, RunPhase::kFailed);
  EXPECT_EQ(Job(marked, "a").phase, JobPhase::kSucceeded);
}

TEST(MarkSucceeded, NamesARemainingBadJob) {
  RunDriver run({MakeJob("a"), MakeJob("b")}, {.failure_policy = FailurePolicy::kContinue});
  run.Step();
  run.Fails("a");
  run.Fails("b");
  ASSERT_EQ(StatusOf(run).message, "job 'a' ended as Failed: exit code 1");
  const Status marked = MarkSucceeded(run.plan, StatusOf(run), {"a"}, "ann");
  EXPECT_EQ(marked.message, "job 'b' ended as Failed: exit code 1");
  EXPECT_FALSE(Job(marked, "a").exit_code);
}

TEST(MarkSucceeded, LetsDependentsRun) {
  RunDriver run = FailedRun();
  const Status marked = MarkSucceeded(run.plan, StatusOf(run), {"a"}, "ann");
  run.run = RestoreRun(run.plan, Reopen(run.plan, marked, {}));
  run.launched.clear();
  run.Step();
  EXPECT_EQ(run.launched, (Names{"b#1", "x#2"}));
}

TEST(MarkSucceeded, IgnoresAllowedFailures) {
  JobSpec allowed = MakeJob("a");
  allowed.allow_failure = true;
  RunDriver run({allowed, MakeJob("b")});
  run.Step();
  run.Fails("a");
  run.Fails("b");
  EXPECT_EQ(MarkSucceeded(run.plan, StatusOf(run), {"b"}, "ann").phase, RunPhase::kSucceeded);
}

TEST(MarkSucceeded, RejectsUnknownNamesAndSucceededJobs) {
  const RunDriver run = FailedRun();
  EXPECT_THROW(MarkSucceeded(run.plan, StatusOf(run), {"nix"}, "ann"), base::ConfigurationError);
  EXPECT_THROW(MarkSucceeded(run.plan, StatusOf(run), {"y"}, "ann"), base::ConfigurationError);
}

}  // namespace
}  // namespace executioner::domain
