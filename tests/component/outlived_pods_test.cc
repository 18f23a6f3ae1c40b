/// \file
/// An attempt ends with its container "job", whatever else runs in the pod: an ordinary container
/// that a mesh or a log shipper injects does not end by itself.
#include <gtest/gtest.h>

#include "tests/component/world.h"

namespace executioner::component {
namespace {

using fakes::PodScript;

constexpr const char* kWordsOfThree =
    R"({"v":1,"reason":"Failed","exitCode":3,"message":"exit code 3"})";

/// Waits until the pod of a job has ended. \return the pod
json AwaitStopped(World& world, const std::string& job) {
  EXPECT_TRUE(world.server.Await([&] {
    const json pod = world.PodOf(job);
    return pod.is_object() && pod["status"].value("phase", "") == "Failed";
  })) << "it was not stopped";
  return world.PodOf(job);
}

TEST(OutlivedPod, EndsItsJobAndFreesItsSlot) {
  World world;
  world.kubelet.Script("good", 0, PodScript::Outlived(0));
  world.kubelet.Script("bad", 0, PodScript::Outlived(3, kWordsOfThree));
  world.CreateWorkflow(
      "w", Spec({Job("good"), Job("bad", {"good"}, {{"allowFailure", true}}), Job("last", {"bad"})},
                {{"parallelism", 1}}));
  const json ended = world.AwaitFinished("w");
  EXPECT_EQ(ended["status"]["phase"], "Succeeded");
  EXPECT_EQ(World::JobOf(ended, "good")["phase"], "Succeeded");
  EXPECT_EQ(World::JobOf(ended, "bad")["reason"], "Failed");
  EXPECT_EQ(World::JobOf(ended, "bad")["exitCode"], 3);
  EXPECT_TRUE(world.AwaitReleased());
  for (const char* const job : {"good", "bad"}) {
    const json pod = AwaitStopped(world, job);
    EXPECT_EQ(pod["status"]["reason"], "DeadlineExceeded");
    EXPECT_EQ(pod["metadata"]["labels"]["executioner.dev/outcome"],
              std::string(job) == "good" ? "succeeded" : "failed");
  }
  EXPECT_TRUE(world.invariants.Violations().empty());
}

TEST(OutlivedPod, IsRetriedImmediatelyWhileItEnds) {
  World world;
  world.kubelet.Script("a", 1, PodScript::Outlived(3, kWordsOfThree));
  world.CreateWorkflow("w", Spec({Job("a", {}, {{"retry", {{"limit", 1}, {"delaySeconds", 0}}}})}));
  const json ended = world.AwaitFinished("w");
  EXPECT_EQ(ended["status"]["phase"], "Succeeded");
  EXPECT_EQ(World::JobOf(ended, "a")["attempts"], 2);
  EXPECT_TRUE(world.AwaitReleased());
  AwaitStopped(world, "a");
  EXPECT_TRUE(world.invariants.Violations().empty());
}

TEST(OutlivedPod, IsStoppedEvenIfTheControllerDiesAfterAnyWrite) {
  bool killed = true;
  for (int k = 0; killed && k < 50; ++k) {
    World world(false);
    world.RecordEverything();
    world.kubelet.Script("a", 0, PodScript::Outlived(0));
    world.CreateWorkflow("w", Spec({Job("a")}));
    world.StartController();
    killed = world.KillAfterWrites(k, [&] {
      const json pod = world.PodOf("a");
      return pod.is_object() && pod["status"].value("phase", "") == "Failed";
    });
    world.StartController();
    EXPECT_EQ(world.AwaitFinished("w")["status"]["phase"], "Succeeded") << k;
    EXPECT_TRUE(world.AwaitReleased()) << k;
    AwaitStopped(world, "a");
    EXPECT_EQ(world.Pods().size(), 1U) << k;
    EXPECT_TRUE(world.invariants.Violations().empty()) << k;
  }
  EXPECT_FALSE(killed);
}

TEST(OutlivedPod, OfAFinishedRunIsStoppedNotDeleted) {
  World world;
  world.kubelet.Script("a", 0, PodScript::Outlived(0));
  world.CreateJob("j", {{"image", "i"}, {"command", {"x"}}});
  EXPECT_EQ(world.AwaitFinished("j", "jobs")["status"]["phase"], "Succeeded");
  EXPECT_TRUE(world.AwaitReleased());
  EXPECT_EQ(world.Pods().size(), 1U) << "its logs are kept";
}

class Retention : public testing::TestWithParam<bool> {};

TEST_P(Retention, UsesTheRecordedOutcomeNotThePhase) {
  const bool delete_succeeded = GetParam();
  World world;
  world.kubelet.Script("good", 0, PodScript::Outlived(0));
  world.kubelet.Script("bad", 0, PodScript::Outlived(3, kWordsOfThree));
  world.CreateWorkflow(
      "w", Spec({Job("good"), Job("bad", {}, {{"allowFailure", true}})},
                {{"podRetention", {{delete_succeeded ? "succeeded" : "failed", "Delete"}}}}));
  EXPECT_EQ(world.AwaitFinished("w")["status"]["phase"], "Succeeded");
  EXPECT_TRUE(world.server.Await([&] { return world.Pods().size() == 1; }));
  EXPECT_TRUE(world.PodOf(delete_succeeded ? "bad" : "good").is_object());
  EXPECT_TRUE(world.AwaitReleased());
  EXPECT_TRUE(world.invariants.Violations().empty());
}

INSTANTIATE_TEST_SUITE_P(Pod, Retention, testing::Bool(), [](const auto& instance) {
  return std::string(instance.param ? "DeletesSucceeded" : "DeletesFailed");
});

/// Version 0.1.0 did not label pods with their outcome.
TEST(PodRetentionByPhase, AppliesToPodsReleasedWithoutAnOutcome) {
  World world;
  world.kubelet.Script("bad", 0, PodScript::Exit(1));
  world.CreateWorkflow("w", Spec({Job("good"), Job("bad", {}, {{"allowFailure", true}})}));
  world.AwaitFinished("w");
  ASSERT_TRUE(world.AwaitReleased());
  for (const char* const job : {"good", "bad"}) {
    world.Edit("pods", world.PodOf(job)["metadata"]["name"],
               {{"metadata", {{"labels", {{"executioner.dev/outcome", nullptr}}}}}});
  }
  ASSERT_TRUE(world.AwaitQuiet());
  world.Edit("workflows", "w", {{"spec", {{"podRetention", {{"succeeded", "Delete"}}}}}});
  EXPECT_TRUE(world.server.Await([&] { return world.Pods().size() == 1; }));
  EXPECT_TRUE(world.PodOf("bad").is_object());
}

}  // namespace
}  // namespace executioner::component
