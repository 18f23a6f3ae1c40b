/// \file
/// Complete runs as stories: a manifest, its pods, and how it ends.
#include <gtest/gtest.h>

#include "tests/component/world.h"

namespace executioner::component {
namespace {

using fakes::PodScript;

TEST(Story, ADiamondSucceedsAndLeavesNoFinalizer) {
  World world;
  world.CreateWorkflow("w", Spec({Job("top"), Job("left", {"top"}), Job("right", {"top"}),
                                  Job("bottom", {"left", "right"})}));
  const json workflow = world.AwaitFinished("w");
  EXPECT_EQ(workflow["status"]["phase"], "Succeeded");
  EXPECT_EQ(workflow["status"]["progress"], "4/4");
  EXPECT_TRUE(world.AwaitReleased());
  EXPECT_EQ(world.Pods().size(), 4U);
  EXPECT_TRUE(world.invariants.Violations().empty());
}

// The design document's example, kept by its name: max_retries 2 means 3 calls.
TEST(RetryLogic, RespectsMaxAttempts) {
  World world;
  world.kubelet.Script("job", 1, PodScript::Exit(1));
  world.kubelet.Script("job", 2, PodScript::Exit(1));
  world.kubelet.Script("job", 3, PodScript::Exit(0));
  world.CreateWorkflow("w",
                       Spec({Job("job", {}, {{"retry", {{"limit", 2}, {"delaySeconds", 0}}}})}));
  const json workflow = world.AwaitFinished("w");
  EXPECT_EQ(World::JobOf(workflow, "job")["attempts"], 3);
  EXPECT_EQ(workflow["status"]["phase"], "Succeeded");
}

TEST(Story, AFailureBlocksDependentsAndNamesTheJob) {
  World world;
  world.kubelet.Script("a", 0, PodScript::Exit(3));
  world.CreateWorkflow("w", Spec({Job("a"), Job("b", {"a"}), Job("c", {"b"})}));
  const json workflow = world.AwaitFinished("w");
  EXPECT_EQ(workflow["status"]["phase"], "Failed");
  EXPECT_EQ(workflow["status"]["reason"], "JobFailed");
  EXPECT_EQ(World::JobOf(workflow, "a")["exitCode"], 3);
  EXPECT_EQ(World::JobOf(workflow, "b")["phase"], "Blocked");
  EXPECT_EQ(World::JobOf(workflow, "c")["reason"], "DependencyFailed");
  EXPECT_EQ(world.Pods().size(), 1U);
}

TEST(Story, ACleanupWaitsForRunningDependenciesOfABlockedJob) {
  for (const char* policy : {"FinishRunning", "CancelRunning"}) {
    SCOPED_TRACE(policy);
    World world;
    world.kubelet.Script("bad", 0, PodScript::Exit(1));
    world.kubelet.Script("long", 0, PodScript::Hangs());
    world.CreateWorkflow("w", Spec({Job("bad"), Job("long"), Job("merge", {"bad", "long"}),
                                    Job("cleanup", {"merge"}, {{"trigger", "AllFinished"}})},
                                   {{"failurePolicy", policy}}));
    ASSERT_TRUE(world.AwaitJobPhase("w", "merge", "Blocked"));
    if (std::string{policy} == "FinishRunning") {
      ASSERT_TRUE(world.AwaitQuiet());
      EXPECT_TRUE(world.PodOf("cleanup").is_null());
      world.Rescript("long", PodScript::Exit(0));
    }
    const json workflow = world.AwaitFinished("w");
    EXPECT_EQ(World::JobOf(workflow, "cleanup")["phase"], "Succeeded");
    EXPECT_EQ(world.LaunchOrder().back(), "cleanup");
    EXPECT_TRUE(world.invariants.Violations().empty());
  }
}

TEST(Story, ATextThatFitsIntoNoPodIsRejectedBeforeAnythingRuns) {
  World world;
  json large = Job("large", {"small"});
  large["script"] = std::string(50'000, '\t');  // two bytes each in JSON
  large.erase("command");
  world.CreateWorkflow("w", Spec({Job("small"), std::move(large)}));
  const json ended = world.AwaitFinished("w");
  EXPECT_EQ(ended["status"]["reason"], "InvalidSpec");
  EXPECT_TRUE(ended["status"]["message"].get<std::string>().starts_with(
      "spec.jobs[1]: command, script and checks of job 'large' need 100"))
      << ended["status"]["message"];
  EXPECT_TRUE(world.Pods().empty());
}

TEST(Story, AnInvalidSpecIsRejectedWithAllComplaintsAndNoPod) {
  World world;
  world.CreateWorkflow("w", Spec({Job("a", {"b"}), Job("b", {"a"}), Job("c", {"nobody"})}));
  const json workflow = world.AwaitFinished("w");
  EXPECT_EQ(workflow["status"]["reason"], "InvalidSpec");
  const std::string message = workflow["status"]["message"];
  EXPECT_NE(message.find("spec.jobs[2].dependsOn[0]"), std::string::npos) << message;
  EXPECT_TRUE(world.Pods().empty());
}

TEST(Story, CancelStopsRunningJobsAndStartsNothing) {
  World world;
  world.kubelet.Script("a", 0, PodScript::Hangs());
  world.CreateWorkflow("w", Spec({Job("a"), Job("b", {"a"})}));
  ASSERT_TRUE(world.AwaitJobPhase("w", "a", "Running"));
  world.Edit("workflows", "w", {{"spec", {{"cancel", "Graceful"}}}});
  const json workflow = world.AwaitFinished("w");
  EXPECT_EQ(workflow["status"]["phase"], "Cancelled");
  EXPECT_EQ(World::JobOf(workflow, "a")["phase"], "Cancelled");
  EXPECT_EQ(World::JobOf(workflow, "b")["phase"], "Blocked");
  EXPECT_TRUE(world.AwaitReleased());
}

TEST(Story, JobsStartAfterTheJobsTheyWaitForAreComplete) {
  World world;
  world.CreateJob(
      "second",
      {{"image", "i"}, {"command", {"x"}}, {"after", {{{"kind", "Job"}, {"name", "first"}}}}});
  ASSERT_TRUE(world.server.Await([&] {
    return world.Get("jobs", "second").value("/status/reason"_json_pointer, "") == "WaitingFor";
  }));
  world.CreateJob("first", {{"image", "i"}, {"command", {"x"}}});
  EXPECT_EQ(world.AwaitFinished("second", "jobs")["status"]["phase"], "Succeeded");
}

TEST(Story, DeletingARunningWorkflowReleasesItsPods) {
  World world;
  world.kubelet.Script("a", 0, PodScript::Hangs());
  world.CreateWorkflow("w", Spec({Job("a")}));
  ASSERT_TRUE(world.server.Await([&] { return world.Pods().size() == 1; }));
  world.Delete("workflows", "w", {{"propagationPolicy", "Background"}});
  EXPECT_TRUE(world.server.Await([&] { return world.Pods().empty(); }));
}

TEST(Story, EventsNameTheControllerThatReportsThem) {
  World world;
  world.CreateWorkflow("w", Spec({Job("a")}));
  ASSERT_TRUE(world.server.Await([&] { return !world.Notes("Succeeded").empty(); }));
  for (const json& event : world.server.Objects("/apis/events.k8s.io/v1/events")) {
    EXPECT_EQ(event.value("reportingController", ""), "executioner.dev/controller");
  }
}

}  // namespace
}  // namespace executioner::component
