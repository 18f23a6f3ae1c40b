/// \file
/// Unusual pods: of other owners, of earlier runs, delayed, disrupted.
#include <gtest/gtest.h>

#include "controller/adapters/pods/owner.h"
#include "controller/adapters/pods/pod_name.h"
#include "tests/component/world.h"

namespace executioner::component {
namespace {

using fakes::PodScript;
using std::chrono::seconds;

constexpr const char* kFinalizer = "executioner.dev/record";

std::string UidOf(const json& object) {
  return object["metadata"]["uid"];
}

/// The name of the first pod of a job.
std::string NameOf(const json& workflow, const std::string& job) {
  return pods::PodName(
      {"Workflow", std::string(kNamespace), workflow["metadata"]["name"], UidOf(workflow)}, job,
      {.run = 1, .attempt = 1});
}

json BarePod(const std::string& name) {
  return {{"metadata", {{"name", name}}},
          {"spec", {{"containers", {{{"name", "c"}, {"image", "foreign"}}}}}}};
}

/// The first pod of job "a" as the controller would make it.
json OurPod(const json& workflow) {
  json pod = BarePod(NameOf(workflow, "a"));
  pod["metadata"]["finalizers"] = {kFinalizer};
  pod["metadata"]["labels"] = {{"executioner.dev/owner-uid", UidOf(workflow)},
                               {"executioner.dev/job", "a"},
                               {"executioner.dev/run", "1"},
                               {"executioner.dev/attempt", "1"}};
  pod["metadata"]["ownerReferences"] = {{{"apiVersion", "executioner.dev/v1alpha1"},
                                         {"kind", "Workflow"},
                                         {"name", workflow["metadata"]["name"]},
                                         {"uid", UidOf(workflow)},
                                         {"controller", true}}};
  return pod;
}

bool IsGone(World& world, const std::string& pod) {
  return world.server.Await([&] { return world.Get("pods", pod).is_null(); });
}

TEST(ForeignPod, WithOurNameIsAConflictAndStaysUntouched) {
  World world(false);
  const json workflow = world.CreateWorkflow("w", Spec({Job("a")}));
  const std::string name = NameOf(workflow, "a");
  const json foreign = world.server.CreateObject(World::Path("pods"), BarePod(name));
  world.StartController();
  const json ended = world.AwaitFinished("w");
  EXPECT_EQ(ended["status"]["phase"], "Failed");
  EXPECT_EQ(World::JobOf(ended, "a")["reason"], "NameConflict");
  EXPECT_NE(World::JobOf(ended, "a")["message"].get<std::string>().find(name), std::string::npos);
  json after = world.Get("pods", name)["metadata"];
  after["resourceVersion"] = foreign["metadata"]["resourceVersion"];  // the kubelet ran it
  EXPECT_EQ(after, foreign["metadata"]);
  EXPECT_EQ(world.server.CountWrites("pods"), 0U);
}

TEST(ForeignPod, WithOurLabelsButAnotherOwnerIsAConflictToo) {
  World world(false);
  const json workflow = world.CreateWorkflow("w", Spec({Job("a")}));
  json pod = OurPod(workflow);
  pod["metadata"]["labels"]["executioner.dev/owner-uid"] = "somebody";
  pod["metadata"].erase("ownerReferences");
  pod["metadata"].erase("finalizers");
  world.server.CreateObject(World::Path("pods"), pod);
  world.StartController();
  EXPECT_EQ(World::JobOf(world.AwaitFinished("w"), "a")["reason"], "NameConflict");
  EXPECT_EQ(world.server.CountWrites("pods"), 0U);
}

TEST(OldPod, OfTheSameAttemptIsAwaitedUntilItIsGone) {
  World world(false);
  world.RecordEverything();
  world.StartController();
  const json workflow = world.CreateWorkflow("w", Spec({Job("a")}, {{"suspend", true}}));
  ASSERT_TRUE(world.AwaitPhase("w", "Suspended"));
  world.kubelet.Stop();
  world.server.FreezeWatches("pods");
  json pod = OurPod(workflow);
  pod["spec"]["nodeName"] = "node1";
  world.server.CreateObject(World::Path("pods"), pod);
  world.Delete("pods", NameOf(workflow, "a"));
  world.Edit("workflows", "w", {{"spec", {{"suspend", false}}}});
  ASSERT_TRUE(world.server.Await([&] {
    const json job = World::JobOf(world.Workflow("w"), "a");
    return job.value("message", "").find("is gone") != std::string::npos;
  }));
  EXPECT_EQ(world.Pods().size(), 1U);
  world.server.ThawWatches("pods");
  world.kubelet.Start();
  ASSERT_TRUE(world.AwaitJobPhase("w", "a", "Retrying"));
  world.Skip(seconds{2});
  EXPECT_EQ(world.AwaitFinished("w")["status"]["phase"], "Succeeded");
  EXPECT_EQ(world.invariants.MaxLivePods(), 1U);
}

class RecreatedOwner : public testing::TestWithParam<bool> {};

TEST_P(RecreatedOwner, RunsWhileTheOldPodsAreReleased) {
  const bool controller_down = GetParam();
  World world;
  world.kubelet.Script("a", 0, PodScript::Hangs());
  const json first = world.CreateWorkflow("w", Spec({Job("a")}));
  ASSERT_TRUE(world.AwaitJobPhase("w", "a", "Running"));
  if (controller_down) {
    world.StopController();
  }
  world.kubelet.Stop();  // the old pod lingers
  world.Delete("workflows", "w", {{"propagationPolicy", "Background"}});
  const json second = world.CreateWorkflow("w", Spec({Job("a")}));
  ASSERT_NE(UidOf(first), UidOf(second));
  if (controller_down) {
    world.StartController();
  }
  world.kubelet.Start();
  EXPECT_TRUE(IsGone(world, NameOf(first, "a")));
  ASSERT_TRUE(world.AwaitJobPhase("w", "a", "Running"));
  world.Rescript("a", PodScript::Exit(0));
  const json ended = world.AwaitFinished("w");
  EXPECT_EQ(ended["status"]["phase"], "Succeeded");
  EXPECT_EQ(World::JobOf(ended, "a")["attempts"], 1);
  EXPECT_TRUE(world.AwaitReleased());
  EXPECT_TRUE(world.invariants.Violations().empty());
}

INSTANTIATE_TEST_SUITE_P(Owner, RecreatedOwner, testing::Bool(), [](const auto& instance) {
  return std::string(instance.param ? "WhileTheControllerWasDown" : "WhileTheControllerWatched");
});

TEST(DeletedOwner, InTheForegroundIsDeletedWithItsPods) {
  World world;
  world.kubelet.Script("a", 0, PodScript::Hangs());
  world.CreateWorkflow("w", Spec({Job("a"), Job("b", {"a"})}));
  ASSERT_TRUE(world.AwaitJobPhase("w", "a", "Running"));
  world.Delete("workflows", "w", {{"propagationPolicy", "Foreground"}});
  EXPECT_TRUE(world.server.Await([&] { return world.Workflow("w").is_null(); }));
  EXPECT_TRUE(world.Pods().empty());
  EXPECT_EQ(world.LaunchOrder(), std::vector<std::string>{"a"});
}

TEST(DeletedOwner, WhileTheControllerIsDownLeavesNoPods) {
  World world;
  world.kubelet.Script("a", 0, PodScript::Hangs());
  world.CreateWorkflow("w", Spec({Job("a")}));
  ASSERT_TRUE(world.AwaitJobPhase("w", "a", "Running"));
  world.StopController();
  world.Delete("workflows", "w", {{"propagationPolicy", "Background"}});
  ASSERT_TRUE(world.server.Await([&] { return world.Workflow("w").is_null(); }));
  ASSERT_EQ(world.Pods().size(), 1U);  // our finalizer holds it
  world.StartController();
  EXPECT_TRUE(world.server.Await([&] { return world.Pods().empty(); }));
}

TEST(DeletedOwner, WhosePodsAreOrphanedReleasesThem) {
  World world;
  world.kubelet.Script("a", 0, PodScript::Hangs());
  world.CreateWorkflow("w", Spec({Job("a")}));
  ASSERT_TRUE(world.AwaitJobPhase("w", "a", "Running"));
  world.Delete("workflows", "w", {{"propagationPolicy", "Orphan"}});
  EXPECT_TRUE(world.AwaitReleased());
}

class PodWithoutOwner : public testing::TestWithParam<bool> {};

TEST_P(PodWithoutOwner, WithOurFinalizerIsReleased) {
  World world(false);
  const bool first = GetParam();
  json pod = BarePod("stray");
  pod["metadata"]["labels"] = {{"executioner.dev/owner-uid", "nobody"}};
  pod["metadata"]["finalizers"] = {kFinalizer, "example.test/other"};
  if (first) {
    world.server.CreateObject(World::Path("pods"), pod);
    world.StartController();
  } else {
    world.StartController();
    world.CreateWorkflow("w", Spec({Job("a")}));
    ASSERT_EQ(world.AwaitFinished("w")["status"]["phase"], "Succeeded");
    world.server.CreateObject(World::Path("pods"), pod);
  }
  EXPECT_TRUE(world.AwaitReleased());
  EXPECT_EQ(world.Get("pods", "stray")["metadata"]["finalizers"], json{"example.test/other"});
}

INSTANTIATE_TEST_SUITE_P(Pod, PodWithoutOwner, testing::Bool(), [](const auto& instance) {
  return std::string(instance.param ? "SinceBeforeTheStart" : "WhileTheControllerRuns");
});

TEST(EndingNamespace, RejectsPodsWithoutFailingJobs) {
  World world;
  world.kubelet.Script("a", 0, PodScript::Hangs());
  world.CreateWorkflow("w", Spec({Job("a"), Job("b", {"a"})}));
  ASSERT_TRUE(world.AwaitJobPhase("w", "a", "Running"));
  world.server.SetAutomaticGarbageCollection(false);  // its content is not deleted yet
  world.server.TerminateNamespace(kNamespace);
  world.Rescript("a", PodScript::Exit(0));
  ASSERT_TRUE(world.server.Await([&] {
    const json job = World::JobOf(world.Workflow("w"), "b");
    return job.value("message", "").find("being terminated") != std::string::npos;
  }));
  const json workflow = world.Workflow("w");
  EXPECT_EQ(workflow["status"]["phase"], "Running");
  EXPECT_EQ(World::JobOf(workflow, "b")["phase"], "Queued");
  EXPECT_LE(world.server.CountRequests("POST", "pods"), 3U);
}

TEST(EndingNamespace, IsDeletedWithItsContent) {
  World world;
  world.kubelet.Script("a", 0, PodScript::Hangs());
  world.CreateWorkflow("w", Spec({Job("a"), Job("b", {"a"})}));
  world.CreateJob("j", {{"image", "i"}, {"command", {"x"}}});
  ASSERT_TRUE(world.AwaitJobPhase("w", "a", "Running"));
  world.server.DeleteObject("/api/v1/namespaces/a");
  EXPECT_TRUE(
      world.server.Await([&] { return world.server.Object("/api/v1/namespaces/a").is_null(); }));
  EXPECT_TRUE(world.Pods().empty());
}

TEST(StrippedPod, GetsItsLabelsBackAndIsNotDuplicated) {
  World world;
  world.kubelet.Script("a", 0, PodScript::Hangs());
  world.CreateWorkflow("w", Spec({Job("a")}));
  ASSERT_TRUE(world.AwaitJobPhase("w", "a", "Running"));
  const json pod = world.PodOf("a");
  world.Edit("pods", pod["metadata"]["name"],
             {{"metadata", {{"labels", {{"executioner.dev/owner-uid", nullptr}}}}}});
  ASSERT_TRUE(world.server.Await([&] {
    return world.PodOf("a")["metadata"]["labels"].contains("executioner.dev/owner-uid");
  }));
  EXPECT_EQ(world.Pods().size(), 1U);
  EXPECT_EQ(World::JobOf(world.Workflow("w"), "a")["attempts"], 1);
  world.Edit("workflows", "w", {{"spec", {{"cancel", "Now"}}}});
  EXPECT_EQ(world.AwaitFinished("w")["status"]["phase"], "Cancelled");
  EXPECT_TRUE(world.AwaitReleased());
}

struct Disturbance {
  const char* name;
  PodScript script;
  const char* reason;
};

std::ostream& operator<<(std::ostream& out, const Disturbance& disturbance) {
  return out << disturbance.name;
}

class DisturbedPod : public testing::TestWithParam<Disturbance> {};

TEST_P(DisturbedPod, IsReplacedAndDoesNotCountAgainstTheLimit) {
  World world(false);
  world.RecordEverything();
  world.StartController();
  world.kubelet.Script("a", 1, GetParam().script);
  world.CreateWorkflow("w", Spec({Job("a")}));
  ASSERT_TRUE(world.AwaitJobReason("w", "a", GetParam().reason));
  world.Skip(seconds{2});
  const json ended = world.AwaitFinished("w");
  EXPECT_EQ(ended["status"]["phase"], "Succeeded");
  EXPECT_EQ(World::JobOf(ended, "a")["attempts"], 2);
  EXPECT_EQ(world.invariants.MaxLivePods(), 1U);
  EXPECT_TRUE(world.invariants.Violations().empty());
}

INSTANTIATE_TEST_SUITE_P(
    Pod, DisturbedPod,
    testing::Values(
        Disturbance{"ByMemoryPressure", PodScript::Evicted(), "Evicted"},
        Disturbance{"ByTheEvictionApi", PodScript::Disrupted("EvictionByEvictionAPI"), "Evicted"},
        Disturbance{"ByPreemption", PodScript::Disrupted("PreemptionByScheduler"), "Preempted"},
        Disturbance{"ByItsNode", PodScript::Disrupted("DeletionByTaintManager"), "NodeLost"},
        Disturbance{"ByThePodCollector", PodScript::Disrupted("DeletionByPodGC"), "NodeLost"}),
    [](const auto& instance) { return std::string(instance.param.name); });

TEST(DeletedPod, ByHandIsReplaced) {
  World world(false);
  world.RecordEverything();
  world.StartController();
  world.kubelet.Script("a", 1, PodScript::Hangs());
  const json workflow = world.CreateWorkflow("w", Spec({Job("a")}));
  ASSERT_TRUE(world.AwaitJobPhase("w", "a", "Running"));
  world.Delete("pods", NameOf(workflow, "a"));
  ASSERT_TRUE(world.AwaitJobReason("w", "a", "PodDeleted"));
  world.Skip(seconds{2});
  const json ended = world.AwaitFinished("w");
  EXPECT_EQ(ended["status"]["phase"], "Succeeded");
  EXPECT_EQ(World::JobOf(ended, "a")["attempts"], 2);
}

TEST(DeletedPod, ByHandBeforeItStartedIsReplacedToo) {
  World world(false);
  world.RecordEverything();
  world.StartController();
  world.kubelet.Script("a", 1, PodScript::Unschedulable());
  const json workflow = world.CreateWorkflow("w", Spec({Job("a")}));
  ASSERT_TRUE(world.server.Await([&] { return world.PodOf("a").is_object(); }));
  world.Delete("pods", NameOf(workflow, "a"));
  ASSERT_TRUE(world.AwaitJobReason("w", "a", "PodDeleted"));
  world.Skip(seconds{2});
  const json ended = world.AwaitFinished("w");
  EXPECT_EQ(ended["status"]["phase"], "Succeeded");
  EXPECT_EQ(World::JobOf(ended, "a")["attempts"], 2);
}

TEST(OomKilledContainer, FailsTheAttemptAndCountsAgainstTheLimit) {
  World world;
  world.kubelet.Script("a", 0, PodScript::OomKilled());
  world.CreateWorkflow("w", Spec({Job("a")}));
  const json job = World::JobOf(world.AwaitFinished("w"), "a");
  EXPECT_EQ(job["reason"], "OOMKilled");
  EXPECT_EQ(job["attempts"], 1);
}

struct Stuck {
  const char* name;
  PodScript script;
  const char* reason;
};

class StuckPod : public testing::TestWithParam<Stuck> {};

TEST_P(StuckPod, EndsWhenItsPendingTimeoutHasPassed) {
  World world;
  world.kubelet.Script("a", 0, GetParam().script);
  const json workflow =
      world.CreateWorkflow("w", Spec({Job("a", {}, {{"pendingTimeoutSeconds", 60}})}));
  ASSERT_TRUE(world.server.Await([&] {
    return !World::JobOf(world.Workflow("w"), "a").value("message", "").empty();
  })) << "never silently pending";
  world.Skip(seconds{61});
  const json job = World::JobOf(world.AwaitFinished("w"), "a");
  EXPECT_EQ(job["phase"], "Failed");
  EXPECT_EQ(job["reason"], GetParam().reason) << job.dump(1);
  EXPECT_TRUE(world.AwaitReleased());
}

INSTANTIATE_TEST_SUITE_P(
    Pod, StuckPod,
    testing::Values(Stuck{"ForItsImage", PodScript::PullFails(), "ImagePullFailed"},
                    Stuck{"ForANode", PodScript::Unschedulable(), "PendingTimeout"}),
    [](const auto& instance) { return std::string(instance.param.name); });

}  // namespace
}  // namespace executioner::component
