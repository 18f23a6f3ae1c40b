/// \file
/// What the operator does not let pods have, from the manifest to the status.
#include <gtest/gtest.h>

#include "tests/component/world.h"

namespace executioner::component {
namespace {

using fakes::PodScript;

json WithVolume(const json& volume) {
  return {{"podTemplate", {{"spec", {{"volumes", json::array({volume})}}}}}};
}

const json kHostPath = {{"name", "v"}, {"hostPath", {{"path", "/"}}}};

TEST(PodLimits, RejectARunBeforeItsFirstJob) {
  World world;
  world.CreateWorkflow("w", Spec({Job("a"), Job("b", {"a"}, WithVolume(kHostPath))}));
  const json status = world.AwaitFinished("w")["status"];
  EXPECT_EQ(status["phase"], "Failed");
  EXPECT_EQ(status["reason"], "InvalidSpec");
  const auto message = status["message"].get<std::string>();
  EXPECT_NE(message.find("spec.jobs[1].podTemplate.spec.volumes[0].hostPath: "), std::string::npos)
      << message;
  EXPECT_NE(message.find("--allowed-volume-types"), std::string::npos) << message;
  EXPECT_EQ(world.server.CountRequests("POST", "pods"), 0U);
}

TEST(PodLimits, AreSetByTheOperator) {
  World world(false);
  world.options.pods.limits.volume_types = {"hostPath"};
  world.StartController();
  world.CreateWorkflow("w", Spec({Job("a", {}, WithVolume(kHostPath))}));
  EXPECT_EQ(world.AwaitFinished("w")["status"]["phase"], "Succeeded");
}

/// A run that had started continues; only the pod that is now forbidden is not created.
TEST(PodLimits, ApplyToRunsThatStartedUnderOtherLimits) {
  World world(false);
  world.RecordEverything();
  world.options.pods.limits.volume_types = {"*"};
  world.kubelet.Script("a", 0, PodScript::Hangs());
  world.StartController();
  world.CreateWorkflow("w", Spec({Job("a"), Job("b", {"a"}, WithVolume(kHostPath))}));
  ASSERT_TRUE(world.AwaitJobPhase("w", "a", "Running"));
  world.StopController();
  world.options.pods.limits = {};
  world.StartController();
  world.Rescript("a", PodScript::Exit(0));
  const json ended = world.AwaitFinished("w");
  EXPECT_EQ(World::JobOf(ended, "a")["phase"], "Succeeded");
  const json job = World::JobOf(ended, "b");
  EXPECT_EQ(job["phase"], "Failed");
  EXPECT_EQ(job["reason"], "CreateRefused");
  EXPECT_NE(job["message"].get<std::string>().find("volumes[0].hostPath"), std::string::npos);
}

}  // namespace
}  // namespace executioner::component
