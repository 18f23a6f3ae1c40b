// The fake kubelet and the checkers of runs: what tests see of pods looks like the real thing.
#include "tests/fakes/pods/fake_kubelet.h"

#include <gtest/gtest.h>

#include "tests/fakes/manual_clock.h"
#include "tests/fakes/pods/run_invariants.h"

namespace executioner::fakes {
namespace {

using nlohmann::json;

constexpr const char* kPods = "/api/v1/namespaces/a/pods";

class FakeKubeletTest : public testing::Test {
 protected:
  /// \return the path of the pod
  std::string MakePod(const std::string& name, const std::string& job, int attempt,
                      bool with_finalizer = false) {
    json pod = {{"metadata",
                 {{"name", name},
                  {"labels",
                   {{"executioner.dev/job", job},
                    {"executioner.dev/owner-uid", "u"},
                    {"executioner.dev/run", "1"},
                    {"executioner.dev/attempt", std::to_string(attempt)}}}}},
                {"spec",
                 {{"containers",
                   {{{"name", "sidecar"}, {"image", "example.test/none"}},
                    {{"name", "job"}, {"image", "example.test/none"}}}}}}};
    if (with_finalizer) {
      pod["metadata"]["finalizers"] = json::array({"executioner.dev/record"});
    }
    server_.CreateObject(kPods, pod);
    return std::string{kPods} + "/" + name;
  }

  json Status(const std::string& path) { return server_.Object(path).at("status"); }

  /// How the container "job" ended.
  json Terminated(const std::string& path) {
    return Status(path).at("containerStatuses").at(1).at("state").at("terminated");
  }

  ManualClock clock_;
  FakeApiServer server_{clock_};
  RunInvariants invariants_{server_};
  FakeKubelet kubelet_{server_, clock_};
};

TEST_F(FakeKubeletTest, MovesAPodOneStepAtATime) {
  const std::string pod = MakePod("a", "load", 1);
  kubelet_.Script("load", 1, PodScript::Exit(3, R"({"reason":"Failed"})"));
  kubelet_.RunOnce();
  EXPECT_EQ(server_.Object(pod)["spec"]["nodeName"], "node1");
  kubelet_.RunOnce();
  EXPECT_EQ(Status(pod)["phase"], "Running");
  clock_.Advance(std::chrono::seconds{5});
  kubelet_.RunOnce();
  EXPECT_EQ(Status(pod)["phase"], "Failed");
  EXPECT_EQ(Terminated(pod)["exitCode"], 3);
  EXPECT_EQ(Terminated(pod)["reason"], "Error");
  EXPECT_EQ(Terminated(pod)["message"], R"({"reason":"Failed"})");
  EXPECT_EQ(Terminated(pod)["startedAt"], "2026-01-01T00:00:00Z");
  EXPECT_EQ(Terminated(pod)["finishedAt"], "2026-01-01T00:00:05Z");
  EXPECT_EQ(kubelet_.RunOnce(), 0);
}

TEST_F(FakeKubeletTest, DistinguishesAttempts) {
  kubelet_.Script("load", 1, PodScript::OomKilled());
  kubelet_.Script("load", 0, PodScript::Signal(11));
  const std::string first = MakePod("a", "load", 1);
  const std::string second = MakePod("b", "load", 2);
  const std::string other = MakePod("c", "other", 1);
  kubelet_.RunUntilIdle();
  EXPECT_EQ(Terminated(first)["reason"], "OOMKilled");
  EXPECT_EQ(Terminated(second)["exitCode"], 139);
  EXPECT_EQ(Status(other)["phase"], "Succeeded");
}

TEST_F(FakeKubeletTest, StopsAPodWhoseDeadlineIsLowered) {
  kubelet_.SetDefault(PodScript::Hangs("last words"));
  const std::string pod = MakePod("a", "load", 1);
  kubelet_.RunUntilIdle();
  EXPECT_EQ(Status(pod)["phase"], "Running");
  server_.MergeObject(pod, {{"spec", {{"activeDeadlineSeconds", 1}}}});
  kubelet_.RunUntilIdle();
  EXPECT_EQ(Status(pod)["phase"], "Failed");
  EXPECT_EQ(Status(pod)["reason"], "DeadlineExceeded");
  EXPECT_EQ(Terminated(pod)["exitCode"], 143);
  EXPECT_EQ(Terminated(pod)["message"], "last words");
}

TEST_F(FakeKubeletTest, EndsADeletedPodAndLeavesItToItsFinalizer) {
  kubelet_.SetDefault(PodScript::Hangs());
  const std::string held = MakePod("a", "load", 1, true);
  const std::string plain = MakePod("b", "other", 1);
  kubelet_.RunUntilIdle();
  server_.DeleteObject(held);
  server_.DeleteObject(plain);
  kubelet_.RunUntilIdle();
  EXPECT_TRUE(server_.Object(plain).is_null());
  EXPECT_EQ(Status(held)["phase"], "Failed");
  EXPECT_EQ(PodsWithFinalizer(server_, "executioner.dev/record"), std::vector<std::string>{"a/a"});
  server_.MergeObject(held, {{"metadata", {{"finalizers", nullptr}}}});
  EXPECT_TRUE(server_.Object(held).is_null());
}

TEST_F(FakeKubeletTest, ShowsWhyAPodDoesNotStart) {
  kubelet_.Script("pull", 0, PodScript::PullFails());
  kubelet_.Script("big", 0, PodScript::Unschedulable());
  const std::string pull = MakePod("a", "pull", 1);
  const std::string big = MakePod("b", "big", 1);
  kubelet_.RunUntilIdle();
  EXPECT_EQ(Status(pull)["containerStatuses"][1]["state"]["waiting"]["reason"], "ImagePullBackOff");
  EXPECT_EQ(Status(big)["conditions"][0]["reason"], "Unschedulable");
}

TEST_F(FakeKubeletTest, MarksDisruptedPods) {
  kubelet_.Script("full", 0, PodScript::Evicted());
  kubelet_.Script("low", 0, PodScript::Disrupted("PreemptionByScheduler"));
  const std::string full = MakePod("a", "full", 1);
  const std::string low = MakePod("b", "low", 1, true);
  kubelet_.RunUntilIdle();
  EXPECT_EQ(Status(full)["reason"], "Evicted");
  EXPECT_EQ(Status(low)["phase"], "Failed");
  EXPECT_TRUE(server_.Object(low)["metadata"].contains("deletionTimestamp"));
  const std::string conditions = Status(low)["conditions"].dump();
  EXPECT_NE(conditions.find("PreemptionByScheduler"), std::string::npos) << conditions;
}

TEST_F(FakeKubeletTest, RunsByItself) {
  kubelet_.Start();
  const std::string pod = MakePod("a", "load", 1);
  EXPECT_TRUE(server_.Await([&] { return Status(pod)["phase"] == "Succeeded"; }));
}

TEST_F(FakeKubeletTest, InvariantsDetectTwoPodsOfOneAttempt) {
  MakePod("a", "load", 1);
  EXPECT_TRUE(invariants_.Violations().empty());
  MakePod("b", "load", 1);
  EXPECT_EQ(invariants_.Violations().size(), 2U);
  EXPECT_EQ(invariants_.MaxLivePods(), 2U);
}

TEST_F(FakeKubeletTest, InvariantsAllowARetryAfterTheEnd) {
  MakePod("a", "load", 1);
  kubelet_.RunUntilIdle();
  MakePod("b", "load", 2);
  EXPECT_TRUE(invariants_.Violations().empty());
  EXPECT_EQ(invariants_.MaxLivePods(), 1U);
}

TEST_F(FakeKubeletTest, InvariantsDetectACleanupBesideItsDependency) {
  const json spec = json::parse(R"({"jobs": [
    {"name": "long"}, {"name": "merge", "dependsOn": ["long"]},
    {"name": "cleanup", "dependsOn": ["merge"], "trigger": "AllFinished"}]})");
  server_.CreateObject("/apis/executioner.dev/v1alpha1/namespaces/a/workflows",
                       {{"metadata", {{"name", "w"}}}, {"spec", spec}});
  const json owner =
      server_.Object("/apis/executioner.dev/v1alpha1/namespaces/a/workflows/w")["metadata"];
  const auto own = [&](const std::string& pod) {
    const json reference = {{"controller", true}, {"uid", owner["uid"]}};
    server_.MergeObject(pod, {{"metadata", {{"ownerReferences", json::array({reference})}}}});
  };
  kubelet_.Script("long", 0, PodScript::Hangs());
  own(MakePod("a", "long", 1));
  kubelet_.RunUntilIdle();
  EXPECT_TRUE(invariants_.Violations().empty());
  own(MakePod("b", "cleanup", 1));
  kubelet_.RunUntilIdle();
  EXPECT_EQ(invariants_.Violations(),
            std::vector<std::string>{"job cleanup runs beside long, which comes before it"});
}

TEST_F(FakeKubeletTest, InvariantsDetectAnEndThatIsReverted) {
  const std::string workflows = "/apis/executioner.dev/v1alpha1/namespaces/a/workflows";
  server_.CreateObject(workflows, {{"metadata", {{"name", "w"}}}});
  const auto set = [&](const char* complete, int attempt) {
    json condition = {{"type", "Complete"}, {"status", complete}};
    server_.MergeObject(
        workflows + "/w/status",
        {{"status", {{"run", 1}, {"attempt", attempt}, {"conditions", json::array({condition})}}}});
  };
  set("True", 1);
  set("False", 2);
  EXPECT_TRUE(invariants_.Violations().empty());
  set("True", 2);
  set("False", 2);
  EXPECT_EQ(invariants_.Violations(), std::vector<std::string>{"a/w is no longer Complete"});
}

}  // namespace
}  // namespace executioner::fakes
