/// \file
/// Nodes that no longer answer: the status says what the run waits for, and a force delete is the
/// user's word that the pod is dead.
#include <gtest/gtest.h>

#include "tests/component/world.h"

namespace executioner::component {
namespace {

using fakes::PodScript;
using std::chrono::seconds;

class DeadNode : public testing::Test {
 protected:
  DeadNode() : world_(false) {
    world_.kubelet.Script("a", 0, PodScript::Hangs());
    world_.StartController();
    world_.CreateWorkflow("w", Spec({Job("a")}));
    EXPECT_TRUE(world_.AwaitJobPhase("w", "a", "Running"));
    world_.kubelet.Stop();
  }

  bool AwaitMessage(const std::string& words) {
    return world_.server.Await([&] {
      const json job = World::JobOf(world_.Workflow("w"), "a");
      return job.value("message", "").find(words) != std::string::npos;
    });
  }

  World world_;
};

TEST_F(DeadNode, IsNamedWhileAGracefulCancelWaitsForIt) {
  world_.Edit("workflows", "w", {{"spec", {{"cancel", "Graceful"}}}});
  ASSERT_TRUE(world_.AwaitAnswer("PATCH", "/pods/", 200));
  ASSERT_TRUE(world_.AwaitQuiet());
  world_.Skip(seconds{31});
  EXPECT_TRUE(AwaitMessage("was asked to stop at ")) << world_.Workflow("w");
  EXPECT_TRUE(AwaitMessage("or for node '"));
  EXPECT_TRUE(AwaitMessage("--force"));
}

TEST_F(DeadNode, IsNamedWithinAMinuteAfterAnImmediateCancel) {
  world_.Edit("workflows", "w", {{"spec", {{"cancel", "Now"}}}});
  ASSERT_TRUE(world_.AwaitAnswer("DELETE", "/pods/", 200));
  ASSERT_TRUE(world_.AwaitQuiet());
  world_.Skip(seconds{59});
  EXPECT_TRUE(AwaitMessage("waiting for node '")) << world_.Workflow("w");
}

TEST_F(DeadNode, DoesNotBlockARunWhosePodWasDeletedByForce) {
  const std::string pod = world_.PodOf("a")["metadata"]["name"];
  world_.Delete("pods", pod, {{"gracePeriodSeconds", 0}});
  ASSERT_TRUE(world_.AwaitJobReason("w", "a", "PodDeleted")) << world_.PodOf("a");
  EXPECT_TRUE(world_.server.Await([&] { return world_.PodOf("a", 1).is_null(); }));
  world_.Rescript("a", PodScript::Exit(0));
  world_.kubelet.Start();
  world_.Skip(seconds{2});
  EXPECT_EQ(world_.AwaitFinished("w")["status"]["phase"], "Succeeded");
}

}  // namespace
}  // namespace executioner::component
