/// \file
/// Machines whose clocks differ by an hour: what is decided counts from what the controller has
/// seen itself.
#include <gtest/gtest.h>

#include "tests/component/world.h"

namespace executioner::component {
namespace {

using fakes::PodScript;
using std::chrono::hours;
using std::chrono::seconds;

base::TimePoint TimeAt(const json& job, const char* name) {
  return base::ParseTime(job.value(name, "")).value_or(base::TimePoint{});
}

/// Fails once, waits 60 s, then succeeds.
json Retried() {
  return Spec(
      {Job("a", {}, {{"retry", {{"limit", 1}, {"delaySeconds", 60}, {"jitterPercent", 0}}}})});
}

class ControllerClock : public testing::TestWithParam<int> {};

TEST_P(ControllerClock, IsNotComparedWithThePodsOfAJobThatWaitsToStart) {
  World world(false);
  world.controller_clock.SetAhead(hours{GetParam()});
  world.kubelet.Script("a", 0, PodScript::PullFails());
  world.StartController();
  world.CreateWorkflow("w", Spec({Job("a")}));
  ASSERT_TRUE(world.AwaitJobReason("w", "a", "ImagePullFailed"));
  world.Skip(seconds{599});
  ASSERT_TRUE(world.AwaitQuiet());
  EXPECT_EQ(World::JobOf(world.Workflow("w"), "a")["phase"], "Queued");
  world.Skip(seconds{2});
  const json job = World::JobOf(world.AwaitFinished("w"), "a");
  EXPECT_EQ(job["reason"], "ImagePullFailed");
  EXPECT_EQ(job["phase"], "Failed");
}

TEST_P(ControllerClock, IsNotComparedWithTheEndOfAPod) {
  World world(false);
  world.controller_clock.SetAhead(hours{GetParam()});
  world.kubelet.Script("a", 1, PodScript::Exit(1));
  world.StartController();
  world.CreateWorkflow("w", Retried());
  ASSERT_TRUE(world.AwaitJobPhase("w", "a", "Retrying"));
  world.Skip(seconds{58});
  ASSERT_TRUE(world.AwaitQuiet());
  EXPECT_EQ(world.Pods().size(), 1U);
  world.Skip(seconds{4});
  const json job = World::JobOf(world.AwaitFinished("w"), "a");
  EXPECT_EQ(job["phase"], "Succeeded");
  EXPECT_LE(TimeAt(job, "startTime"), TimeAt(job, "completionTime"));
}

TEST_P(ControllerClock, OfAnEarlierProcessProlongsNoWait) {
  World world(false);
  world.RecordEverything();
  world.controller_clock.SetAhead(hours{GetParam()});
  world.kubelet.Script("a", 1, PodScript::Exit(1));
  world.StartController();
  world.CreateWorkflow("w", Retried());
  ASSERT_TRUE(world.AwaitJobPhase("w", "a", "Retrying"));
  world.StopController();
  world.controller_clock.SetAhead(hours{0});
  world.StartController();
  ASSERT_TRUE(world.server.Await([&] {
    const json job = World::JobOf(world.Workflow("w"), "a");
    return job["attempts"] != 1 ||
           TimeAt(job, "nextAttemptTime") <= world.clock.Now() + seconds{61};
  }));
  world.Skip(seconds{62});
  EXPECT_EQ(world.AwaitFinished("w")["status"]["phase"], "Succeeded");
}

/// A Job "j" that waits for another one, for 600 s at most, under a clock that is ahead.
void StartWaitingJob(World& world, hours ahead) {
  world.controller_clock.SetAhead(ahead);
  world.StartController();
  world.CreateJob("j", {{"image", "i"},
                        {"command", {"x"}},
                        {"after", {{{"kind", "Job"}, {"name", "none"}}}},
                        {"afterTimeoutSeconds", 600}});
  ASSERT_TRUE(world.server.Await([&] {
    return world.Get("jobs", "j").value("/status/reason"_json_pointer, "") == "WaitingFor";
  }));
}

TEST_P(ControllerClock, DoesNotDecideHowLongAJobWaitsForOthers) {
  World world(false);
  ASSERT_NO_FATAL_FAILURE(StartWaitingJob(world, hours{GetParam()}));
  world.Skip(seconds{601});
  const json status = world.AwaitFinished("j", "jobs")["status"];
  EXPECT_EQ(status["reason"], "DependencyFailed");
}

TEST_P(ControllerClock, OfAnEarlierProcessDoesNotProlongTheWaitForOthers) {
  World world(false);
  ASSERT_NO_FATAL_FAILURE(StartWaitingJob(world, hours{GetParam()}));
  world.StopController();
  world.controller_clock.SetAhead(hours{0});
  world.StartController();
  ASSERT_TRUE(world.server.Await([&] {
    const json job = world.Get("jobs", "j");
    return TimeAt(job.at("/status/conditions/0"_json_pointer), "lastTransitionTime") <=
           world.clock.Now();
  }));
  world.Skip(seconds{601});
  EXPECT_EQ(world.AwaitFinished("j", "jobs")["status"]["reason"], "DependencyFailed");
}

TEST_P(ControllerClock, OfAnEarlierProcessDoesNotProlongTheTtl) {
  World world(false);
  world.controller_clock.SetAhead(hours{GetParam()});
  world.StartController();
  world.CreateWorkflow("w", Spec({Job("a")}, {{"ttlSecondsAfterFinished", 600}}));
  ASSERT_EQ(world.AwaitFinished("w")["status"]["phase"], "Succeeded");
  ASSERT_TRUE(world.AwaitReleased());
  world.StopController();
  world.controller_clock.SetAhead(hours{0});
  world.StartController();
  world.CreateWorkflow("later", Spec({Job("a")}));  // when it has ended, "w" has been seen
  ASSERT_EQ(world.AwaitFinished("later")["status"]["phase"], "Succeeded");
  world.Skip(seconds{601});
  EXPECT_TRUE(world.server.Await([&] { return world.Workflow("w").is_null(); }));
}

INSTANTIATE_TEST_SUITE_P(Skew, ControllerClock, testing::Values(-1, 1));

class NodeClock : public testing::TestWithParam<int> {};

TEST_P(NodeClock, AffectsNeitherRetriesNorTheOrderOfTimes) {
  World world(false);
  world.node_clock.SetAhead(hours{GetParam()});
  world.kubelet.Script("a", 1, PodScript::Exit(1));
  world.StartController();
  world.CreateWorkflow("w", Retried());
  ASSERT_TRUE(world.AwaitJobPhase("w", "a", "Retrying"));
  world.Skip(seconds{58});
  ASSERT_TRUE(world.AwaitQuiet());
  EXPECT_EQ(world.Pods().size(), 1U);
  world.Skip(seconds{4});
  const json job = World::JobOf(world.AwaitFinished("w"), "a");
  EXPECT_EQ(job["phase"], "Succeeded");
  EXPECT_LE(TimeAt(job, "startTime"), TimeAt(job, "completionTime"));
  EXPECT_LE(TimeAt(job, "completionTime"), world.clock.Now());
}

INSTANTIATE_TEST_SUITE_P(Skew, NodeClock, testing::Values(-1, 1));

}  // namespace
}  // namespace executioner::component
