/// \file
/// Results travel from the last words of a pod through the status to the pods of other jobs, and
/// survive deaths of the controller.
#include <gtest/gtest.h>

#include "tests/component/world.h"

namespace executioner::component {
namespace {

using fakes::PodScript;

const std::string kOdd = "$(SECRET) $$ $$(x) '\"; rm -rf\n\xC3\xBC";

PodScript Reports(const json& results) {
  return PodScript::Exit(
      0, json{{"v", 1}, {"reason", "Completed"}, {"exitCode", 0}, {"results", results}}.dump());
}

json Declares(const json& results) {
  return {{"results", results}};
}

json Refers(const std::string& text) {
  return {{"env", {{{"name", "VALUE"}, {"value", text}}}}};
}

/// The value of the variable VALUE in a pod, as a kubelet sets it.
std::string ValueIn(const json& pod) {
  for (const json& variable : pod["spec"]["containers"][0]["env"]) {
    if (variable["name"] == "VALUE") {
      std::string text = variable["value"];
      for (std::size_t at = 0; (at = text.find("$$", at)) != std::string::npos; ++at) {
        text.erase(at, 1);
      }
      return text;
    }
  }
  return {};
}

TEST(Results, ReachTheStatusAndTheJobsThatReferToThem) {
  World world;
  world.kubelet.Script("a", 1, Reports({{"text", kOdd}, {"cfg", R"({"n":{"m":5}})"}}));
  world.CreateWorkflow(
      "w",
      Spec({Job("a", {}, Declares({{{"name", "text"}}, {{"name", "cfg"}, {"type", "Object"}}})),
            Job("b", {}, Refers("$(jobs.a.results.text)")),
            Job("c", {}, Refers("$(jobs.a.results.cfg.n.m) $(jobs.a.outcome)"))}));
  const json workflow = world.AwaitFinished("w");
  EXPECT_EQ(workflow["status"]["phase"], "Succeeded") << workflow["status"].dump(1);
  EXPECT_EQ(World::JobOf(workflow, "a")["results"],
            (json{{"text", kOdd}, {"cfg", R"({"n":{"m":5}})"}}));
  EXPECT_EQ(ValueIn(world.PodOf("b")), kOdd);
  EXPECT_EQ(ValueIn(world.PodOf("c")), "5 Succeeded");
}

TEST(Results, ThatAreMissingEndTheJobWithoutAPodOrARetry) {
  World world;
  world.CreateWorkflow(
      "w", Spec({Job("a", {}, Declares({{{"name", "text"}}, {{"name", "mode"}, {"default", "x"}}})),
                 Job("b", {},
                     {{"env", {{{"name", "VALUE"}, {"value", "$(jobs.a.results.text)"}}}},
                      {"retry", {{"limit", 3}, {"delaySeconds", 0}}}}),
                 Job("c", {}, Refers("$(jobs.a.results.mode)"))},
                {{"failurePolicy", "Continue"}}));
  const json workflow = world.AwaitFinished("w");
  const json job = World::JobOf(workflow, "b");
  EXPECT_EQ(job["phase"], "Failed");
  EXPECT_EQ(job["reason"], "MissingResult");
  EXPECT_EQ(job["attempts"], 1);
  EXPECT_TRUE(world.PodOf("b").is_null());
  EXPECT_EQ(ValueIn(world.PodOf("c")), "x");
}

TEST(Results, OfAnotherFormFailTheJobThatReportsThem) {
  World world;
  world.kubelet.Script("a", 1, Reports({{"rows", "many"}}));
  world.kubelet.Script("b", 1, Reports({{"forged", "1"}}));
  world.kubelet.Script("c", 1, Reports({{"text", std::string(3000, 'x')}}));
  world.CreateWorkflow("w", Spec({Job("a", {}, Declares({{{"name", "rows"}, {"type", "Integer"}}})),
                                  Job("b"), Job("c", {}, Declares({{{"name", "text"}}}))},
                                 {{"failurePolicy", "Continue"}}));
  const json workflow = world.AwaitFinished("w");
  for (const std::string name : {"a", "b", "c"}) {
    const json job = World::JobOf(workflow, name);
    EXPECT_EQ(job["reason"], "InvalidResults") << name;
    EXPECT_FALSE(job.contains("results") && !job["results"].empty()) << job.dump();
  }
}

TEST(Results, SurviveTheDeathOfTheControllerAfterEveryWrite) {
  constexpr int kFarMoreThanItWrites = 100;
  bool killed = true;
  int k = 0;
  for (; killed && k < kFarMoreThanItWrites; ++k) {
    World world(false);
    world.options.engine.first_record = base::Duration{0};
    world.options.engine.record_interval = base::Duration{0};
    world.options.engine.record_cost_factor = 0;
    world.kubelet.Script("a", 1, Reports({{"text", kOdd}}));
    world.kubelet.Script("b", 1, PodScript::Exit(1));
    world.CreateWorkflow(
        "w", Spec({Job("a", {}, Declares({{{"name", "text"}}})),
                   Job("b", {},
                       {{"env", {{{"name", "VALUE"}, {"value", "$(jobs.a.results.text)"}}}},
                        {"retry", {{"limit", 1}, {"delaySeconds", 0}}}})}));
    world.StartController();
    killed = world.KillAfterWrites(k, [&] {
      return world.Workflow("w").value("/status/phase"_json_pointer, "") == "Succeeded" &&
             fakes::PodsWithFinalizer(world.server, "executioner.dev/record").empty();
    });
    world.StartController();
    const json workflow = world.AwaitFinished("w");
    EXPECT_EQ(workflow["status"]["phase"], "Succeeded") << k << workflow["status"].dump(1);
    EXPECT_EQ(World::JobOf(workflow, "a")["results"], (json{{"text", kOdd}})) << k;
    EXPECT_EQ(ValueIn(world.PodOf("b", 1)), kOdd) << k;
    EXPECT_EQ(ValueIn(world.PodOf("b", 2)), kOdd) << k;
  }
  EXPECT_GT(k, 5) << "the sweep ended too early to mean anything";
  EXPECT_FALSE(killed);
}

}  // namespace
}  // namespace executioner::component
