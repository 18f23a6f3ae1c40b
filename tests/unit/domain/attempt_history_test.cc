// What stays known of earlier attempts, when a job was ready and when its attempts were launched.
#include <gtest/gtest.h>

#include "controller/domain/own_time.h"
#include "controller/domain/reopen.h"
#include "tests/unit/domain/run_driver.h"

namespace executioner::domain {
namespace {

using std::chrono::seconds;
using testing::kStart;
using testing::MakeJob;
using testing::RunDriver;

JobSpec Retried(int limit) {
  JobSpec job = MakeJob("a");
  job.work.retry = RetryPolicy{.limit = limit, .delay_seconds = 10, .jitter_percent = 0};
  return job;
}

JobStatus StatusOf(const RunDriver& run, const std::string& job) {
  const Status status = MakeStatus(run.plan, run.run, {}, 1, run.now);
  return *std::ranges::find(status.jobs, job, &JobStatus::name);
}

/// The newest attempt starts two seconds after now and fails five seconds after now.
void FailIn5(RunDriver& run, Reason reason = Reason::kFailed) {
  AttemptSeen seen = run.Seen("a");
  seen.pod = "a-" + std::to_string(seen.attempt);
  seen.created = run.now;
  seen.start_time = run.now + seconds{2};
  run.now += seconds{5};
  seen.ending = Ending{.reason = reason, .exit_code = 3, .time = run.now};
  Observe(run.plan, run.run, seen, "uid");
}

void StartNext(RunDriver& run) {
  run.now = run.State("a").next_attempt_time.value_or(run.now);
  run.Step();
}

std::vector<int> Numbers(const std::vector<PastAttempt>& attempts) {
  std::vector<int> numbers;
  for (const PastAttempt& past : attempts) {
    numbers.push_back(past.attempt);
  }
  return numbers;
}

TEST(ReadyTime, IsWhenTheDependenciesHadEnded) {
  RunDriver run({MakeJob("a"), MakeJob("b", {"a"})});
  run.controls.parallelism = 0;
  run.Step();
  EXPECT_EQ(StatusOf(run, "a").ready_time, kStart);
  EXPECT_EQ(StatusOf(run, "a").launch_time, std::nullopt);
  EXPECT_EQ(StatusOf(run, "b").ready_time, std::nullopt);
  run.now += seconds{3};
  run.controls.parallelism = 1;
  run.Step();
  EXPECT_EQ(StatusOf(run, "a").ready_time, kStart);
  EXPECT_EQ(StatusOf(run, "a").launch_time, run.now);
  run.now += seconds{4};
  run.Succeeds("a");
  EXPECT_EQ(StatusOf(run, "b").ready_time, run.now);
}

TEST(ReadyTime, IsAbsentForAJobThatWasSkipped) {
  RunDriver run({MakeJob("a")}, {.skip = {"a"}});
  run.Step();
  EXPECT_EQ(StatusOf(run, "a").ready_time, std::nullopt);
}

TEST(AttemptHistory, IsEmptyAfterASingleAttempt) {
  RunDriver run({Retried(0)});
  run.Step();
  FailIn5(run);
  EXPECT_EQ(run.Phase("a"), JobPhase::kFailed);
  EXPECT_TRUE(StatusOf(run, "a").attempt_history.empty());
}

TEST(AttemptHistory, KeepsHowAnAttemptWent) {
  RunDriver run({Retried(1)});
  run.Step();
  FailIn5(run, Reason::kTimedOut);
  const std::vector<PastAttempt> expected{{.attempt = 1,
                                           .pod = "a-1",
                                           .reason = Reason::kTimedOut,
                                           .exit_code = 3,
                                           .launch_time = kStart,
                                           .start_time = kStart + seconds{2},
                                           .completion_time = kStart + seconds{5}}};
  EXPECT_EQ(StatusOf(run, "a").attempt_history, expected);
  StartNext(run);
  EXPECT_EQ(StatusOf(run, "a").launch_time, kStart + seconds{15});
  run.Succeeds("a");
  EXPECT_EQ(StatusOf(run, "a").attempt_history, expected);
}

TEST(AttemptHistory, KeepsTheNewestThree) {
  RunDriver run({Retried(5)});
  run.Step();
  for (int attempt = 1; attempt <= 5; ++attempt) {
    FailIn5(run);
    StartNext(run);
  }
  EXPECT_EQ(Numbers(StatusOf(run, "a").attempt_history), (std::vector{5, 4, 3}));
}

TEST(AttemptHistory, SurvivesARestartAtAnyTime) {
  RunDriver run({Retried(3)});
  RunDriver restarted({Retried(3)});
  const auto expect_same = [&] {
    restarted.Restart();
    JobStatus expected = StatusOf(run, "a");
    expected.retried_as = StatusOf(restarted, "a").retried_as;  // is not part of the checkpoint
    EXPECT_EQ(StatusOf(restarted, "a"), expected) << run.State("a").attempts;
  };
  for (int attempt = 1; attempt <= 4; ++attempt) {
    StartNext(run);
    StartNext(restarted);
    expect_same();
    FailIn5(run);
    FailIn5(restarted);
    expect_same();
  }
  EXPECT_EQ(Numbers(StatusOf(restarted, "a").attempt_history), (std::vector{3, 2, 1}));
}

TEST(AttemptHistory, HasNoPodOfALaunchThatWasRefused) {
  RunDriver run({Retried(1)});
  Decide(run.plan, run.controls, run.run, run.now);
  LaunchSucceeded(run.run, InstanceId{}, "a-1", run.now);
  run.attempts["a"] = 1;
  FailIn5(run);
  run.now = *run.State("a").next_attempt_time;
  Decide(run.plan, run.controls, run.run, run.now);
  EXPECT_EQ(StatusOf(run, "a").launch_time, std::nullopt) << "nobody has answered yet";
  LaunchRefused(run.plan, run.run, InstanceId{}, {.reason = Reason::kNodeLost, .time = run.now},
                "uid");
  const std::vector<PastAttempt> past = StatusOf(run, "a").attempt_history;
  ASSERT_EQ(Numbers(past), (std::vector{2, 1}));
  EXPECT_EQ(past[0].pod, "");
  EXPECT_EQ(past[0].launch_time, std::nullopt);
  EXPECT_EQ(past[0].start_time, std::nullopt);
  EXPECT_EQ(past[1].pod, "a-1");
}

TEST(AttemptHistory, NamesAnAttemptThatNobodySawEnd) {
  RunDriver run({Retried(1)});
  run.Step();
  AttemptSeen next = run.Seen("a");
  next.attempt = 2;
  next.created = kStart + seconds{9};
  Observe(run.plan, run.run, next, "uid");
  EXPECT_EQ(StatusOf(run, "a").attempt_history,
            (std::vector<PastAttempt>{{.attempt = 1, .pod = "pod", .launch_time = kStart}}));
  EXPECT_EQ(StatusOf(run, "a").launch_time, kStart + seconds{9});
}

TEST(AttemptHistory, HasItsTimesByTheClockOfTheController) {
  RunDriver run({Retried(1)});
  run.Step();
  AttemptSeen seen = run.Seen("a");
  seen.start_time = kStart - std::chrono::hours{1};
  run.now += seconds{5};
  seen.observed = run.now;
  seen.ending = Ending{.reason = Reason::kFailed, .time = kStart + std::chrono::hours{1}};
  Observe(run.plan, run.run, seen, "uid");
  const PastAttempt past = StatusOf(run, "a").attempt_history.at(0);
  EXPECT_EQ(past.start_time, kStart);
  EXPECT_EQ(past.completion_time, run.now);
}

TEST(AttemptHistory, OfAForgedStatusIsNotInTheFuture) {
  RunDriver run({Retried(1)});
  const TimePoint far = kStart + std::chrono::hours{100'000};
  const JobStatus forged{
      {.phase = JobPhase::kRunning,
       .attempts = 2,
       .ready_time = far,
       .launch_time = far,
       .attempt_history =
           {{.attempt = 1, .launch_time = far, .start_time = far, .completion_time = far}}},
      "a"};
  run.run = RestoreRun(run.plan, {.phase = RunPhase::kRunning, .jobs = {forged}});
  BoundTimes(run.plan, run.run, kStart, "uid");
  const JobStatus status = StatusOf(run, "a");
  EXPECT_EQ(status.ready_time, kStart);
  EXPECT_EQ(status.launch_time, kStart);
  EXPECT_EQ(
      status.attempt_history,
      (std::vector<PastAttempt>{
          {.attempt = 1, .launch_time = kStart, .start_time = kStart, .completion_time = kStart}}));
}

TEST(AttemptHistory, ContinuesIfTheRunIsRetried) {
  RunDriver run({Retried(1)});
  run.Step();
  for (int attempt = 1; attempt <= 2; ++attempt) {
    FailIn5(run);
    StartNext(run);
  }
  const Status ended = MakeStatus(run.plan, run.run, {}, 1, run.now);
  EXPECT_EQ(Numbers(ended.jobs[0].attempt_history), std::vector{1});
  const Status next = Reopen(run.plan, ended, {});
  EXPECT_EQ(Numbers(next.jobs[0].attempt_history), (std::vector{2, 1}));
  EXPECT_EQ(next.jobs[0].attempt_history[0].reason, Reason::kFailed);
  EXPECT_EQ(next.jobs[0].ready_time, std::nullopt);
}

TEST(Remember, KeepsTheOrderOfNumbers) {
  std::vector<PastAttempt> attempts{{.attempt = 2}};
  Remember(attempts, {.attempt = 2, .pod = "other"});
  Remember(attempts, {.attempt = 1});
  Remember(attempts, {.attempt = 4});
  EXPECT_EQ(Numbers(attempts), (std::vector{4, 2}));
  EXPECT_EQ(attempts[1].pod, "");
}

}  // namespace
}  // namespace executioner::domain
