// What happens to other jobs when one has failed, and what a deadline means for the run.
#include <array>

#include <gtest/gtest.h>

#include "tests/unit/domain/run_driver.h"

namespace executioner::domain {
namespace {

using std::chrono::seconds;
using testing::kStart;
using testing::MakeJob;
using testing::RunDriver;

TEST(FailurePolicy, CancelRunningStopsBegunJobs) {
  JobSpec retrying = MakeJob("retrying");
  retrying.work.retry = RetryPolicy{.limit = 1};
  RunDriver run({MakeJob("bad"), MakeJob("busy"), retrying},
                {.failure_policy = FailurePolicy::kCancelRunning});
  run.Step();
  run.Starts("busy");
  run.Fails("retrying");
  run.Fails("bad");
  ASSERT_EQ(run.stops.size(), 1U);
  EXPECT_EQ(run.stops[0].mode, StopMode::kGraceful);
  EXPECT_EQ(run.Phase("retrying"), JobPhase::kCancelled);
  run.Ends("busy", {.reason = Reason::kSignaled, .exit_code = 143, .stopped = true});
  EXPECT_EQ(run.Phase("busy"), JobPhase::kCancelled);
  EXPECT_EQ(run.run.phase, RunPhase::kFailed);
}

TEST(FailurePolicy, TheRunNamesTheFailureNotTheJobsCancelledForIt) {
  RunDriver run({MakeJob("a"), MakeJob("b")}, {.failure_policy = FailurePolicy::kCancelRunning});
  run.Step();
  run.Starts("a");
  run.Fails("b");
  run.Ends("a", {.reason = Reason::kCancelled, .stopped = true});
  EXPECT_EQ(run.run.message, "job 'b' ended as Failed: exit code 1");
}

TEST(FailurePolicy, TheRunNamesTheFirstFailure) {
  RunDriver run({MakeJob("a"), MakeJob("b")}, {.failure_policy = FailurePolicy::kContinue});
  run.Step();
  run.Fails("b");
  run.now += seconds{1};
  run.Fails("a", Reason::kTimedOut);
  EXPECT_EQ(run.run.message, "job 'b' ended as Failed: exit code 1");
}

TEST(FailurePolicy, TheRunSaysWhyItsJobFailed) {
  RunDriver run({MakeJob("a")});
  run.Step();
  run.Fails("a", Reason::kTimedOut);
  EXPECT_EQ(run.run.message, "job 'a' ended as Failed, TimedOut: exit code 1");
}

/// `merge` is blocked as soon as `bad` has failed, while `long` still runs before it.
RunDriver BlockedBesideARunningJob(FailurePolicy policy, Trigger trigger) {
  JobSpec long_job = MakeJob("long", {"prepare"});
  long_job.work.retry = RetryPolicy{.limit = 1, .delay_seconds = 10, .jitter_percent = 0};
  JobSpec cleanup = MakeJob("cleanup", {"merge"});
  cleanup.trigger = trigger;
  RunDriver run({MakeJob("prepare"), MakeJob("bad", {"prepare"}), long_job,
                 MakeJob("merge", {"bad", "long"}), cleanup},
                {.failure_policy = policy});
  run.Step();
  run.Succeeds("prepare");
  run.Starts("long");
  run.Fails("bad");
  return run;
}

constexpr std::array kStartAfterABlockedJob{Trigger::kAllFinished, Trigger::kAnyFailed,
                                            Trigger::kAllFailed};

TEST(FailurePolicy, StartsACleanupWhenEverythingBeforeItHasEnded) {
  for (const Trigger trigger : kStartAfterABlockedJob) {
    SCOPED_TRACE(TriggerName(trigger));
    RunDriver run = BlockedBesideARunningJob(FailurePolicy::kFinishRunning, trigger);
    EXPECT_EQ(run.Phase("merge"), JobPhase::kBlocked);
    EXPECT_EQ(run.Phase("cleanup"), JobPhase::kPending);
    EXPECT_EQ(MakeStatus(run.plan, run.run, {}, 1, run.now).jobs[4].message,
              "waits for long, which comes before 'merge'");
    run.Fails("long");
    EXPECT_EQ(run.Phase("cleanup"), JobPhase::kPending) << "beside a job that waits for a retry";
    run.now += seconds{10};
    run.Step();
    run.Succeeds("long");
    EXPECT_EQ(run.launched.back(), "cleanup#1");
    run.Succeeds("cleanup");
    EXPECT_EQ(run.run.phase, RunPhase::kFailed);
  }
}

TEST(FailurePolicy, StartsACleanupWhenCancelledJobsHaveEnded) {
  for (const Trigger trigger : kStartAfterABlockedJob) {
    SCOPED_TRACE(TriggerName(trigger));
    RunDriver run = BlockedBesideARunningJob(FailurePolicy::kCancelRunning, trigger);
    ASSERT_EQ(run.stops.size(), 1U);
    EXPECT_EQ(run.Phase("cleanup"), JobPhase::kPending);
    run.Ends("long", {.reason = Reason::kSignaled, .exit_code = 143, .stopped = true});
    EXPECT_EQ(run.launched.back(), "cleanup#1");
  }
}

TEST(FailurePolicy, StartsACleanupAfterARestartAsItWouldHaveBefore) {
  RunDriver run = BlockedBesideARunningJob(FailurePolicy::kFinishRunning, Trigger::kAllFinished);
  run.Restart();
  run.Step();
  EXPECT_EQ(run.Phase("cleanup"), JobPhase::kPending);
  run.Succeeds("long");
  EXPECT_EQ(run.launched.back(), "cleanup#1");
}

TEST(FailurePolicy, WaitsForRunningDependenciesOfBlockedJobs) {
  JobSpec cleanup = MakeJob("cleanup", {"m3", "other"});
  cleanup.trigger = Trigger::kAllFinished;
  RunDriver run({MakeJob("bad"), MakeJob("long"), MakeJob("other"), MakeJob("m1", {"bad", "long"}),
                 MakeJob("m2", {"m1"}), MakeJob("m3", {"m2", "m1"}), cleanup});
  run.Step();
  run.Fails("bad");
  run.Succeeds("other");
  EXPECT_EQ(run.Phase("m3"), JobPhase::kBlocked);
  EXPECT_EQ(run.Phase("cleanup"), JobPhase::kPending);
  run.Succeeds("long");
  EXPECT_EQ(run.launched.back(), "cleanup#1");
}

TEST(FailurePolicy, ContinueLeavesEverythingToTheTriggers) {
  RunDriver run({MakeJob("bad"), MakeJob("a"), MakeJob("b", {"a"})},
                {.failure_policy = FailurePolicy::kContinue});
  run.Step();
  run.Fails("bad");
  run.Succeeds("a");
  EXPECT_EQ(run.launched.back(), "b#1");
}

TEST(FailurePolicy, FinishRunningRetriesDisruptedAndPendingAttempts) {
  JobSpec retried = MakeJob("retried");
  retried.work.retry = RetryPolicy{.limit = 1, .delay_seconds = 0, .on = {RetryRule{}}};
  RunDriver run({MakeJob("bad"), MakeJob("busy"), retried});
  run.Step();
  run.Starts("busy");
  run.Fails("bad");
  run.Ends("busy", {.reason = Reason::kEvicted, .stopped = true});
  EXPECT_EQ(run.Phase("busy"), JobPhase::kRetrying);
  EXPECT_EQ(run.State("busy").disruptions, 1);
  AttemptSeen seen = run.Seen("retried");
  seen.started = false;
  seen.waiting_reason = Reason::kImagePullFailed;
  Observe(run.plan, run.run, seen, "uid");
  run.now += seconds{600};
  run.Step();
  seen.ending = Ending{.reason = Reason::kPodDeleted, .time = run.now, .stopped = true};
  Observe(run.plan, run.run, seen, "uid");
  EXPECT_EQ(run.WhyOf("retried"), Reason::kImagePullFailed);
  EXPECT_EQ(run.Phase("retried"), JobPhase::kRetrying);
}

TEST(FailurePolicy, APolicyThatIsEditedAfterAFailureCancels) {
  RunDriver run({MakeJob("bad"), MakeJob("busy")});
  run.Step();
  run.Starts("busy");
  run.Fails("bad");
  ASSERT_TRUE(run.stops.empty());
  run.controls.failure_policy = FailurePolicy::kCancelRunning;
  run.Step();
  ASSERT_EQ(run.stops.size(), 1U);
  run.Step();
  EXPECT_EQ(run.stops.size(), 1U) << "once";
  run.Ends("busy", {.reason = Reason::kCancelled, .stopped = true});
  EXPECT_EQ(run.Phase("busy"), JobPhase::kCancelled);
}

TEST(FailurePolicy, JobsStoppedByThePolicyBeforeARestartAreCancelled) {
  RunDriver run({MakeJob("bad"), MakeJob("busy")},
                {.failure_policy = FailurePolicy::kCancelRunning});
  run.Step();
  run.Starts("busy");
  run.Fails("bad");
  run.Restart();
  AttemptSeen seen = run.Seen("busy");
  seen.ending = Ending{.reason = Reason::kCancelled, .time = run.now, .stopped = true};
  Observe(run.plan, run.run, seen, "uid");
  EXPECT_EQ(run.Phase("busy"), JobPhase::kCancelled);
}

TEST(Deadline, LateObservationsOfEarlierEndsDoNotFailTheRun) {
  for (const bool in_time : {true, false}) {
    RunDriver run({MakeJob("a")}, {.active_deadline_seconds = 10});
    run.Step();
    run.Starts("a");
    run.now += seconds{10};
    run.Step();
    ASSERT_EQ(run.run.ending, Reason::kDeadlineExceeded);
    run.Ends("a", {.reason = Reason::kCompleted, .time = kStart + seconds{in_time ? 9 : 11}});
    EXPECT_EQ(run.run.phase, in_time ? RunPhase::kSucceeded : RunPhase::kFailed);
  }
}

}  // namespace
}  // namespace executioner::domain
