/// \file
/// The controller is killed after its k-th write, for every k, and started again: the run ends as
/// if nothing had been.
#include <gtest/gtest.h>

#include "controller/adapters/pods/pod_builder.h"
#include "controller/adapters/pods/pod_name.h"
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

/// A pod that looks like an attempt of a job in its labels; with a reference in all but a number
/// that was never launched.
json Forged(const json& workflow, const std::string& job, int attempt, bool proven) {
  const pods::Owner owner{.kind = "Workflow",
                          .ns = std::string(kNamespace),
                          .name = workflow["metadata"]["name"],
                          .uid = workflow["metadata"]["uid"]};
  json pod = {{"metadata",
               {{"name", "forged-" + job},
                {"annotations", {{fakes::kHostile, ""}}},
                {"labels",
                 {{"executioner.dev/owner-uid", owner.uid},
                  {"executioner.dev/job", job},
                  {"executioner.dev/run", "1"},
                  {"executioner.dev/attempt", std::to_string(attempt)}}}}},
              {"spec", {{"containers", {{{"name", "job"}, {"image", "forged"}}}}}}};
  if (proven) {
    pod["metadata"]["name"] = pods::PodName(owner, job, {.run = 1, .attempt = attempt});
    pod["metadata"]["ownerReferences"] = json::array({json::parse(pods::OwnReference(owner))});
  }
  return pod;
}

/// Foreign pods, a duplicate of a first attempt, and absurd numbers.
void Litter(World& world, const json& workflow) {
  world.server.CreateObject("/api/v1/namespaces/evil/pods", Forged(workflow, "a", 2, true));
  for (const json& pod :
       {Forged(workflow, "a", 1, false), Forged(workflow, "b", 2'147'483'647, false),
        Forged(workflow, "b", 999'999, true), Forged(workflow, "d", 2'147'483'647, true)}) {
    world.server.CreateObject(World::Path("pods"), pod);
  }
}

bool IsForged(const json& pod) {
  return pod["metadata"].value("annotations", json::object()).contains(fakes::kHostile);
}

/// Somebody changes what the pods of the run are known by, while nobody watches.
void Relabel(World& world, int k) {
  static const std::vector<json> kDamages{{{"executioner.dev/job", nullptr}},
                                          {{"executioner.dev/run", nullptr}},
                                          {{"executioner.dev/attempt", "2147483647"}},
                                          {{"executioner.dev/owner-uid", "somebody"}},
                                          {{"executioner.dev/released", "true"}}};
  for (const json& pod : world.Pods()) {
    if (!IsForged(pod) && pod["metadata"].contains("finalizers")) {
      world.Edit("pods", pod["metadata"]["name"],
                 {{"metadata", {{"labels", kDamages[static_cast<std::size_t>(k) % 5]}}}});
    }
  }
}

void ExpectTheSameEnd(World& world, int k) {
  const json workflow = world.AwaitFinished("w");
  EXPECT_EQ(workflow["status"]["phase"], "Succeeded")
      << "k = " << k << ": " << workflow["status"].dump(1);
  EXPECT_EQ(World::JobOf(workflow, "b")["attempts"], 2) << "k = " << k;
  EXPECT_EQ(World::JobOf(workflow, "c")["exitCode"], 7) << "k = " << k;
  EXPECT_EQ(World::JobOf(workflow, "e")["phase"], "Skipped") << "k = " << k;
  EXPECT_TRUE(world.AwaitReleased()) << "k = " << k;
  std::vector<json> pods = world.Pods();
  std::erase_if(pods, IsForged);
  EXPECT_EQ(pods.size(), 5U) << "k = " << k;
  for (const std::string& violation : world.invariants.Violations()) {
    ADD_FAILURE() << "k = " << k << ": " << violation;
  }
}

TEST(CrashSweep, ARunSurvivesDeathsOfTheControllerAmongHostilePods) {
  constexpr int kFarMoreThanItWrites = 200;
  bool killed = true;
  int k = 0;
  for (; killed && k < kFarMoreThanItWrites; ++k) {
    World world(false);
    Prepare(world);
    Litter(world, world.CreateWorkflow("w", Scenario()));
    world.StartController();
    killed = world.KillAfterWrites(k, [&] {
      return world.Workflow("w").value("/status/phase"_json_pointer, "") == "Succeeded" &&
             fakes::PodsWithFinalizer(world.server, "executioner.dev/record").empty();
    });
    Relabel(world, k);
    world.StartController();
    ExpectTheSameEnd(world, k);
  }
  EXPECT_GT(k, 10) << "the sweep ended too early to mean anything";
  EXPECT_FALSE(killed);
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
