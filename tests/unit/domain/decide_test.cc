#include "controller/domain/decide.h"

#include <gtest/gtest.h>

#include "tests/unit/domain/run_driver.h"

namespace executioner::domain {
namespace {

using std::chrono::seconds;
using testing::kStart;
using testing::MakeJob;
using testing::RunDriver;
using Strings = std::vector<std::string>;

JobSpec WithTrigger(JobSpec job, Trigger trigger) {
  job.trigger = trigger;
  return job;
}

JobSpec WithRetry(JobSpec job, RetryPolicy retry) {
  job.work.retry = std::move(retry);
  return job;
}

TEST(Decide, StartsJobsWithoutDependencies) {
  RunDriver run({MakeJob("a"), MakeJob("b", {"a"}), MakeJob("c")});
  run.Step();
  EXPECT_EQ(run.launched, (Strings{"a#1", "c#1"}));
  EXPECT_EQ(run.run.phase, RunPhase::kRunning);
}

TEST(Decide, CalledTwiceDecidesNothingTwice) {
  RunDriver run({MakeJob("a")});
  run.Step();
  run.Step();
  EXPECT_EQ(run.launched, (Strings{"a#1"}));
}

TEST(Decide, StartsAJobWhenAllItsDependenciesHaveSucceeded) {
  RunDriver run({MakeJob("a"), MakeJob("b"), MakeJob("c", {"a", "b"})});
  run.Step();
  run.Succeeds("a");
  EXPECT_EQ(run.launched.size(), 2U);
  run.Succeeds("b");
  EXPECT_EQ(run.launched.back(), "c#1");
  run.Succeeds("c");
  EXPECT_EQ(run.run.phase, RunPhase::kSucceeded);
  EXPECT_EQ(run.run.completion_time, kStart);
}

TEST(Decide, RespectsParallelismAndPriority) {
  JobSpec urgent = MakeJob("urgent");
  urgent.priority = 5;
  RunDriver run({MakeJob("a"), MakeJob("b"), urgent}, {.parallelism = 1});
  run.Step();
  EXPECT_EQ(run.launched, (Strings{"urgent#1"}));
  run.Succeeds("urgent");
  EXPECT_EQ(run.launched, (Strings{"urgent#1", "a#1"}));
}

TEST(Decide, AJobThatWaitsForItsNextAttemptHoldsNoSlot) {
  RunDriver run({WithRetry(MakeJob("a"), {.limit = 1, .delay_seconds = 60}), MakeJob("b")},
                {.parallelism = 1});
  run.Step();
  run.Fails("a");
  EXPECT_EQ(run.launched, (Strings{"a#1", "b#1"}));
}

TEST(Decide, WaitsOutTheRetryDelay) {
  RunDriver run({WithRetry(MakeJob("a"), {.limit = 1, .delay_seconds = 20, .jitter_percent = 0})});
  run.Step();
  run.Fails("a");
  EXPECT_EQ(run.Phase("a"), JobPhase::kRetrying);
  EXPECT_EQ(run.wake_at, kStart + seconds{20});
  EXPECT_EQ(run.launched.size(), 1U);
  run.now += seconds{20};
  run.Step();
  EXPECT_EQ(run.launched.back(), "a#2");
  run.Fails("a");
  EXPECT_EQ(run.Phase("a"), JobPhase::kFailed);
  EXPECT_EQ(run.run.reason, Reason::kJobFailed);
}

TEST(Decide, DisruptionsDoNotCountAgainstTheLimit) {
  RunDriver run({MakeJob("a")});
  run.Step();
  run.Fails("a", Reason::kEvicted);
  EXPECT_EQ(run.Phase("a"), JobPhase::kRetrying);
  run.now += seconds{1};
  run.Step();
  run.Succeeds("a");
  EXPECT_EQ(run.State("a").attempts, 2);
  EXPECT_EQ(run.State("a").disruptions, 1);
  EXPECT_EQ(run.run.phase, RunPhase::kSucceeded);
}

TEST(Decide, FinishRunningLetsBegunJobsContinueAndStartsNoOthers) {
  RunDriver run(
      {MakeJob("bad"), MakeJob("busy"), MakeJob("next", {"busy"}), MakeJob("after", {"bad"})});
  run.Step();
  run.Fails("bad");
  EXPECT_EQ(run.WhyOf("next"), Reason::kNotReached);
  EXPECT_EQ(run.WhyOf("after"), Reason::kDependencyFailed);
  EXPECT_EQ(run.run.phase, RunPhase::kRunning);
  EXPECT_TRUE(run.stops.empty());
  run.Succeeds("busy");
  EXPECT_EQ(run.run.phase, RunPhase::kFailed);
}

TEST(Decide, StartsJobsThatMayRunAfterAFailure) {
  RunDriver run({MakeJob("bad"), MakeJob("busy"),
                 WithTrigger(MakeJob("cleanup", {"bad", "busy"}), Trigger::kAllFinished)});
  run.Step();
  run.Fails("bad");
  run.Succeeds("busy");
  EXPECT_EQ(run.launched.back(), "cleanup#1");
  run.Succeeds("cleanup");
  EXPECT_EQ(run.run.phase, RunPhase::kFailed);
}

TEST(Decide, AnAllowedFailureIsOkForDependentsAndForTheRun) {
  JobSpec lint = MakeJob("lint");
  lint.allow_failure = true;
  RunDriver run({lint, MakeJob("deploy", {"lint"})});
  run.Step();
  run.Fails("lint");
  run.Succeeds("deploy");
  EXPECT_EQ(run.Phase("lint"), JobPhase::kFailed);
  EXPECT_EQ(run.run.phase, RunPhase::kSucceeded);
}

TEST(Decide, ATriggerThatDoesNotHoldSkipsTheJob) {
  RunDriver run({MakeJob("a"), WithTrigger(MakeJob("alarm", {"a"}), Trigger::kAnyFailed),
                 MakeJob("b", {"alarm"}),
                 WithTrigger(MakeJob("c", {"alarm"}), Trigger::kNoneFailed)});
  run.Step();
  run.Succeeds("a");
  EXPECT_EQ(run.WhyOf("alarm"), Reason::kTriggerNotMet);
  EXPECT_EQ(run.Phase("b"), JobPhase::kSkipped);
  EXPECT_EQ(run.launched.back(), "c#1");
}

TEST(Decide, ASkippedJobSaysWhyItsTriggerDoesNotHold) {
  JobSpec alarm = MakeJob("alarm", {"bad", "good"});
  alarm.trigger = Trigger::kAllFailed;
  RunDriver run({MakeJob("bad"), MakeJob("good"), alarm},
                {.failure_policy = FailurePolicy::kContinue});
  run.Step();
  run.Fails("bad");
  run.Succeeds("good");
  EXPECT_EQ(MakeStatus(run.plan, run.run, {}, 1, run.now).jobs[2].message,
            "job 'good' ended as Succeeded");
}

TEST(Decide, SkippedByAPersonWaitsForTheTriggerAndIsOk) {
  RunDriver run({MakeJob("a"), MakeJob("b", {"a"}), MakeJob("c", {"b"})}, {.skip = {"b"}});
  run.Step();
  EXPECT_EQ(run.Phase("b"), JobPhase::kPending);
  run.Succeeds("a");
  EXPECT_EQ(run.WhyOf("b"), Reason::kSkippedByUser);
  EXPECT_EQ(run.launched.back(), "c#1");
  run.Succeeds("c");
  EXPECT_EQ(run.run.phase, RunPhase::kSucceeded);
}

TEST(Decide, ALateSkipSkipsAReadyJob) {
  RunDriver run({MakeJob("a"), MakeJob("b")}, {.parallelism = 1});
  run.Step();
  run.controls.skip = {"a", "b"};
  run.Step();
  EXPECT_EQ(run.Phase("a"), JobPhase::kQueued);
  EXPECT_EQ(run.WhyOf("b"), Reason::kSkippedByUser);
}

TEST(Decide, ALateSkipSkipsAJobThatWaitsForItsNextAttempt) {
  JobSpec retried = MakeJob("a");
  retried.work.retry = RetryPolicy{.limit = 2, .delay_seconds = 60};
  RunDriver run({retried, MakeJob("b", {"a"})});
  run.Step();
  run.Fails("a");
  ASSERT_EQ(run.Phase("a"), JobPhase::kRetrying);
  run.controls.skip = {"a"};
  run.Step();
  EXPECT_EQ(run.Phase("a"), JobPhase::kSkipped);
  EXPECT_EQ(run.WhyOf("a"), Reason::kSkippedByUser);
  EXPECT_FALSE(run.State("a").next_attempt_time.has_value());
  EXPECT_EQ(run.launched.back(), "b#1");
}

TEST(Decide, ALateSkipDoesNotStopARunningJob) {
  JobSpec retried = MakeJob("a");
  retried.work.retry = RetryPolicy{.limit = 2, .delay_seconds = 0};
  RunDriver run({retried});
  run.Step();
  run.Fails("a");
  ASSERT_EQ(run.launched.back(), "a#2");
  run.controls.skip = {"a"};
  run.Step();
  run.Succeeds("a");
  EXPECT_EQ(run.Phase("a"), JobPhase::kSucceeded);
}

TEST(Decide, SuspensionStartsNothingNewAndStopsTheDeadline) {
  RunDriver run({MakeJob("a"), MakeJob("b", {"a"})}, {.active_deadline_seconds = 100});
  run.Step();
  run.controls.suspend = true;
  run.Step();
  EXPECT_EQ(run.records, 1);
  run.Succeeds("a");
  EXPECT_EQ(run.run.phase, RunPhase::kSuspended);
  EXPECT_EQ(run.launched.size(), 1U);
  run.now += seconds{500};
  run.controls.suspend = false;
  run.Step();
  EXPECT_EQ(run.launched.back(), "b#1");
  EXPECT_EQ(run.wake_at, kStart + seconds{600});
}

TEST(Decide, ARunThatIsCreatedSuspendedHasNotStarted) {
  RunDriver run({MakeJob("a")}, {.suspend = true});
  run.Step();
  EXPECT_FALSE(run.run.start_time.has_value());
  EXPECT_TRUE(run.launched.empty());
  run.controls.suspend = false;
  run.Step();
  EXPECT_EQ(run.run.suspended, Duration{});
  EXPECT_EQ(run.launched.size(), 1U);
}

TEST(Decide, TheDeadlineStopsTheRunAfterItIsRecorded) {
  RunDriver run({MakeJob("a"), MakeJob("b", {"a"})}, {.active_deadline_seconds = 10});
  run.Step();
  run.Starts("a");
  run.now += seconds{10};
  EXPECT_TRUE(Decide(run.plan, run.controls, run.run, run.now).record_first);
  run.Step();
  ASSERT_EQ(run.stops.size(), 1U);
  EXPECT_EQ(run.WhyOf("b"), Reason::kNotReached);
  run.Ends("a", {.reason = Reason::kSignaled, .stopped = true});
  EXPECT_EQ(run.WhyOf("a"), Reason::kDeadlineExceeded);
  EXPECT_EQ(run.run.reason, Reason::kDeadlineExceeded);
  EXPECT_EQ(run.run.phase, RunPhase::kFailed);
}

TEST(Decide, AJobThatWasStoppedSaysWhy) {
  const Ending taken{.reason = Reason::kPodDeleted, .message = "deleted", .stopped = true};
  RunDriver late({MakeJob("a")}, {.active_deadline_seconds = 10});
  late.Step();
  late.now += seconds{10};
  late.Step();
  late.Ends("a", taken);
  EXPECT_EQ(late.State("a").message, "the run passed its activeDeadlineSeconds");
  RunDriver cancelled({MakeJob("a")});
  cancelled.Step();
  cancelled.Starts("a");
  cancelled.controls.cancel = CancelMode::kGraceful;
  cancelled.Step();
  cancelled.Ends("a", {.reason = Reason::kFailed, .message = "exit code 3", .stopped = true});
  EXPECT_EQ(cancelled.State("a").message, "the run was cancelled; exit code 3");
  RunDriver failed({MakeJob("a"), MakeJob("b")}, {.failure_policy = FailurePolicy::kCancelRunning});
  failed.Step();
  failed.Starts("b");
  failed.Fails("a");
  failed.Ends("b", {.reason = Reason::kCancelled, .message = "stopped", .stopped = true});
  EXPECT_EQ(failed.State("b").message, "the failure policy cancels running jobs");
}

TEST(Decide, APodThatDoesNotStartIsDeletedWithAReason) {
  RunDriver run({MakeJob("a")});
  run.Step();
  AttemptSeen seen = run.Seen("a");
  seen.started = false;
  seen.waiting_reason = Reason::kImagePullFailed;
  seen.waiting_message = "not found";
  Observe(run.plan, run.run, seen, "uid");
  run.now += seconds{600};
  run.Step();
  ASSERT_EQ(run.stops.size(), 1U);
  EXPECT_EQ(run.stops[0].mode, StopMode::kNeverStarted);
  seen.waiting_reason = Reason::kNone;  // the kubelet forgets it
  seen.waiting_message.clear();
  Observe(run.plan, run.run, seen, "uid");
  seen.ending = Ending{.reason = Reason::kPodDeleted, .exit_code = 137, .time = kStart};
  Observe(run.plan, run.run, seen, "uid");
  run.Step();
  EXPECT_EQ(run.WhyOf("a"), Reason::kImagePullFailed);
  EXPECT_EQ(run.Phase("a"), JobPhase::kFailed);
  EXPECT_NE(run.State("a").message.find("not found"), std::string::npos);
  EXPECT_FALSE(run.State("a").exit_code.has_value());
}

TEST(Decide, APodThatGaveNoReasonLeavesAHint) {
  RunDriver run({MakeJob("a")});
  run.Step();
  AttemptSeen seen = run.Seen("a");
  seen.started = false;
  Observe(run.plan, run.run, seen, "uid");
  run.now += seconds{600};
  run.Step();
  seen.ending = Ending{.reason = Reason::kPodDeleted, .time = kStart};
  Observe(run.plan, run.run, seen, "uid");
  EXPECT_EQ(run.WhyOf("a"), Reason::kPendingTimeout);
  EXPECT_EQ(run.State("a").message,
            "did not start within 600 s; 'kubectl events --for pod/pod' may tell why");
}

/// The pod of job a, on node n1, is there a minute after it should have been gone.
void LetPodLinger(RunDriver& run) {
  AttemptSeen seen = run.Seen("a");
  seen.deletion_due = kStart;
  seen.node = "n1";
  Observe(run.plan, run.run, seen, "uid");
  run.now += seconds{60};
  run.Step();
}

TEST(Decide, APodThatLingersAfterItsDeletionSaysWhichNodeItWaitsFor) {
  RunDriver run({MakeJob("a")});
  run.Step();
  LetPodLinger(run);
  EXPECT_EQ(run.WhyOf("a"), Reason::kNodeLost);
  EXPECT_NE(run.State("a").message.find("'n1'"), std::string::npos);
  EXPECT_EQ(run.launched.size(), 1U);
}

TEST(Decide, APodThatLingersInACancelledRunIsNotRetried) {
  RunDriver run({MakeJob("a")});
  run.Step();
  run.Starts("a");
  run.controls.cancel = CancelMode::kNow;
  run.Step();
  LetPodLinger(run);
  EXPECT_EQ(run.Phase("a"), JobPhase::kRunning);
  EXPECT_EQ(run.State("a").message,
            "the pod should have ended at 2026-01-01T00:00:00Z: waiting for node 'n1' to end it or "
            "return, be deleted or get the out-of-service taint");
}

TEST(Decide, ARejectedLaunchEndsTheAttempt) {
  RunDriver run({MakeJob("a")});
  const Decision decision = Decide(run.plan, run.controls, run.run, run.now);
  ASSERT_EQ(decision.actions.size(), 1U);
  LaunchRefused(run.plan, run.run, InstanceId{},
                {.reason = Reason::kCreateRefused, .message = "no", .time = kStart}, "uid");
  run.Step();
  EXPECT_EQ(run.WhyOf("a"), Reason::kCreateRefused);
  EXPECT_EQ(run.run.phase, RunPhase::kFailed);
}

TEST(Decide, ADelayedLaunchIsRetriedUntilThePendingTimeout) {
  RunDriver run({MakeJob("a")});
  int launches = 0;
  while (run.run.phase != RunPhase::kFailed && launches < 1000) {
    const Decision decision = Decide(run.plan, run.controls, run.run, run.now);
    for (const Launch& launch : ActionsOf<Launch>(decision)) {
      ++launches;
      EXPECT_EQ(launch.attempt, 1);
      LaunchDelayed(
          run.plan, run.run, launch.instance,
          {.reason = Reason::kQuotaExceeded, .message = "exceeded quota", .time = run.now}, "uid");
    }
    if (decision.actions.empty() && decision.wake_at) {
      run.now = *decision.wake_at;
    }
  }
  EXPECT_EQ(run.WhyOf("a"), Reason::kPendingTimeout);
  EXPECT_EQ(run.now, kStart + seconds{600});
  EXPECT_GT(launches, 10);
}

TEST(Decide, OldObservationsChangeNothing) {
  RunDriver run({WithRetry(MakeJob("a"), {.limit = 1, .delay_seconds = 0})});
  run.Step();
  AttemptSeen first = run.Seen("a");
  first.ending = Ending{.reason = Reason::kFailed, .exit_code = 1, .time = kStart};
  EXPECT_TRUE(Observe(run.plan, run.run, first, "uid"));
  EXPECT_FALSE(Observe(run.plan, run.run, first, "uid"));
  run.Step();
  EXPECT_EQ(run.launched.back(), "a#2");
  EXPECT_FALSE(Observe(run.plan, run.run, first, "uid"));
}

}  // namespace
}  // namespace executioner::domain
