/// \file
/// The immediate and later effects of an edit of a finished or rejected object.
#include <gtest/gtest.h>

#include "tests/component/world.h"

namespace executioner::component {
namespace {

using fakes::PodScript;

json ConditionOf(const json& object, const std::string& type) {
  for (const json& condition : object["status"]["conditions"]) {
    if (condition["type"] == type) {
      return condition;
    }
  }
  return json::object();
}

json WithImage(const std::string& image) {
  return {{"spec", {{"jobs", {Job("a", {}, {{"image", image}})}}}}};
}

/// The pods of a run.
std::size_t PodsOf(World& world, int run) {
  const auto pods = world.Pods();
  return static_cast<std::size_t>(std::count_if(pods.begin(), pods.end(), [&](const json& pod) {
    return pod["metadata"]["labels"].value("executioner.dev/run", "") == std::to_string(run);
  }));
}

TEST(Edit, OfAFinishedSpecRunsAgainOnRequest) {
  World world;
  world.CreateWorkflow("w", Spec({Job("a")}, {{"rerunOn", "SpecChange"}}));
  const json first = world.AwaitFinished("w");
  ASSERT_EQ(first["status"]["run"], 1);
  world.Edit("workflows", "w", WithImage("busybox:1.37"));
  const json second = world.AwaitFinished("w");
  EXPECT_EQ(second["status"]["phase"], "Succeeded");
  EXPECT_EQ(second["status"]["run"], 2);
  ASSERT_EQ(second["status"]["history"].size(), 1U);
  EXPECT_EQ(second["status"]["history"][0]["run"], 1);
  EXPECT_EQ(second["status"]["history"][0]["specHash"], first["status"]["specHash"]);
  EXPECT_NE(second["status"]["specHash"], first["status"]["specHash"]);
  EXPECT_EQ(PodsOf(world, 1), 1U);
  EXPECT_EQ(PodsOf(world, 2), 1U);
  EXPECT_TRUE(world.AwaitReleased());
  EXPECT_TRUE(world.invariants.Violations().empty());
}

TEST(Edit, OfACancelledSpecRunsAgainAfterCancelIsNone) {
  World world;
  world.kubelet.Script("a", 0, PodScript::Hangs());
  world.CreateWorkflow("w", Spec({Job("a")}, {{"rerunOn", "SpecChange"}}));
  ASSERT_TRUE(world.AwaitJobPhase("w", "a", "Running"));
  world.Edit("workflows", "w", {{"spec", {{"cancel", "Now"}}}});
  ASSERT_EQ(world.AwaitFinished("w")["status"]["phase"], "Cancelled");
  world.Rescript("a", PodScript::Exit(0));
  world.Edit("workflows", "w", WithImage("busybox:1.37"));
  ASSERT_TRUE(world.server.Await([&] {
    return ConditionOf(world.Workflow("w"), "SpecChanged").value("reason", "") == "CancelIsSet";
  }));
  EXPECT_EQ(world.Workflow("w")["status"]["run"], 1);
  world.Edit("workflows", "w", {{"spec", {{"cancel", "None"}}}});
  ASSERT_TRUE(world.server.Await([&] { return PodsOf(world, 2) == 1; }));
  EXPECT_EQ(world.AwaitFinished("w")["status"]["phase"], "Succeeded");
}

TEST(Edit, OfAFinishedSpecIsOtherwiseAcknowledgedWithAdvice) {
  World world;
  world.CreateWorkflow("w", Spec({Job("a")}));
  const json first = world.AwaitFinished("w");
  world.Edit("workflows", "w", WithImage("busybox:1.37"));
  ASSERT_TRUE(world.server.Await([&] {
    return ConditionOf(world.Workflow("w"), "SpecChanged").value("status", "") == "True";
  }));
  const json after = world.Workflow("w");
  EXPECT_EQ(after["status"]["observedGeneration"], 2);
  EXPECT_EQ(after["status"]["run"], 1);
  EXPECT_EQ(after["status"]["completionTime"], first["status"]["completionTime"]);
  EXPECT_NE(ConditionOf(after, "SpecChanged")["message"].get<std::string>().find("rerunOn"),
            std::string::npos);
  EXPECT_EQ(ConditionOf(after, "Complete"), ConditionOf(first, "Complete"));
  EXPECT_EQ(world.Pods().size(), 1U);

  world.Edit("workflows", "w", {{"spec", {{"rerunOn", "SpecChange"}}}});  // the way out
  ASSERT_TRUE(world.server.Await([&] { return PodsOf(world, 2) == 1; }));
  const json again = world.AwaitFinished("w");
  EXPECT_EQ(again["status"]["run"], 2);
  EXPECT_EQ(ConditionOf(again, "SpecChanged"), json::object());
}

TEST(Edit, BackToTheOldSpecRemovesTheCondition) {
  World world;
  world.CreateWorkflow("w", Spec({Job("a")}));
  world.AwaitFinished("w");
  world.Edit("workflows", "w", WithImage("busybox:1.37"));
  ASSERT_TRUE(world.server.Await([&] {
    return ConditionOf(world.Workflow("w"), "SpecChanged").value("status", "") == "True";
  }));
  world.Edit("workflows", "w", WithImage("busybox:1.36"));
  const json after = world.AwaitFinished("w");
  EXPECT_EQ(ConditionOf(after, "SpecChanged"), json::object());
  EXPECT_EQ(world.Pods().size(), 1U);
}

TEST(Edit, OfUnusedFieldsNeverRunsAFinishedObjectAgain) {
  World world;
  world.CreateWorkflow("w", Spec({Job("a")}, {{"rerunOn", "SpecChange"}}));
  world.AwaitFinished("w");
  world.Edit("workflows", "w", {{"spec", {{"parallelism", 3}}}});
  const json after = world.AwaitFinished("w");
  EXPECT_EQ(after["status"]["observedGeneration"], 2);
  EXPECT_EQ(after["status"]["run"], 1);
  EXPECT_EQ(ConditionOf(after, "Complete")["observedGeneration"], 2);
  EXPECT_EQ(world.Pods().size(), 1U);
}

TEST(Edit, ThatRepairsAnInvalidSpecStartsRunTwo) {
  World world;
  world.CreateWorkflow("w", Spec({Job("a", {"nobody"})}));
  ASSERT_EQ(world.AwaitFinished("w")["status"]["reason"], "InvalidSpec");
  world.Edit("workflows", "w", {{"spec", {{"jobs", {Job("b", {"nobody"})}}}}});
  const json still = world.AwaitFinished("w");
  EXPECT_EQ(still["status"]["reason"], "InvalidSpec");
  EXPECT_EQ(still["status"]["run"], 2);
  world.Edit("workflows", "w", {{"spec", {{"jobs", {Job("a")}}}}});
  const json repaired = world.AwaitFinished("w");
  EXPECT_EQ(repaired["status"]["phase"], "Succeeded");
  EXPECT_EQ(repaired["status"]["run"], 3);
  ASSERT_EQ(repaired["status"]["history"].size(), 2U);
  EXPECT_EQ(repaired["status"]["history"][1]["reason"], "InvalidSpec");
  EXPECT_TRUE(world.AwaitReleased());
}

TEST(Edit, BeforeTheFirstRecordRestartsWithTheNewSpec) {
  World world(false);
  world.options.engine.first_record = std::chrono::hours{1};
  world.kubelet.Script("a", 0, PodScript::Hangs());
  world.StartController();
  world.CreateWorkflow("w", Spec({Job("a")}));
  ASSERT_TRUE(world.server.Await([&] { return world.Pods().size() == 1; }));
  world.Rescript("a", PodScript::Exit(0));
  world.StopController();
  world.Edit("workflows", "w", WithImage("busybox:1.37"));
  world.StartController();
  const json ended = world.AwaitFinished("w");
  EXPECT_EQ(ended["status"]["phase"], "Succeeded");
  EXPECT_TRUE(world.AwaitReleased());
  EXPECT_EQ(world.PodOf("a")["spec"]["containers"][0]["image"], "busybox:1.37");
}

struct Odd {
  const char* name;
  const char* spec;
};

class OddObject : public testing::TestWithParam<Odd> {};

TEST_P(OddObject, IsStalledAndOthersContinue) {
  World world;
  world.CreateWorkflow("odd", json::parse(GetParam().spec));
  world.CreateWorkflow("good", Spec({Job("a")}));
  EXPECT_EQ(world.AwaitFinished("good")["status"]["phase"], "Succeeded");
  const json odd = world.AwaitFinished("odd");
  EXPECT_EQ(odd["status"]["phase"], "Failed");
  EXPECT_EQ(odd["status"]["reason"], "InvalidSpec");
  EXPECT_EQ(ConditionOf(odd, "Stalled")["status"], "True");
  EXPECT_EQ(ConditionOf(odd, "Stalled")["message"], odd["status"]["message"]);
  EXPECT_FALSE(odd["status"]["message"].get<std::string>().empty());
  EXPECT_EQ(world.Pods().size(), 1U);
}

INSTANTIATE_TEST_SUITE_P(
    Stored, OddObject,
    testing::Values(
        Odd{"SpecIsNull", "null"}, Odd{"SpecIsText", R"("spec")"}, Odd{"SpecIsAList", "[]"},
        Odd{"NoJobs", "{}"}, Odd{"JobsIsANumber", R"({"jobs":5})"},
        Odd{"JobIsNull", R"({"jobs":[null]})"},
        Odd{"CommandIsAnObject", R"({"jobs":[{"name":"a","image":"i","command":{}}]})"},
        Odd{"NameIsANumber", R"({"jobs":[{"name":1,"image":"i"}]})"},
        Odd{"LimitIsHuge",
            R"({"jobs":[{"name":"a","image":"i","retry":{"limit":99999999999999999999}}]})"},
        Odd{"SuspendIsText", R"({"jobs":[{"name":"a","image":"i"}],"suspend":"yes"})"},
        Odd{"VolumesIsText",
            R"({"jobs":[{"name":"a","image":"i","podTemplate":{"spec":{"volumes":"v"}}}]})"},
        Odd{"TolerationIsANumber",
            R"({"jobs":[{"name":"a","image":"i","podTemplate":{"spec":{"tolerations":[1]}}}]})"}),
    [](const auto& instance) { return std::string(instance.param.name); });

class OddStatus : public testing::TestWithParam<Odd> {};

TEST_P(OddStatus, DoesNotKeepAWorkflowFromEnding) {
  World world(false);
  world.CreateWorkflow("odd", Spec({Job("a")}));
  const json patch = {{"status", json::parse(GetParam().spec)}};
  world.server.MergeObject(World::Path("workflows", "odd/status"), patch);
  world.CreateWorkflow("good", Spec({Job("a")}));
  world.StartController();
  EXPECT_EQ(world.AwaitFinished("good")["status"]["phase"], "Succeeded");
  EXPECT_EQ(world.AwaitFinished("odd")["status"]["phase"], "Succeeded");
}

INSTANTIATE_TEST_SUITE_P(
    Stored, OddStatus,
    testing::Values(Odd{"PhaseIsUnknown", R"({"phase":"Dancing","run":1})"},
                    Odd{"JobsIsText", R"({"jobs":"a"})"}, Odd{"JobIsANumber", R"({"jobs":[5]})"},
                    Odd{"RunIsText", R"({"run":"x","startTime":5})"},
                    Odd{"EndHasNoTime", R"({"phase":"Failed","startTime":"2026-01-01T00:00:00Z"})"},
                    Odd{"JobTwice", R"({"jobs":[{"name":"a","phase":"Succeeded","attempts":1},
                                                {"name":"a","phase":"Failed","attempts":1}]})"},
                    Odd{"UnknownJob", R"({"jobs":[{"name":"z","phase":"Running","attempts":1}]})"}),
    [](const auto& instance) { return std::string(instance.param.name); });

TEST(Ttl, OfZeroDeletesFinishedObjects) {
  World world;
  world.CreateWorkflow("w", Spec({Job("a")}, {{"ttlSecondsAfterFinished", 0}}));
  world.CreateJob("j", {{"image", "i"}, {"command", {"x"}}, {"ttlSecondsAfterFinished", 0}});
  EXPECT_TRUE(world.server.Await(
      [&] { return world.Workflow("w").is_null() && world.Get("jobs", "j").is_null(); }));
  EXPECT_TRUE(world.server.Await([&] { return world.Pods().empty(); }));
}

TEST(Ttl, IsCountedFromTheEndAndMayBeSetLater) {
  World world;
  world.CreateWorkflow("w", Spec({Job("a")}, {{"ttlSecondsAfterFinished", 3600}}));
  world.AwaitFinished("w");
  world.Skip(std::chrono::minutes{59});
  ASSERT_TRUE(world.AwaitQuiet());
  EXPECT_FALSE(world.Workflow("w").is_null());
  world.Skip(std::chrono::minutes{2});
  EXPECT_TRUE(world.server.Await([&] { return world.Workflow("w").is_null(); }));
}

class TrackedByGitOps : public testing::TestWithParam<const char*> {};

TEST_P(TrackedByGitOps, LosesOnlyItsPods) {
  World world;
  world.CreateWorkflow("w", Spec({Job("a")}, {{"ttlSecondsAfterFinished", 0}}),
                       {{"annotations", {{GetParam(), "app"}}}});
  EXPECT_TRUE(
      world.server.Await([&] { return !world.LaunchOrder().empty() && world.Pods().empty(); }));
  EXPECT_EQ(world.AwaitFinished("w")["status"]["phase"], "Succeeded");
}

INSTANTIATE_TEST_SUITE_P(Ttl, TrackedByGitOps,
                         testing::Values("argocd.argoproj.io/tracking-id",
                                         "kustomize.toolkit.fluxcd.io/name"),
                         [](const auto& instance) {
                           return std::string(instance.param[0] == 'a' ? "Argo" : "Flux");
                         });

TEST(PodRetention, DeletesPodsAfterTheirOutcomeIsRecorded) {
  World world;
  world.kubelet.Script("bad", 0, PodScript::Exit(1));
  world.CreateWorkflow("w", Spec({Job("good"), Job("bad", {}, {{"allowFailure", true}})},
                                 {{"podRetention", {{"succeeded", "Delete"}}}}));
  EXPECT_EQ(world.AwaitFinished("w")["status"]["phase"], "Succeeded");
  EXPECT_TRUE(world.server.Await([&] { return world.Pods().size() == 1; }));
  EXPECT_TRUE(world.PodOf("bad").is_object());
  EXPECT_TRUE(world.AwaitReleased());
  EXPECT_TRUE(world.invariants.Violations().empty());
}

TEST(PodRetention, EditedAfterTheEndDeletesPods) {
  World world;
  world.kubelet.Script("bad", 0, PodScript::Exit(1));
  world.CreateWorkflow("w", Spec({Job("good"), Job("bad", {}, {{"allowFailure", true}})}));
  world.AwaitFinished("w");
  ASSERT_TRUE(world.AwaitReleased());
  ASSERT_EQ(world.Pods().size(), 2U);
  world.Edit("workflows", "w", {{"spec", {{"podRetention", {{"succeeded", "Delete"}}}}}});
  EXPECT_TRUE(world.server.Await([&] { return world.Pods().size() == 1; }));
  EXPECT_TRUE(world.PodOf("bad").is_object());
}

TEST(Status, ThatIsTooLargeEndsTheRunWithASmallStatus) {
  World world(false);
  world.server.SetMaxObjectBytes(10'000);
  std::vector<json> jobs = {Job("first")};
  for (int i = 0; i < 80; ++i) {
    jobs.push_back(Job("job-" + std::to_string(i), {"first"}));
  }
  world.kubelet.Script("first", 0, PodScript::Hangs());
  world.StartController();
  world.CreateWorkflow("w", Spec(std::move(jobs)));
  const json ended = world.AwaitFinished("w");
  EXPECT_EQ(ended["status"]["phase"], "Failed");
  EXPECT_EQ(ended["status"]["reason"], "StatusTooLarge");
  EXPECT_NE(ended["status"]["message"].get<std::string>().find("split"), std::string::npos);
  const json& counts = ended["status"]["counts"];
  EXPECT_EQ(counts["total"], 81);
  EXPECT_EQ(counts["failed"], 81);
  EXPECT_EQ(counts["running"], 0);
  EXPECT_EQ(counts["pending"], 0);
  EXPECT_TRUE(world.AwaitReleased());
  EXPECT_TRUE(world.server.Await([&] {
    const json pod = world.PodOf("first");
    return pod.is_null() || pod["status"]["phase"] == "Failed";
  })) << "its pod runs on";
  EXPECT_TRUE(world.server.Await([&] { return world.Notes("Failed").size() == 1; }));
  EXPECT_EQ(world.RunsFinished(), 1);
}

TEST(Status, ThatIsTooLargeKeepsTheFirstFailure) {
  World world(false);
  std::vector<json> jobs = {Job("bad")};
  for (int i = 0; i < 80; ++i) {
    jobs.push_back(Job("job-" + std::to_string(i), {"bad"}));
  }
  world.kubelet.Script("bad", 0, PodScript::Hangs());
  world.StartController();
  world.CreateWorkflow("w", Spec(std::move(jobs)));
  ASSERT_TRUE(world.AwaitJobPhase("w", "bad", "Running"));
  world.server.SetMaxObjectBytes(10'000);
  world.Rescript("bad", PodScript::Exit(3));
  const json ended = world.AwaitFinished("w");
  EXPECT_EQ(ended["status"]["reason"], "StatusTooLarge");
  EXPECT_NE(ended["status"]["message"].get<std::string>().find("job 'bad'"), std::string::npos)
      << ended["status"]["message"];
}

}  // namespace
}  // namespace executioner::component
