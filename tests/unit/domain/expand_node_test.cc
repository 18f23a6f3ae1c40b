#include "controller/domain/expand_node.h"

#include <gtest/gtest.h>

#include "controller/base/error.h"
#include "controller/domain/explain.h"
#include "tests/unit/domain/run_driver.h"

namespace executioner::domain {
namespace {

using testing::MakeJob;
using testing::RunDriver;

JobSpec Expanding(const std::string& name, std::vector<std::string> depends_on = {}) {
  JobSpec job = MakeJob(name, std::move(depends_on));
  job.expands = true;
  return job;
}

/// list -> each[*] -> report
RunDriver FanOut(int items, Controls controls = {}) {
  RunDriver run({MakeJob("list"), Expanding("each", {"list"}), MakeJob("report", {"each"})},
                std::move(controls));
  if (items >= 0) {
    run.lists["each"] = items;
  }
  return run;
}

std::vector<std::string> Launched(RunDriver& run) {
  return std::exchange(run.launched, {});
}

TEST(ExpandNode, GivesAJobItsInstancesWhenItsTriggerHolds) {
  RunDriver run = FanOut(3);
  run.Step();
  EXPECT_EQ(run.run.instances.size(), 2U);
  EXPECT_EQ(Launched(run), std::vector<std::string>{"list#1"});
  run.Succeeds("list");
  EXPECT_EQ(Launched(run), (std::vector<std::string>{"each[0]#1", "each[1]#1", "each[2]#1"}));
  const NodeId each = *run.plan.Find("each");
  EXPECT_EQ(run.run.InstancesOf(each).size(), 3);
  for (const InstanceId instance : run.run.InstancesOf(each)) {
    EXPECT_EQ(run.run.NodeOf(instance), each);
  }
}

TEST(ExpandNode, EndsAJobWhenAllItsInstancesHave) {
  RunDriver run = FanOut(2);
  run.Step();
  run.Succeeds("list");
  run.Succeeds("each[1]");
  EXPECT_EQ(run.Phase("report"), JobPhase::kPending);
  run.Succeeds("each[0]");
  EXPECT_EQ(Launched(run).back(), "report#1");
  run.Succeeds("report");
  EXPECT_EQ(run.run.phase, RunPhase::kSucceeded);
}

TEST(ExpandNode, WaitsForItsList) {
  RunDriver run = FanOut(-1);
  run.Step();
  run.Succeeds("list");
  EXPECT_EQ(ExplainWaiting(run.plan, run.run, *run.plan.Find("each")),
            "waits for the list of its instances");
  run.lists["each"] = 1;
  run.Step();
  EXPECT_EQ(Launched(run).back(), "each[0]#1");
}

TEST(ExpandNode, SucceedsWithAnEmptyList) {
  RunDriver run = FanOut(0);
  run.Step();
  run.Succeeds("list");
  EXPECT_EQ(Launched(run).back(), "report#1");
  EXPECT_EQ(PhaseOf(run.run, *run.plan.Find("each")), JobPhase::kSucceeded);
}

TEST(ExpandNode, FailsWhenTheRunWouldHaveTooManyInstances) {
  RunDriver run({Expanding("a"), Expanding("b", {"a"})});
  run.controls.failure_policy = FailurePolicy::kContinue;
  run.controls.parallelism = 0;
  run.lists = {{"a", kMostInstances + 1}};
  run.Step();
  EXPECT_EQ(run.run.phase, RunPhase::kFailed);
  EXPECT_EQ(run.run.message,
            "job 'a' ended as Failed, TooLarge: its list has 10001 items, but the run has room for "
            "10000 more instances of 10000");
  EXPECT_EQ(PhaseOf(run.run, *run.plan.Find("b")), JobPhase::kBlocked);
}

TEST(ExpandNode, ChangesNothingOfAJobThatDoesNotAwaitItsList) {
  RunDriver run = FanOut(2);
  run.Step();
  EXPECT_FALSE(ExpandNode(run.plan, run.run, *run.plan.Find("each"), 5, run.now));
  EXPECT_FALSE(ExpandNode(run.plan, run.run, *run.plan.Find("list"), 5, run.now));
  EXPECT_EQ(run.run.instances.size(), 2U);
}

TEST(ExpandNode, IsBlockedAfterAFailure) {
  RunDriver run = FanOut(2);
  run.Step();
  run.Fails("list");
  EXPECT_EQ(PhaseOf(run.run, *run.plan.Find("each")), JobPhase::kBlocked);
  EXPECT_EQ(run.run.phase, RunPhase::kFailed);
}

TEST(ExpandNode, CountsOneBadInstanceAsABadJob) {
  RunDriver run = FanOut(3, {.failure_policy = FailurePolicy::kContinue});
  run.Step();
  run.Succeeds("list");
  run.Succeeds("each[0]");
  run.Fails("each[1]");
  run.Succeeds("each[2]");
  EXPECT_EQ(run.WhyOf("report"), Reason::kDependencyFailed);
  EXPECT_EQ(run.run.message, "job 'each' ended as Failed: exit code 1");
}

TEST(ExpandNode, LetsInstancesFailThatMay) {
  JobSpec each = Expanding("each");
  each.allow_failure = true;
  RunDriver run({each, MakeJob("report", {"each"})});
  run.lists["each"] = 2;
  run.Step();
  run.Fails("each[0]");
  run.Fails("each[1]");
  EXPECT_EQ(Launched(run).back(), "report#1");
}

TEST(ExpandNode, RetriesInstancesByThemselves) {
  JobSpec each = Expanding("each");
  each.work.retry = RetryPolicy{.limit = 1, .delay_seconds = 1};
  RunDriver run({each});
  run.lists["each"] = 2;
  run.Step();
  run.Fails("each[1]");
  EXPECT_EQ(run.Phase("each[1]"), JobPhase::kRetrying);
  EXPECT_EQ(run.Phase("each[0]"), JobPhase::kQueued);
  run.now = *run.wake_at;
  run.Step();
  EXPECT_EQ(Launched(run).back(), "each[1]#2");
}

TEST(ExpandNode, KeepsToParallelismAndPriority) {
  JobSpec urgent = MakeJob("urgent");
  urgent.priority = 1;
  RunDriver run({Expanding("each"), urgent}, {.parallelism = 2});
  run.lists["each"] = 3;
  run.Step();
  EXPECT_EQ(Launched(run), (std::vector<std::string>{"urgent#1", "each[0]#1"}));
  run.Succeeds("urgent");
  run.Succeeds("each[0]");
  EXPECT_EQ(Launched(run), (std::vector<std::string>{"each[1]#1", "each[2]#1"}));
}

TEST(ExpandNode, EndsWithACancelledRun) {
  for (const bool expanded : {false, true}) {
    RunDriver run = FanOut(expanded ? 3 : -1, {.parallelism = 1});
    run.Step();
    run.Succeeds("list");
    run.controls.cancel = CancelMode::kGraceful;
    run.Step();
    if (expanded) {
      run.Ends("each[0]", {.reason = Reason::kFailed, .stopped = true});
    }
    EXPECT_EQ(run.run.phase, RunPhase::kCancelled) << expanded;
  }
}

TEST(ExpandNode, IsSkippedBeforeAndAfterItsInstancesExist) {
  for (const bool expanded : {false, true}) {
    RunDriver run = FanOut(expanded ? 3 : -1, {.parallelism = 1});
    run.Step();
    run.Succeeds("list");
    run.controls.skip = {"each"};
    run.Step();
    if (expanded) {
      EXPECT_EQ(run.run.count[static_cast<std::size_t>(JobPhase::kSkipped)], 2);
      run.Succeeds("each[0]");
    }
    run.Succeeds("report");
    EXPECT_EQ(run.run.phase, RunPhase::kSucceeded) << expanded;
  }
}

TEST(ExpandNode, StopsAtTheFailurePolicy) {
  RunDriver run = FanOut(3, {.parallelism = 2, .failure_policy = FailurePolicy::kCancelRunning});
  run.Step();
  run.Succeeds("list");
  run.Fails("each[0]");
  EXPECT_EQ(run.Phase("each[2]"), JobPhase::kBlocked);
  ASSERT_EQ(run.stops.size(), 1U);
  EXPECT_EQ(run.Name(run.stops[0].instance), "each[1]");
}

TEST(ExpandNode, DoesNotExpandWhileTheRunIsSuspended) {
  RunDriver run = FanOut(2);
  run.Step();
  run.controls.suspend = true;
  run.Succeeds("list");
  EXPECT_EQ(run.run.instances.size(), 2U);
  run.controls.suspend = false;
  run.Step();
  EXPECT_EQ(run.run.instances.size(), 4U);
}

}  // namespace
}  // namespace executioner::domain
