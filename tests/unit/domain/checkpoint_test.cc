#include "controller/domain/checkpoint.h"

#include <gtest/gtest.h>

#include "controller/base/error.h"
#include "controller/domain/reopen.h"
#include "tests/unit/domain/run_driver.h"

namespace executioner::domain {
namespace {

using testing::MakeJob;
using testing::RunDriver;

RunDriver FanOut(int items, const RetryPolicy& retry = {}) {
  JobSpec each = MakeJob("each");
  each.expands = true;
  each.work.retry = retry;
  RunDriver run({each, MakeJob("report", {"each"})}, {.failure_policy = FailurePolicy::kContinue});
  run.lists["each"] = items;
  run.Step();
  return run;
}

Status StatusOf(const RunDriver& run) {
  return MakeStatus(run.plan, run.run, {}, 1, run.now);
}

std::size_t BytesOf(const ExpandedJob& job) {
  std::size_t bytes = 0;
  for (const InstanceGroup& group : job.groups) {
    bytes += sizeof group + group.instances.size() + group.common.message.size();
  }
  return bytes;
}

TEST(Checkpoint, GroupsInstancesByState) {
  RunDriver run = FanOut(6, {.limit = 1, .delay_seconds = 10});
  for (const char* const job : {"each[0]", "each[1]", "each[4]"}) {
    run.Succeeds(job);
  }
  run.Fails("each[2]");
  const Status status = StatusOf(run);
  ASSERT_EQ(status.jobs.size(), 2U) << "one entry for each job";
  EXPECT_EQ(status.jobs[0].phase, JobPhase::kRetrying);
  ASSERT_EQ(status.expanded.size(), 1U);
  const ExpandedJob& each = status.expanded[0];
  EXPECT_EQ(each.counts, (Counts{.total = 6, .pending = 1, .running = 2, .succeeded = 3}));
  std::map<JobPhase, std::string> places;
  for (const InstanceGroup& group : each.groups) {
    places[group.common.phase] = group.instances;
  }
  EXPECT_EQ(places, (std::map<JobPhase, std::string>{{JobPhase::kSucceeded, "0-1,4"},
                                                     {JobPhase::kRetrying, "2"},
                                                     {JobPhase::kQueued, "3,5"}}));
}

TEST(Checkpoint, RestoresEachInstance) {
  RunDriver run = FanOut(5, {.limit = 1, .delay_seconds = 10});
  run.Succeeds("each[0]");
  run.Fails("each[1]");
  run.Starts("each[2]");
  run.Restart();
  EXPECT_EQ(run.Phase("each[0]"), JobPhase::kSucceeded);
  EXPECT_EQ(run.Phase("each[1]"), JobPhase::kRetrying);
  EXPECT_EQ(run.State("each[1]").attempts, 1);
  EXPECT_EQ(run.Phase("each[2]"), JobPhase::kRunning);
  EXPECT_TRUE(run.State("each[3]").live);
  run.launched.clear();
  run.Step();
  EXPECT_TRUE(run.launched.empty()) << "nothing runs twice";
  run.now = *run.wake_at;
  run.Step();
  EXPECT_EQ(run.launched, std::vector<std::string>{"each[1]#2"});
}

TEST(Checkpoint, RestoresAJobThatHasNotExpanded) {
  RunDriver run = FanOut(0);
  run.Restart();
  EXPECT_EQ(PhaseOf(run.run, *run.plan.Find("each")), JobPhase::kSucceeded);
  run.Succeeds("report");
  EXPECT_EQ(run.run.phase, RunPhase::kSucceeded);
}

TEST(Checkpoint, StaysSmallWhenThousandsFail) {
  constexpr int kInstances = 10'000;
  RunDriver run = FanOut(kInstances);
  const std::string words(1024, 'x');
  for (int place = 0; place < kInstances; ++place) {
    const std::string job = "each[" + std::to_string(place) + "]";
    run.attempts.at(job);
    AttemptSeen seen = run.Seen(job);
    seen.ending = Ending{.reason = place % 2 == 0 ? Reason::kFailed : Reason::kCompleted,
                         .message = words,
                         .time = run.now};
    Observe(run.plan, run.run, seen, "uid");
  }
  run.Step();
  const Status status = StatusOf(run);
  EXPECT_EQ(status.expanded.at(0).counts.failed, kInstances / 2);
  EXPECT_LT(BytesOf(status.expanded[0]), 64U << 10U) << "every second one failed: the worst case";
  const domain::Run restored = RestoreRun(run.plan, status);
  EXPECT_EQ(CountsOf(restored).failed, kInstances / 2);
}

TEST(Checkpoint, NumbersAttemptsOnWhenTheRunIsReopened) {
  RunDriver run = FanOut(2, {.limit = 1, .delay_seconds = 0, .jitter_percent = 0});
  run.Fails("each[0]");
  run.now += std::chrono::seconds{1};
  run.Step();
  run.Fails("each[0]");
  run.Succeeds("each[1]");
  ASSERT_EQ(run.run.phase, RunPhase::kFailed);
  run.run = RestoreRun(run.plan, Reopen(run.plan, StatusOf(run), {}));
  run.launched.clear();
  run.Step();
  EXPECT_EQ(run.launched, (std::vector<std::string>{"each[0]#3", "each[1]#3"}));
  run.Restart();
  run.Succeeds("each[0]");
  EXPECT_EQ(run.State("each[1]").attempts, 3);
}

TEST(Checkpoint, RejectsUnknownInstances) {
  const RunDriver run = FanOut(3);
  Status status = StatusOf(run);
  for (const char* const places : {"3", "0-3", "1,1", "x", "2-1"}) {
    status.expanded.at(0).groups.at(0).instances = places;
    EXPECT_THROW(RestoreRun(run.plan, status), base::ConfigurationError) << places;
  }
  for (const int total : {-1, 0, 10'001}) {
    status = StatusOf(run);
    status.expanded[0].counts.total = total;
    EXPECT_THROW(RestoreRun(run.plan, status), base::ConfigurationError) << total;
  }
}

TEST(Checkpoint, RefusesAnInstanceOfTwoGroups) {
  RunDriver run = FanOut(3);
  run.Succeeds("each[0]");
  Status status = StatusOf(run);
  ASSERT_EQ(status.expanded.at(0).groups.size(), 2U);
  for (InstanceGroup& group : status.expanded[0].groups) {
    group.instances = "0";
  }
  EXPECT_THROW(RestoreRun(run.plan, status), base::ConfigurationError);
}

TEST(Checkpoint, TakesTheFirstEntryOfAJobThatIsListedTwice) {
  RunDriver run({MakeJob("a"), MakeJob("b", {"a"})});
  run.Step();
  run.Succeeds("a");
  Status status = StatusOf(run);
  for (const JobPhase phase : {JobPhase::kSucceeded, JobPhase::kFailed, JobPhase::kQueued}) {
    status.jobs.push_back({{.phase = phase, .attempts = 7}, "a"});
    status.jobs.push_back({{.phase = phase, .attempts = 7}, "b"});
  }
  run.run = RestoreRun(run.plan, status);
  run.Step();
  EXPECT_EQ(run.Phase("a"), JobPhase::kSucceeded);
  EXPECT_EQ(run.State("a").attempts, 1);
  EXPECT_EQ(run.run.live, 1);
  run.Succeeds("b");
  EXPECT_EQ(run.run.phase, RunPhase::kSucceeded);
}

}  // namespace
}  // namespace executioner::domain
