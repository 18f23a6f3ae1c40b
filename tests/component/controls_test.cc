/// \file
/// The fields of a spec that act on a run while it goes: who starts, who waits, who is stopped.
#include <map>

#include <gtest/gtest.h>

#include "tests/component/world.h"

namespace executioner::component {
namespace {

using fakes::PodScript;
using std::chrono::seconds;

std::string PhaseOf(const json& workflow, const std::string& job) {
  return World::JobOf(workflow, job).value("phase", "");
}

std::string ReasonOf(const json& workflow, const std::string& job) {
  return World::JobOf(workflow, job).value("reason", "");
}

TEST(Suspend, FromTheStartHoldsEverythingUntilItEnds) {
  World world;
  world.CreateWorkflow("w", Spec({Job("a")}, {{"suspend", true}}));
  ASSERT_TRUE(world.AwaitPhase("w", "Suspended"));
  EXPECT_TRUE(world.Pods().empty());
  world.Edit("workflows", "w", {{"spec", {{"suspend", false}}}});
  EXPECT_EQ(world.AwaitFinished("w")["status"]["phase"], "Succeeded");
}

TEST(Suspend, LetsRunningJobsEndAndStartsNothing) {
  World world;
  world.kubelet.Script("a", 0, PodScript::Hangs());
  world.CreateWorkflow("w", Spec({Job("a"), Job("b", {"a"})}));
  ASSERT_TRUE(world.AwaitJobPhase("w", "a", "Running"));
  world.Edit("workflows", "w", {{"spec", {{"suspend", true}}}});
  ASSERT_TRUE(world.AwaitPhase("w", "Suspended"));
  world.Rescript("a", PodScript::Exit(0));
  ASSERT_TRUE(world.AwaitJobPhase("w", "a", "Succeeded"));
  EXPECT_EQ(PhaseOf(world.Workflow("w"), "b"), "Queued");
  EXPECT_EQ(world.LaunchOrder(), std::vector<std::string>{"a"});
  world.Edit("workflows", "w", {{"spec", {{"suspend", false}}}});
  EXPECT_EQ(world.AwaitFinished("w")["status"]["phase"], "Succeeded");
}

TEST(Suspend, IsNotCountedForTheDeadline) {
  World world;
  world.kubelet.Script("a", 0, PodScript::Hangs());
  world.CreateWorkflow("w", Spec({Job("a"), Job("b", {"a"})}, {{"activeDeadlineSeconds", 60}}));
  ASSERT_TRUE(world.AwaitJobPhase("w", "a", "Running"));
  world.Edit("workflows", "w", {{"spec", {{"suspend", true}}}});
  ASSERT_TRUE(world.AwaitPhase("w", "Suspended"));
  world.Skip(seconds{120});
  world.Rescript("a", PodScript::Exit(0));
  ASSERT_TRUE(world.AwaitJobPhase("w", "a", "Succeeded"));
  world.Edit("workflows", "w", {{"spec", {{"suspend", false}}}});
  const json ended = world.AwaitFinished("w");
  EXPECT_EQ(ended["status"]["phase"], "Succeeded");
  EXPECT_GE(ended["status"]["suspendedSeconds"], 120);
}

TEST(ActiveDeadline, StopsTheRunAndSaysWhy) {
  World world;
  world.kubelet.Script("a", 0, PodScript::Hangs());
  world.CreateWorkflow("w", Spec({Job("a"), Job("b", {"a"})}, {{"activeDeadlineSeconds", 60}}));
  ASSERT_TRUE(world.AwaitJobPhase("w", "a", "Running"));
  world.Skip(seconds{61});
  const json ended = world.AwaitFinished("w");
  EXPECT_EQ(ended["status"]["phase"], "Failed");
  EXPECT_EQ(ended["status"]["reason"], "DeadlineExceeded");
  EXPECT_EQ(ReasonOf(ended, "a"), "DeadlineExceeded");
  EXPECT_EQ(ReasonOf(ended, "b"), "NotReached");
  EXPECT_TRUE(world.AwaitReleased());
}

TEST(Skip, SkipsAJobAndRunsItsDependents) {
  World world;
  world.CreateWorkflow("w", Spec({Job("a"), Job("b", {"a"}), Job("c", {"b"})}, {{"skip", {"b"}}}));
  const json ended = world.AwaitFinished("w");
  EXPECT_EQ(ended["status"]["phase"], "Succeeded");
  EXPECT_EQ(ReasonOf(ended, "b"), "SkippedByUser");
  EXPECT_EQ(world.LaunchOrder(), (std::vector<std::string>{"a", "c"}));
}

TEST(Parallelism, IsNeverExceededAndMayBeRaised) {
  World world(false);
  world.kubelet.SetDefault(PodScript::Hangs());
  world.StartController();
  std::vector<json> jobs;
  for (const char* name : {"a", "b", "c", "d", "e"}) {
    jobs.push_back(Job(name));
  }
  world.CreateWorkflow("w", Spec(std::move(jobs), {{"parallelism", 2}}));
  ASSERT_TRUE(world.AwaitJobPhase("w", "b", "Running"));
  EXPECT_EQ(world.Pods().size(), 2U);
  EXPECT_NE(
      World::JobOf(world.Workflow("w"), "c")["message"].get<std::string>().find("parallelism"),
      std::string::npos);
  world.Edit("workflows", "w", {{"spec", {{"parallelism", 4}}}});
  ASSERT_TRUE(world.AwaitJobPhase("w", "d", "Running"));
  EXPECT_EQ(world.Pods().size(), 4U);
  world.kubelet.SetDefault(PodScript::Exit(0));
  world.Rescript("a", PodScript::Exit(0));
  EXPECT_EQ(world.AwaitFinished("w")["status"]["phase"], "Succeeded");
}

TEST(Priority, DecidesWhichJobGetsTheSlot) {
  World world;
  world.CreateWorkflow("w", Spec({Job("low"), Job("high", {}, {{"priority", 9}}),
                                  Job("middle", {}, {{"priority", 5}})},
                                 {{"parallelism", 1}}));
  EXPECT_EQ(world.AwaitFinished("w")["status"]["phase"], "Succeeded");
  EXPECT_EQ(world.LaunchOrder(), (std::vector<std::string>{"high", "middle", "low"}));
}

TEST(Priority, DecidesWhichWorkflowIsReconciledFirst) {
  World world(false);
  world.options.workers = 1;
  for (const auto& [name, priority] : std::map<std::string, int>{
           {"a-low", -2'000'000'000}, {"b-none", 0}, {"c-high", 2'000'000'000}, {"d-middle", 5}}) {
    world.CreateWorkflow(name, Spec({Job(name)}, {{"priority", priority}}));
  }
  world.StartController();
  for (const char* name : {"a-low", "b-none", "c-high", "d-middle"}) {
    EXPECT_EQ(world.AwaitFinished(name)["status"]["phase"], "Succeeded");
  }
  EXPECT_EQ(world.LaunchOrder(),
            (std::vector<std::string>{"c-high", "d-middle", "b-none", "a-low"}));
}

TEST(Cancel, NowDeletesPodsWithoutGracePeriod) {
  World world;
  world.kubelet.Script("a", 0, PodScript::Hangs());
  world.CreateWorkflow("w", Spec({Job("a"), Job("b", {"a"})}));
  ASSERT_TRUE(world.AwaitJobPhase("w", "a", "Running"));
  world.Edit("workflows", "w", {{"spec", {{"cancel", "Now"}}}});
  const json ended = world.AwaitFinished("w");
  EXPECT_EQ(ended["status"]["phase"], "Cancelled");
  EXPECT_EQ(PhaseOf(ended, "a"), "Cancelled");
  EXPECT_TRUE(world.server.Await([&] { return world.Pods().empty(); }));
  EXPECT_EQ(world.server.CountRequests("DELETE", "pods"), 1U);
}

TEST(Cancel, LatchesAndSurvivesARestart) {
  World world;
  world.kubelet.Script("a", 0, PodScript::Hangs());
  world.CreateWorkflow("w", Spec({Job("a"), Job("b", {"a"})}));
  ASSERT_TRUE(world.AwaitJobPhase("w", "a", "Running"));
  world.kubelet.Stop();  // the pod does not end yet
  world.Edit("workflows", "w", {{"spec", {{"cancel", "Graceful"}}}});
  ASSERT_TRUE(world.server.Await(
      [&] { return world.PodOf("a")["spec"].value("activeDeadlineSeconds", 0) == 1; }));
  world.StopController();
  world.Edit("workflows", "w", {{"spec", {{"cancel", "None"}}}});
  world.StartController();
  world.kubelet.Start();
  EXPECT_EQ(world.AwaitFinished("w")["status"]["phase"], "Cancelled");
  EXPECT_EQ(world.LaunchOrder(), std::vector<std::string>{"a"});
}

TEST(Cancel, TakesPrecedenceOverSuspend) {
  World world;
  world.CreateWorkflow("w", Spec({Job("a")}, {{"suspend", true}}));
  ASSERT_TRUE(world.AwaitPhase("w", "Suspended"));
  world.Edit("workflows", "w", {{"spec", {{"cancel", "Graceful"}}}});
  EXPECT_EQ(world.AwaitFinished("w")["status"]["phase"], "Cancelled");
  EXPECT_TRUE(world.Pods().empty());
}

/// "bad" fails while "running" runs; "next" waits for "running", "care" for a failure.
json PolicySpec(const char* policy) {
  return Spec({Job("bad"), Job("running"), Job("next", {"running"}),
               Job("care", {"bad"}, {{"trigger", "AnyFailed"}})},
              {{"failurePolicy", policy}});
}

/// Lets "bad" fail once both run, and "running" end well unless it was stopped.
json RunPolicy(World& world, const char* policy) {
  world.kubelet.Script("bad", 0, PodScript::Hangs());
  world.kubelet.Script("running", 0, PodScript::Hangs());
  world.CreateWorkflow("w", PolicySpec(policy));
  EXPECT_TRUE(world.AwaitJobPhase("w", "bad", "Running"));
  EXPECT_TRUE(world.AwaitJobPhase("w", "running", "Running"));
  world.Rescript("bad", PodScript::Exit(1));
  EXPECT_TRUE(world.AwaitJobPhase("w", "care", "Succeeded"));
  world.Rescript("running", PodScript::Exit(0));
  return world.AwaitFinished("w");
}

TEST(FailurePolicy, FinishRunningLetsRunningJobsEnd) {
  World world;
  const json ended = RunPolicy(world, "FinishRunning");
  EXPECT_EQ(ended["status"]["phase"], "Failed");
  EXPECT_EQ(PhaseOf(ended, "running"), "Succeeded");
  EXPECT_EQ(ReasonOf(ended, "next"), "NotReached");
}

TEST(FailurePolicy, CancelRunningStopsRunningJobs) {
  World world;
  const json ended = RunPolicy(world, "CancelRunning");
  EXPECT_EQ(ended["status"]["phase"], "Failed");
  EXPECT_EQ(PhaseOf(ended, "running"), "Cancelled");
  EXPECT_EQ(PhaseOf(ended, "next"), "Blocked");
}

TEST(FailurePolicy, ContinueRunsIndependentJobs) {
  World world;
  const json ended = RunPolicy(world, "Continue");
  EXPECT_EQ(ended["status"]["phase"], "Failed");
  EXPECT_EQ(PhaseOf(ended, "running"), "Succeeded");
  EXPECT_EQ(PhaseOf(ended, "next"), "Succeeded");
}

TEST(Retry, FollowsItsPolicyAndCountsEachAttempt) {
  World world;
  world.kubelet.Script("a", 1, PodScript::Exit(3));
  world.CreateWorkflow("w",
                       Spec({Job("a", {}, {{"retry", {{"limit", 1}, {"delaySeconds", 600}}}})}));
  ASSERT_TRUE(world.AwaitJobPhase("w", "a", "Retrying"));
  world.Skip(seconds{500});
  ASSERT_TRUE(world.AwaitQuiet());
  EXPECT_EQ(world.Pods().size(), 1U);
  world.Skip(seconds{200});
  const json ended = world.AwaitFinished("w");
  EXPECT_EQ(ended["status"]["phase"], "Succeeded");
  EXPECT_EQ(World::JobOf(ended, "a")["attempts"], 2);
}

TEST(Retry, SurvivesARestartWhileItWaits) {
  World world;
  world.kubelet.Script("a", 1, PodScript::Exit(3));
  world.CreateWorkflow("w",
                       Spec({Job("a", {}, {{"retry", {{"limit", 1}, {"delaySeconds", 600}}}})}));
  ASSERT_TRUE(world.AwaitJobPhase("w", "a", "Retrying"));
  world.StopController();
  world.StartController();
  world.Skip(seconds{700});
  const json ended = world.AwaitFinished("w");
  EXPECT_EQ(ended["status"]["phase"], "Succeeded");
  EXPECT_EQ(World::JobOf(ended, "a")["attempts"], 2);
  EXPECT_TRUE(world.invariants.Violations().empty());
}

}  // namespace
}  // namespace executioner::component
