/// \file
/// The controller is killed after its k-th write, for every k, while a person suspends, resumes,
/// cancels and runs again: each of these takes effect once.
#include <gtest/gtest.h>

#include "tests/component/world.h"

namespace executioner::component {
namespace {

using fakes::PodScript;

/// The user. Waits only for the server, so it continues even if the controller is dead.
void Drive(World& world, std::atomic<bool>& done) {
  const auto edit = [&](json spec) { world.Edit("workflows", "w", {{"spec", std::move(spec)}}); };
  EXPECT_TRUE(world.AwaitJobPhase("w", "a", "Running"));
  edit({{"suspend", true}});
  EXPECT_TRUE(world.AwaitPhase("w", "Suspended"));
  world.Rescript("a", PodScript::Exit(0));
  EXPECT_TRUE(world.AwaitJobPhase("w", "a", "Succeeded"));
  edit({{"suspend", false}});
  EXPECT_TRUE(world.AwaitJobPhase("w", "b", "Running"));
  edit({{"cancel", "Graceful"}});
  EXPECT_EQ(world.AwaitFinished("w")["status"]["phase"], "Cancelled");
  world.Rescript("b", PodScript::Exit(0));
  edit({{"cancel", "None"}, {"rerunOn", "SpecChange"}, {"jobs", {Job("a"), Job("c", {"a"})}}});
  EXPECT_EQ(world.AwaitFinished("w")["status"]["phase"], "Succeeded");
  EXPECT_TRUE(world.AwaitReleased());
  done = true;
  world.server.SendBookmarks("");  // waiting threads check again
}

void ExpectEachEditOnce(World& world, int k) {
  const json status = world.Workflow("w")["status"];
  EXPECT_EQ(status["run"], 2) << "k = " << k << ": " << status.dump(1);
  ASSERT_EQ(status["history"].size(), 1U) << "k = " << k;
  EXPECT_EQ(status["history"][0]["phase"], "Cancelled") << "k = " << k;
  EXPECT_EQ(status["progress"], "2/2") << "k = " << k;
  EXPECT_EQ(world.Pods().size(), 4U) << "k = " << k;
  EXPECT_EQ(world.invariants.MaxLivePods(), 1U) << "k = " << k;
  for (const std::string& violation : world.invariants.Violations()) {
    ADD_FAILURE() << "k = " << k << ": " << violation;
  }
}

TEST(CrashSweep, EachEditTakesEffectOnceIfTheControllerDiesAtAnyTime) {
  constexpr int kFarMoreThanItWrites = 200;
  bool killed = true;
  int k = 0;
  for (; killed && k < kFarMoreThanItWrites && !testing::Test::HasFailure(); ++k) {
    World world(false);
    world.RecordEverything();
    world.kubelet.Script("a", 0, PodScript::Hangs());
    world.kubelet.Script("b", 0, PodScript::Hangs());
    world.CreateWorkflow("w", Spec({Job("a"), Job("b", {"a"})}));
    world.StartController();
    std::atomic<bool> done = false;
    std::jthread person([&] { Drive(world, done); });
    killed = world.KillAfterWrites(k, [&] { return done.load(); });
    world.StartController();
    person.join();
    ExpectEachEditOnce(world, k);
  }
  EXPECT_GT(k, 10) << "the sweep ended too early to mean anything";
  EXPECT_FALSE(killed);
}

}  // namespace
}  // namespace executioner::component
