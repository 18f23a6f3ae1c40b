/// \file
/// What tenants may take of the controller's memory: runs that find no room wait, a run that is too
/// large ends, and texts that are left out are read again when they are needed.
#include <gtest/gtest.h>

#include "tests/component/world.h"

namespace executioner::component {
namespace {

using fakes::PodScript;

/// Room for one run of one job, not for two.
constexpr reconcile::RunLimits kOneRun{.all = 11'000, .of_namespace = 11'000, .of_run = 11'000};

std::string ReasonOf(World& world, const std::string& name) {
  return world.Workflow(name)["status"].value("reason", "");
}

/// A workflow whose text is too large to stay in memory.
json Large(const json& more = json::object()) {
  json spec = Spec({Job("a")}, more);
  spec["defaults"]["env"] = {{{"name", "LARGE"}, {"value", std::string(30'000, 'x')}}};
  return spec;
}

TEST(Memory, RunsWaitForMemory) {
  World world(false);
  world.options.memory = kOneRun;
  world.kubelet.Script("a", 0, PodScript::Hangs());
  world.StartController();
  world.CreateWorkflow("first", Spec({Job("a")}));
  ASSERT_TRUE(world.AwaitPhase("first", "Running"));
  world.CreateWorkflow("second", Spec({Job("b")}));
  world.CreateWorkflow("third", Spec({Job("c")}));
  for (const char* name : {"second", "third"}) {
    ASSERT_TRUE(world.server.Await([&] { return ReasonOf(world, name) == "Throttled"; })) << name;
    EXPECT_EQ(world.Workflow(name)["status"]["phase"], "Pending");
  }
  EXPECT_EQ(world.Pods().size(), 1U);
  world.Rescript("a", PodScript::Exit(0));
  for (const char* name : {"first", "second", "third"}) {
    EXPECT_EQ(world.AwaitFinished(name)["status"]["phase"], "Succeeded") << name;
  }
}

TEST(Memory, OfARunIsFreeToRecordItsEndAgain) {
  World world(false);
  world.options.memory = kOneRun;
  world.kubelet.Script("a", 1, PodScript::Exit(1));
  world.StartController();
  const json retry = {{"limit", 1}, {"delaySeconds", 3600}};
  world.CreateWorkflow("w", Spec({Job("a", {}, {{"retry", retry}})}));
  ASSERT_TRUE(world.AwaitJobPhase("w", "a", "Retrying"));
  ASSERT_TRUE(world.AwaitReleased());
  world.server.Inject(
      {.method = "PATCH", .path = "/workflows/w/status$", .skip = 1, .status = 503});
  world.Edit("workflows", "w", {{"spec", {{"cancel", "Graceful"}}}});
  EXPECT_EQ(world.AwaitFinished("w")["status"]["phase"], "Cancelled");
  EXPECT_TRUE(world.AwaitAnswer("PATCH", "/workflows/w/status$", 503));
}

TEST(Memory, IsFreeAgainAfterAWaitingRunIsDeleted) {
  World world(false);
  world.options.memory = kOneRun;
  world.kubelet.Script("a", 0, PodScript::Hangs());
  world.StartController();
  world.CreateWorkflow("first", Spec({Job("a")}));
  ASSERT_TRUE(world.AwaitPhase("first", "Running"));
  world.CreateWorkflow("second", Spec({Job("b")}));
  ASSERT_TRUE(world.server.Await([&] { return ReasonOf(world, "second") == "Throttled"; }));
  world.CreateWorkflow("third", Spec({Job("c")}));
  ASSERT_TRUE(world.server.Await([&] { return ReasonOf(world, "third") == "Throttled"; }));
  world.Delete("workflows", "second");
  world.Rescript("a", PodScript::Exit(0));
  EXPECT_EQ(world.AwaitFinished("third")["status"]["phase"], "Succeeded");
}

TEST(Memory, IsNotNeededToCancelARunThatWaitsForIt) {
  World world(false);
  world.options.memory = kOneRun;
  world.kubelet.Script("a", 0, PodScript::Hangs());
  world.StartController();
  world.CreateWorkflow("first", Spec({Job("a")}));
  ASSERT_TRUE(world.AwaitPhase("first", "Running"));
  world.CreateWorkflow("second", Spec({Job("b")}));
  ASSERT_TRUE(world.server.Await([&] { return ReasonOf(world, "second") == "Throttled"; }));
  world.Edit("workflows", "second", {{"spec", {{"cancel", "Graceful"}}}});
  const json ended = world.AwaitFinished("second")["status"];
  EXPECT_EQ(ended["phase"], "Cancelled");
  EXPECT_EQ(ended["message"], "cancelled before it started");
  EXPECT_EQ(world.Pods().size(), 1U);
  EXPECT_EQ(world.Workflow("first")["status"]["phase"], "Running");
}

TEST(Memory, IsAlwaysAvailableForARunThatHasBegun) {
  World world(false);
  world.kubelet.Script("a", 0, PodScript::Hangs());
  world.kubelet.Script("b", 0, PodScript::Hangs());
  world.StartController();
  world.CreateWorkflow("first", Spec({Job("a")}));
  world.CreateWorkflow("second", Spec({Job("b")}));
  ASSERT_TRUE(world.AwaitPhase("first", "Running"));
  ASSERT_TRUE(world.AwaitPhase("second", "Running"));
  world.StopController();
  world.options.memory = {.all = 1, .of_namespace = 1, .of_run = 1};
  world.StartController();
  world.Rescript("a", PodScript::Exit(0));
  world.Rescript("b", PodScript::Exit(0));
  EXPECT_EQ(world.AwaitFinished("first")["status"]["phase"], "Succeeded");
  EXPECT_EQ(world.AwaitFinished("second")["status"]["phase"], "Succeeded");
}

TEST(Memory, OfOneRunIsBoundedAndAnEditMayMakeItFit) {
  World world(false);
  world.options.memory = {.all = 100'000, .of_namespace = 50'000, .of_run = 25'000};
  world.StartController();
  world.CreateWorkflow("w", Large());
  const json ended = world.AwaitFinished("w");
  EXPECT_EQ(ended["status"]["phase"], "Failed");
  EXPECT_EQ(ended["status"]["reason"], "TooLarge");
  EXPECT_NE(ended["status"]["message"].get<std::string>().find("MiB"), std::string::npos);
  EXPECT_TRUE(world.Pods().empty());
  world.Edit("workflows", "w", {{"spec", {{"defaults", {{"env", nullptr}}}}}});
  ASSERT_TRUE(world.AwaitPhase("w", "Succeeded"));
}

TEST(Memory, OfARunThatWillBeCancelledIsBoundedToo) {
  World world(false);
  world.options.memory = {.all = 100'000, .of_namespace = 50'000, .of_run = 25'000};
  world.StartController();
  world.CreateWorkflow("w", Large({{"cancel", "Now"}}));
  EXPECT_EQ(world.AwaitFinished("w")["status"]["reason"], "TooLarge");
}

TEST(Memory, OfRunsThatAreResumedIsBoundedToo) {
  World world(false);
  world.options.memory = {.all = 16'000, .of_namespace = 16'000, .of_run = 16'000};
  world.kubelet.Script("a", 0, PodScript::Hangs());
  world.kubelet.Script("c", 0, PodScript::Hangs());
  world.StartController();
  world.CreateWorkflow("first", Spec({Job("a"), Job("b", {"a"})}));
  ASSERT_TRUE(world.AwaitPhase("first", "Running"));
  world.Edit("workflows", "first", {{"spec", {{"suspend", true}}}});
  ASSERT_TRUE(world.AwaitPhase("first", "Suspended"));
  world.Rescript("a", PodScript::Exit(0));
  ASSERT_TRUE(world.AwaitJobPhase("first", "a", "Succeeded"));
  ASSERT_TRUE(world.AwaitReleased());
  world.CreateWorkflow("second", Spec({Job("c"), Job("d", {"c"})}));
  ASSERT_TRUE(world.AwaitPhase("second", "Running"));
  world.Edit("workflows", "first", {{"spec", {{"suspend", false}}}});
  ASSERT_TRUE(world.server.Await([&] { return ReasonOf(world, "first") == "Throttled"; }));
  EXPECT_EQ(World::JobOf(world.Workflow("first"), "a")["phase"], "Succeeded");
  world.Rescript("c", PodScript::Exit(0));
  const json ended = world.AwaitFinished("first")["status"];
  EXPECT_EQ(ended["phase"], "Succeeded");
  EXPECT_EQ(ended["message"].get<std::string>().find("waits"), std::string::npos) << ended;
}

TEST(Memory, OfSuspendedWorkflowsIsThatOfTheirNames) {
  World world(false);
  world.options.memory = {.all = 80'000, .of_namespace = 80'000, .of_run = 80'000};
  world.StartController();
  for (int i = 0; i < 5; ++i) {  // one alone takes most of the room while it is looked at
    const std::string name = "w" + std::to_string(i);
    world.CreateWorkflow(name, Large({{"suspend", true}}));
    ASSERT_TRUE(world.AwaitPhase(name, "Suspended")) << name;
  }
  world.Edit("workflows", "w3", {{"spec", {{"suspend", false}}}});
  EXPECT_EQ(world.AwaitFinished("w3")["status"]["phase"], "Succeeded");
  EXPECT_EQ(world.Workflow("w2")["status"]["phase"], "Suspended");
}

TEST(Memory, DoesNotKeepTextsThatCanBeReadAgain) {
  World world;
  world.kubelet.Script("a", 0, PodScript::Hangs());
  world.CreateWorkflow("w", Large({{"rerunOn", "SpecChange"}}));
  ASSERT_TRUE(world.AwaitPhase("w", "Running"));
  world.Edit("workflows", "w", {{"spec", {{"suspend", true}}}});
  ASSERT_TRUE(world.AwaitPhase("w", "Suspended"));
  world.Rescript("a", PodScript::Exit(0));
  ASSERT_TRUE(world.AwaitJobPhase("w", "a", "Succeeded"));
  world.Edit("workflows", "w", {{"spec", {{"suspend", false}}}});
  ASSERT_EQ(world.AwaitFinished("w")["status"]["phase"], "Succeeded");
  world.Edit("workflows", "w", {{"spec", {{"defaults", {{"args", {"again"}}}}}}});
  ASSERT_TRUE(world.server.Await([&] {
    const json status = world.Workflow("w")["status"];
    return status.value("run", 0) == 2 && status.value("phase", "") == "Succeeded";
  }));
  world.Edit("workflows", "w", {{"spec", {{"ttlSecondsAfterFinished", 1000}}}});
  ASSERT_TRUE(world.server.Await([&] {
    const json workflow = world.Workflow("w");
    return workflow["status"]["observedGeneration"] == workflow["metadata"]["generation"];
  }));
}

}  // namespace
}  // namespace executioner::component
