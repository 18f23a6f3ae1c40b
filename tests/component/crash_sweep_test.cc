/// \file
/// The controller is killed after its k-th write, for every k, and started again: the run ends as
/// if nothing had been.
#include <gtest/gtest.h>

#include "tests/component/world.h"

namespace executioner::component {
namespace {

using fakes::PodScript;

/// One retry, a failure that is allowed, a join, something skipped.
json Scenario() {
  return Spec({Job("a"), Job("b", {"a"}, {{"retry", {{"limit", 1}, {"delaySeconds", 0}}}}),
               Job("c", {"a"}, {{"allowFailure", true}}), Job("d", {"b", "c"}),
               Job("e", {"b"}, {{"trigger", "AnyFailed"}})},
              {{"parallelism", 2}});
}

void Prepare(World& world) {
  world.options.engine.first_record = base::Duration{0};  // more records, more places to die
  world.options.engine.record_interval = base::Duration{0};
  world.options.engine.record_cost_factor = 0;
  world.kubelet.Script("b", 1, PodScript::Exit(1));
  world.kubelet.Script("c", 0, PodScript::Exit(7));
}

void ExpectTheSameEnd(World& world, int k) {
  const json workflow = world.AwaitFinished("w");
  EXPECT_EQ(workflow["status"]["phase"], "Succeeded")
      << "k = " << k << ": " << workflow["status"].dump(1);
  EXPECT_EQ(World::JobOf(workflow, "b")["attempts"], 2) << "k = " << k;
  EXPECT_EQ(World::JobOf(workflow, "c")["exitCode"], 7) << "k = " << k;
  EXPECT_EQ(World::JobOf(workflow, "e")["phase"], "Skipped") << "k = " << k;
  EXPECT_TRUE(world.AwaitReleased()) << "k = " << k;
  EXPECT_EQ(world.Pods().size(), 5U) << "k = " << k;
  for (const std::string& violation : world.invariants.Violations()) {
    ADD_FAILURE() << "k = " << k << ": " << violation;
  }
}

TEST(CrashSweep, ARunSurvivesTheDeathOfTheControllerAfterEveryWrite) {
  constexpr int kFarMoreThanItWrites = 200;
  bool killed = true;
  int k = 0;
  for (; killed && k < kFarMoreThanItWrites; ++k) {
    World world(false);
    Prepare(world);
    world.CreateWorkflow("w", Scenario());
    world.StartController();
    killed = world.KillAfterWrites(k, [&] {
      return world.Workflow("w").value("/status/phase"_json_pointer, "") == "Succeeded" &&
             fakes::PodsWithFinalizer(world.server, "executioner.dev/record").empty();
    });
    world.StartController();
    ExpectTheSameEnd(world, k);
  }
  EXPECT_GT(k, 10) << "the sweep ended too early to mean anything";
  EXPECT_FALSE(killed);
}

}  // namespace
}  // namespace executioner::component
