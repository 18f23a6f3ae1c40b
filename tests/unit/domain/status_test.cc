#include "controller/domain/status.h"

#include <gtest/gtest.h>

#include "controller/domain/transition.h"
#include "tests/unit/domain/run_driver.h"

namespace executioner::domain {
namespace {

using std::chrono::seconds;
using testing::kStart;
using testing::MakeJob;
using testing::RunDriver;

Status StatusOf(const RunDriver& run, const Status& previous = {}) {
  return MakeStatus(run.plan, run.run, previous, 7, run.now);
}

bool IsTrue(const Status& status, const std::string& type) {
  for (const Condition& condition : status.conditions) {
    if (condition.type == type) {
      return condition.status;
    }
  }
  ADD_FAILURE() << "no condition " << type;
  return false;
}

TEST(Status, CountsAddUpToTheTotal) {
  RunDriver run({MakeJob("ok"), MakeJob("bad"), MakeJob("blocked", {"bad"}), MakeJob("busy"),
                 MakeJob("waits", {"busy"})},
                {.failure_policy = FailurePolicy::kContinue});
  run.Step();
  run.Succeeds("ok");
  run.Fails("bad");
  const Counts counts = StatusOf(run).counts;
  EXPECT_EQ(
      counts,
      (Counts{.total = 5, .pending = 1, .running = 1, .succeeded = 1, .failed = 1, .skipped = 1}));
  EXPECT_EQ(Progress(counts), "1/5");
}

TEST(Status, NamesTheDependenciesOfAWaitingJob) {
  RunDriver run({MakeJob("a"), MakeJob("b"), MakeJob("c"), MakeJob("d"),
                 MakeJob("e", {"a", "b", "c", "d"}), MakeJob("f")},
                {.parallelism = 5});
  run.Step();
  const Status status = StatusOf(run);
  EXPECT_EQ(status.jobs[4].message, "waits for a, b, c and 1 more");
  run.controls.parallelism = 4;
  RunDriver narrow({MakeJob("a"), MakeJob("b")}, {.parallelism = 1});
  narrow.Step();
  EXPECT_EQ(StatusOf(narrow).jobs[1].message, "waits for a slot of spec.parallelism");
  RunDriver held({MakeJob("a")}, {.suspend = true});
  held.Step();
  EXPECT_EQ(StatusOf(held).jobs[0].message, "waits for the end of the suspension");
}

TEST(Status, HasSixConditionsForEachPhase) {
  const std::vector<std::pair<RunPhase, std::string>> rows{
      {RunPhase::kPending, "FFFFTF"},   {RunPhase::kRunning, "FFFFTF"},
      {RunPhase::kSuspended, "FFFTFF"}, {RunPhase::kSucceeded, "TFTFFF"},
      {RunPhase::kFailed, "FTTFFT"},    {RunPhase::kCancelled, "FTTFFT"}};
  for (const auto& [phase, row] : rows) {
    std::string seen;
    for (const Condition& condition : MakeConditions({phase, Reason::kNone, ""}, {}, 1, kStart)) {
      seen += condition.status ? "T" : "F";
      EXPECT_FALSE(condition.reason.empty());
      EXPECT_EQ(condition.observed_generation, 1);
    }
    EXPECT_EQ(seen, row) << PhaseName(phase);
  }
}

TEST(Status, ATransitionTimeChangesOnlyWithTheValue) {
  const auto first = MakeConditions({RunPhase::kRunning, Reason::kNone, ""}, {}, 1, kStart);
  const auto second =
      MakeConditions({RunPhase::kSucceeded, Reason::kCompleted, ""}, first, 1, kStart + seconds{9});
  EXPECT_EQ(second[0].last_transition_time, kStart + seconds{9});
  EXPECT_EQ(second[1].last_transition_time, kStart);
}

TEST(Status, ANewRunKeepsTheOldOneInItsHistory) {
  Status status{.phase = RunPhase::kFailed,
                .reason = Reason::kJobFailed,
                .run = 1,
                .spec_hash = "h",
                .start_time = kStart};
  for (int run = 2; run < 20; ++run) {
    status = OpenNextRun(status);
    EXPECT_EQ(status.run, run);
    EXPECT_EQ(status.history.front().run, run - 1);
    EXPECT_FALSE(status.start_time.has_value());
  }
  EXPECT_EQ(status.history.size(), 10U);
}

TEST(Status, ABareStatusEndsOnce) {
  const Status refused =
      MakeBareStatus({RunPhase::kFailed, Reason::kInvalidSpec, "why"}, {}, 3, kStart);
  EXPECT_EQ(refused.completion_time, kStart);
  EXPECT_EQ(refused.observed_generation, 3);
  EXPECT_TRUE(IsTrue(refused, "Stalled"));
  const Status again = MakeBareStatus({RunPhase::kFailed, Reason::kInvalidSpec, "why"}, refused, 3,
                                      kStart + seconds{5});
  EXPECT_EQ(again, refused);
}

TEST(Status, RestoresTheRecordedState) {
  JobSpec retried = MakeJob("retried");
  retried.work.retry = RetryPolicy{.limit = 3, .delay_seconds = 100};
  RunDriver run({retried, MakeJob("busy"), MakeJob("next", {"busy"})});
  run.Step();
  run.Fails("retried");
  run.Starts("busy");
  const Status status = StatusOf(run);
  const domain::Run restored = RestoreRun(run.plan, status);
  EXPECT_EQ(MakeStatus(run.plan, restored, status, 7, run.now), status);
  EXPECT_EQ(restored.alarms.size(), 1U);
  EXPECT_EQ(restored.live, 1);
}

TEST(Transition, ReportsAShortRunOnce) {
  RunDriver run({MakeJob("a")});
  run.Step();
  run.Succeeds("a");
  const auto transitions = Transitions({}, StatusOf(run));
  ASSERT_EQ(transitions.size(), 1U);
  EXPECT_EQ(TransitionName(transitions[0].kind), "Succeeded");
  EXPECT_FALSE(IsWarning(transitions[0].kind));
}

TEST(Transition, ReportsStartFailureRetryAndEnd) {
  JobSpec retried = MakeJob("r");
  retried.work.retry = RetryPolicy{.limit = 1, .delay_seconds = 0};
  RunDriver run({retried, MakeJob("b")});
  run.Step();
  const Status started = StatusOf(run);
  EXPECT_EQ(Transitions({}, started)[0].kind, TransitionKind::kStarted);
  run.Fails("b");
  AttemptSeen seen = run.Seen("r");
  seen.ending = Ending{.reason = Reason::kOomKilled, .message = "out of memory", .time = kStart};
  Observe(run.plan, run.run, seen, "uid");
  const Status middle = StatusOf(run, started);
  const auto in_between = Transitions(started, middle);
  ASSERT_EQ(in_between.size(), 2U);
  EXPECT_EQ(in_between[0].kind, TransitionKind::kJobRetrying);
  EXPECT_EQ(in_between[1].kind, TransitionKind::kJobFailed);
  EXPECT_TRUE(IsWarning(in_between[1].kind));
  EXPECT_TRUE(Transitions(middle, middle).empty());
}

TEST(Transition, ReportsTheReasonOfARetryOnceEvenIfTheNextAttemptFollowsSoon) {
  JobSpec retried = MakeJob("a");
  retried.work.retry = RetryPolicy{.limit = 2, .delay_seconds = 0};
  RunDriver run({retried});
  run.Step();
  run.Starts("a");
  const Status before = StatusOf(run);
  run.Fails("a", Reason::kOomKilled);
  ASSERT_EQ(run.launched.back(), "a#2");
  const Status launched = StatusOf(run, before);
  const auto told = Transitions(before, launched);
  ASSERT_EQ(told.size(), 1U);
  EXPECT_EQ(told[0].kind, TransitionKind::kJobRetrying);
  EXPECT_TRUE(told[0].message.starts_with("job 'a': OOMKilled: attempt 1")) << told[0].message;

  AttemptSeen pending = run.Seen("a");
  pending.started = false;
  Observe(run.plan, run.run, pending, "uid");
  EXPECT_EQ(StatusOf(run, launched).jobs[0].reason, Reason::kOomKilled);
  EXPECT_TRUE(Transitions(launched, StatusOf(run, launched)).empty());
  run.Fails("a", Reason::kOomKilled);
  EXPECT_EQ(Transitions(launched, StatusOf(run, launched)).size(), 1U);
}

TEST(Transition, ReportsARetryThatAlreadyRuns) {
  JobSpec retried = MakeJob("a");
  retried.work.retry = RetryPolicy{.limit = 2, .delay_seconds = 0};
  RunDriver run({retried});
  run.Step();
  run.Starts("a");
  const Status before = StatusOf(run);
  run.Fails("a");
  run.Starts("a");
  const Status running = StatusOf(run, before);
  ASSERT_EQ(running.jobs[0].phase, JobPhase::kRunning);
  const auto told = Transitions(before, running);
  ASSERT_EQ(told.size(), 1U);
  EXPECT_EQ(TransitionName(told[0].kind), "JobRetrying");
  EXPECT_EQ(told[0].message, "job 'a': attempt 1 ended as Failed, attempt 2 runs");
  EXPECT_TRUE(Transitions(running, running).empty());
}

TEST(Status, RestoresARetryWhoseLaunchIsDelayed) {
  JobSpec retried = MakeJob("a");
  retried.work.retry = RetryPolicy{.limit = 1, .delay_seconds = 0};
  RunDriver run({retried});
  run.Step();
  AttemptSeen failed = run.Seen("a");
  failed.ending = Ending{.reason = Reason::kFailed, .time = run.now};
  Observe(run.plan, run.run, failed, "uid");
  const Status before = StatusOf(run);
  ASSERT_EQ(ActionsOf<Launch>(Decide(run.plan, run.controls, run.run, run.now)).size(), 1U);
  LaunchDelayed(run.plan, run.run, InstanceId{},
                {.reason = Reason::kQuotaExceeded, .time = run.now}, "uid");
  EXPECT_TRUE(Transitions(before, StatusOf(run, before)).empty());
  run.Restart();
  EXPECT_FALSE(run.State("a").live);
  EXPECT_FALSE(Observe(run.plan, run.run, failed, "uid")) << "its end counted twice";
}

TEST(Transition, ReportsNothingWhenARetriedJobIsLaunched) {
  JobSpec retried = MakeJob("a");
  retried.work.retry = RetryPolicy{.limit = 1, .delay_seconds = 20, .jitter_percent = 0};
  RunDriver run({retried});
  run.Step();
  run.Fails("a");
  const Status waiting = StatusOf(run);
  EXPECT_EQ(EndedAttempts(waiting.jobs[0]), 1);
  run.now += std::chrono::seconds{20};
  run.Step();
  const Status launched = StatusOf(run, waiting);
  ASSERT_EQ(launched.jobs[0].attempts, 2);
  EXPECT_TRUE(Transitions(waiting, launched).empty());
  EXPECT_EQ(EndedAttempts(launched.jobs[0]), 1);
}

TEST(Transition, ReportsTheEndOfAnAttemptWhoseRetryIsDelayed) {
  JobSpec retried = MakeJob("a");
  retried.work.retry = RetryPolicy{.limit = 1, .delay_seconds = 0};
  RunDriver run({retried});
  run.Step();
  AttemptSeen failed = run.Seen("a");
  failed.ending = Ending{.reason = Reason::kFailed, .time = run.now};
  Observe(run.plan, run.run, failed, "uid");
  ASSERT_EQ(ActionsOf<Launch>(Decide(run.plan, run.controls, run.run, run.now)).size(), 1U);
  LaunchDelayed(run.plan, run.run, InstanceId{},
                {.reason = Reason::kQuotaExceeded, .message = "no room", .time = run.now}, "uid");
  EXPECT_EQ(Transitions({}, StatusOf(run)).back().message,
            "job 'a': attempt 1 ended as Failed, then QuotaExceeded: no room");
}

TEST(Transition, ReportsADelayedCreationOnce) {
  RunDriver run({MakeJob("a")});
  ASSERT_EQ(ActionsOf<Launch>(Decide(run.plan, run.controls, run.run, run.now)).size(), 1U);
  LaunchDelayed(run.plan, run.run, InstanceId{},
                {.reason = Reason::kForbidden, .message = "check the Role", .time = run.now},
                "uid");
  const Status delayed = StatusOf(run);
  const Transition told = Transitions({}, delayed).back();
  EXPECT_EQ(told.kind, TransitionKind::kCreateDelayed);
  EXPECT_TRUE(IsWarning(told.kind));
  EXPECT_EQ(told.message, "job 'a' waits, Forbidden: check the Role");
  EXPECT_TRUE(Transitions(delayed, StatusOf(run, delayed)).empty());
}

TEST(Transition, ReportsOnceThatARunWaitsForMemory) {
  const Status waiting =
      MakeBareStatus({RunPhase::kPending, Reason::kThrottled, "no room"}, {}, 1, kStart);
  const auto told = Transitions({}, waiting);
  ASSERT_EQ(told.size(), 1U);
  EXPECT_EQ(TransitionName(told[0].kind), "Throttled");
  EXPECT_EQ(told[0].message, "no room");
  EXPECT_TRUE(IsWarning(told[0].kind));
  EXPECT_TRUE(Transitions(waiting, waiting).empty());
}

TEST(Transition, DoesNotReportQuota) {
  RunDriver run({MakeJob("a")});
  ASSERT_EQ(ActionsOf<Launch>(Decide(run.plan, run.controls, run.run, run.now)).size(), 1U);
  LaunchDelayed(run.plan, run.run, InstanceId{},
                {.reason = Reason::kQuotaExceeded, .message = "no room", .time = run.now}, "uid");
  EXPECT_EQ(Transitions({}, StatusOf(run)).back().kind, TransitionKind::kStarted);
}

TEST(Transition, DoesNotReportAResumptionAtTheEndOfASuspendedRun) {
  const Status held =
      MakeBareStatus({RunPhase::kSuspended, Reason::kWaitingFor, ""}, {}, 1, kStart);
  const auto told = Transitions(
      held,
      MakeBareStatus({RunPhase::kFailed, Reason::kDependencyFailed, "late"}, held, 1, kStart));
  ASSERT_EQ(told.size(), 1U);
  EXPECT_EQ(told[0].kind, TransitionKind::kFailed);
}

TEST(Transition, ReportsSuspensionResumptionAndCancellation) {
  RunDriver run({MakeJob("a")}, {.suspend = true});
  run.Step();
  const Status held = StatusOf(run);
  EXPECT_EQ(Transitions({}, held)[0].kind, TransitionKind::kSuspended);
  run.controls.suspend = false;
  run.Step();
  const Status resumed = StatusOf(run, held);
  const auto told = Transitions(held, resumed);
  ASSERT_EQ(told.size(), 2U);
  EXPECT_EQ(told[1].kind, TransitionKind::kResumed);
  run.controls.cancel = CancelMode::kGraceful;
  run.Step();
  run.Ends("a", {.reason = Reason::kSignaled, .stopped = true});
  EXPECT_EQ(Transitions(resumed, StatusOf(run, resumed)).back().kind, TransitionKind::kCancelled);
}

TEST(Transition, ReportsARejectedSpecAndARejectedPod) {
  const Status refused =
      MakeBareStatus({RunPhase::kFailed, Reason::kInvalidSpec, "why"}, {}, 1, kStart);
  EXPECT_EQ(Transitions({}, refused).back().kind, TransitionKind::kInvalidSpec);
  RunDriver run({MakeJob("a")});
  Decide(run.plan, run.controls, run.run, run.now);
  LaunchRefused(run.plan, run.run, InstanceId{},
                {.reason = Reason::kCreateRefused, .message = "no", .time = kStart}, "uid");
  run.Step();
  const auto told = Transitions({}, StatusOf(run));
  EXPECT_EQ(told.front().kind, TransitionKind::kCreateRefused);
  EXPECT_EQ(told.back().kind, TransitionKind::kFailed);
}

TEST(Status, BoundsASuspensionThatBeganBeforeOurTime) {
  RunDriver run({MakeJob("a")}, {.suspend = true});
  run.run.start_time = *base::ParseTime("0001-01-01T00:00:00Z");
  run.run.suspended_since = run.run.start_time;
  run.controls.suspend = false;
  run.Step();
  const int seconds = MakeStatus(run.plan, run.run, {}, 1, run.now).suspended_seconds;
  EXPECT_EQ(seconds, 1'000'000'000);
}

}  // namespace
}  // namespace executioner::domain
