#include "controller/domain/own_time.h"

#include <gtest/gtest.h>

#include "controller/domain/linger.h"
#include "tests/unit/domain/run_driver.h"

namespace executioner::domain {
namespace {

using std::chrono::hours;
using std::chrono::seconds;
using testing::kStart;
using testing::MakeJob;
using testing::RunDriver;

/// An attempt of a, as seen at the driver's time, with the API server's and the node's clock off.
AttemptSeen SeenWith(const RunDriver& run, Duration skew) {
  AttemptSeen seen = run.Seen("a");
  seen.created = kStart + skew;
  seen.observed = run.now;
  return seen;
}

class OwnTime : public ::testing::TestWithParam<int> {
 protected:
  Duration Skew() const { return hours{GetParam()}; }
};

TEST_P(OwnTime, CountsThePendingTimeoutFromTheLaunch) {
  RunDriver run({MakeJob("a")});
  run.Step();
  run.now += seconds{5};
  AttemptSeen seen = SeenWith(run, Skew());
  seen.started = false;
  Observe(run.plan, run.run, seen, "uid");
  run.Step();
  EXPECT_EQ(run.wake_at, kStart + seconds{600});
  EXPECT_TRUE(run.stops.empty());
}

TEST_P(OwnTime, CountsThePendingTimeoutOfARestoredAttemptFromItsFirstObservation) {
  RunDriver run({MakeJob("a")});
  run.Step();
  const Status status = MakeStatus(run.plan, run.run, {}, 1, run.now);
  run.run = RestoreRun(run.plan, status);
  run.now += seconds{70};
  AttemptSeen seen = SeenWith(run, Skew());
  seen.started = false;
  Observe(run.plan, run.run, seen, "uid");
  run.Step();
  EXPECT_EQ(run.wake_at, kStart + seconds{670});
}

TEST_P(OwnTime, CountsTheRetryDelayFromTheObservationOfTheEnd) {
  JobSpec job = MakeJob("a");
  job.work.retry = RetryPolicy{.limit = 1, .delay_seconds = 60, .jitter_percent = 0};
  RunDriver run({job});
  run.Step();
  run.now += seconds{10};
  AttemptSeen seen = SeenWith(run, Skew());
  seen.ending = Ending{.reason = Reason::kFailed, .exit_code = 1, .time = run.now + Skew()};
  Observe(run.plan, run.run, seen, "uid");
  EXPECT_EQ(run.State("a").next_attempt_time, kStart + seconds{70});
}

TEST_P(OwnTime, LimitsAnEndToTheTimeBetweenLaunchAndObservation) {
  RunDriver run({MakeJob("a")});
  run.Step();
  run.now += seconds{10};
  AttemptSeen seen = SeenWith(run, Skew());
  seen.ending = Ending{.reason = Reason::kCompleted, .exit_code = 0, .time = run.now + Skew()};
  Observe(run.plan, run.run, seen, "uid");
  EXPECT_EQ(run.State("a").start_time, kStart);
  EXPECT_EQ(run.State("a").completion_time, Skew() > Duration{0} ? run.now : kStart);
}

TEST_P(OwnTime, CountsTheGracePeriodOfADeletionFromItsFirstObservation) {
  RunDriver run({MakeJob("a")});
  run.Step();
  run.now += seconds{10};
  AttemptSeen seen = SeenWith(run, Skew());
  seen.deletion_due = run.now + Skew();
  seen.deletion_grace = seconds{30};
  seen.node = "n1";
  Observe(run.plan, run.run, seen, "uid");
  EXPECT_EQ(run.State("a").deletion_due, kStart + seconds{40});
  run.now += seconds{5};
  seen.observed = run.now;
  Observe(run.plan, run.run, seen, "uid");
  EXPECT_EQ(run.State("a").deletion_due, kStart + seconds{40}) << "seen again";
  seen.deletion_grace = seconds{1};
  Observe(run.plan, run.run, seen, "uid");
  EXPECT_EQ(run.State("a").deletion_due, kStart + seconds{16}) << "shortened";
}

INSTANTIATE_TEST_SUITE_P(Skew, OwnTime, ::testing::Values(-1, 1));

TEST(OwnTime, KeepsAPossibleEnd) {
  RunDriver run({MakeJob("a")});
  run.Step();
  run.now += seconds{10};
  AttemptSeen seen = SeenWith(run, Duration{0});
  seen.ending = Ending{.reason = Reason::kCompleted, .time = kStart + seconds{7}};
  Observe(run.plan, run.run, seen, "uid");
  EXPECT_EQ(run.State("a").completion_time, kStart + seconds{7});
}

TEST(OwnTime, LimitsTheCreationTimeOfAnEarlierProcessToItsObservation) {
  RunDriver run({MakeJob("a")});
  const AttemptSeen seen{
      .attempt = 1, .created = kStart + hours{1}, .observed = run.now, .started = true};
  Observe(run.plan, run.run, seen, "uid");
  EXPECT_EQ(run.State("a").start_time, kStart);
  EXPECT_EQ(run.State("a").created, kStart);
}

TEST(PendingClock, IsPausedWhileASchedulingGateHoldsThePod) {
  RunDriver run({MakeJob("a")});
  run.Step();
  AttemptSeen seen = SeenWith(run, Duration{0});
  seen.started = false;
  seen.gated = true;
  seen.waiting_message = "held back by the scheduling gate 'queue'";
  Observe(run.plan, run.run, seen, "uid");
  run.now += hours{1};
  run.Step();
  EXPECT_TRUE(run.stops.empty());
  EXPECT_FALSE(run.wake_at.has_value());
  seen.gated = false;
  seen.observed = run.now;
  Observe(run.plan, run.run, seen, "uid");
  run.Step();
  EXPECT_EQ(run.wake_at, run.now + seconds{600});
}

TEST(PendingClock, DoesNotTimeOutADeletedGatedPod) {
  RunDriver run({MakeJob("a")});
  run.Step();
  AttemptSeen seen = SeenWith(run, Duration{0});
  seen.started = false;
  seen.gated = true;
  run.now += hours{1};
  seen.observed = run.now;
  seen.ending = Ending{.reason = Reason::kPodDeleted, .message = "deleted", .time = run.now};
  Observe(run.plan, run.run, seen, "uid");
  EXPECT_EQ(run.WhyOf("a"), Reason::kPodDeleted);
}

TEST(BoundTimes, LimitsStoredWaitsToTheirConfiguration) {
  struct Row {
    Reason reason;
    int disruptions;
    Duration stored;
    Duration bounded;
  };

  const Row rows[] = {
      {Reason::kFailed, 0, hours{1}, seconds{60}},  {Reason::kFailed, 0, seconds{20}, seconds{20}},
      {Reason::kFailed, 0, -hours{1}, -hours{1}},   {Reason::kPodDeleted, 1, hours{1}, seconds{1}},
      {Reason::kEvicted, 0, hours{1}, seconds{60}},  // by its own fault
  };
  for (const Row& row : rows) {
    JobSpec job = MakeJob("a");
    job.work.retry = RetryPolicy{.limit = 1, .delay_seconds = 60, .jitter_percent = 0};
    RunDriver run({job});
    Status status{
        .phase = RunPhase::kRunning, .spec_hash = "hash", .start_time = kStart + hours{1}};
    status.jobs = {{{.phase = JobPhase::kRetrying,
                     .reason = row.reason,
                     .attempts = 1,
                     .disruptions = row.disruptions,
                     .start_time = kStart + hours{1},
                     .next_attempt_time = kStart + row.stored},
                    "a"}};
    run.run = RestoreRun(run.plan, status);
    BoundTimes(run.plan, run.run, kStart, "uid");
    EXPECT_EQ(run.State("a").next_attempt_time, kStart + row.bounded) << row.stored.count();
    EXPECT_EQ(run.State("a").start_time, kStart);
    EXPECT_EQ(run.run.start_time, kStart);
  }
}

TEST(BoundTimes, LimitsTheStartOfASuspensionToNow) {
  RunDriver run({MakeJob("a")});
  const Status status{
      .phase = RunPhase::kSuspended, .spec_hash = "hash", .suspended_since = kStart + hours{1}};
  run.run = RestoreRun(run.plan, status);
  BoundTimes(run.plan, run.run, kStart, "uid");
  EXPECT_EQ(run.run.suspended_since, kStart);
}

TEST(BoundTimes, KeepsTheTimesOfEndedJobs) {
  RunDriver run({MakeJob("a"), MakeJob("b")});
  Status status{.phase = RunPhase::kRunning, .spec_hash = "hash", .start_time = kStart};
  status.jobs = {{{.phase = JobPhase::kSucceeded,
                   .reason = Reason::kCompleted,
                   .attempts = 1,
                   .start_time = kStart + hours{1},
                   .completion_time = kStart + hours{2}},
                  "a"}};
  run.run = RestoreRun(run.plan, status);
  BoundTimes(run.plan, run.run, kStart, "uid");
  EXPECT_EQ(run.State("a").completion_time, kStart + hours{2});
}

TEST(Linger, NamesTheNodeOfAnAttemptThatWasAskedToStop) {
  RunDriver run({MakeJob("a")});
  run.Step();
  run.Starts("a");
  run.controls.cancel = CancelMode::kGraceful;
  run.Step();
  AttemptSeen seen = SeenWith(run, Duration{0});
  seen.node = "n1";
  seen.stop_requested = true;
  Observe(run.plan, run.run, seen, "uid");
  run.now += kStopLingers;
  run.Step();
  EXPECT_EQ(run.Phase("a"), JobPhase::kRunning);
  EXPECT_EQ(run.State("a").message,
            "was asked to stop at 2026-01-01T00:00:00Z: waiting for its grace period, or for node "
            "'n1' to end it or return, be deleted or get the out-of-service taint; delete the pod "
            "with --force if it is dead");
  const int revision = run.run.revision;
  Observe(run.plan, run.run, seen, "uid");
  run.Step();
  EXPECT_EQ(run.run.revision, revision) << "said once";
}

TEST(Linger, IsReportedAfterARestartToo) {
  RunDriver run({MakeJob("a")});
  run.Step();
  run.Starts("a");
  run.run = RestoreRun(run.plan, MakeStatus(run.plan, run.run, {}, 1, run.now));
  AttemptSeen seen = SeenWith(run, Duration{0});
  seen.node = "n1";
  seen.stop_requested = true;
  Observe(run.plan, run.run, seen, "uid");
  run.now += kStopLingers;
  run.Step();
  EXPECT_TRUE(run.State("a").message.starts_with("was asked to stop at 2026-01-01T00:00:00Z"));
}

}  // namespace
}  // namespace executioner::domain
