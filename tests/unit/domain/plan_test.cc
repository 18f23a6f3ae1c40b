#include "controller/domain/plan.h"

#include <algorithm>

#include <gtest/gtest.h>

#include "controller/base/error.h"
#include "tests/unit/domain/random_graph.h"
#include "tests/unit/domain/validate_fixture.h"

namespace executioner::domain {
namespace {

TEST(MakePlan, ResolvesNamesBothWays) {
  const Plan plan =
      MakePlan(Good({GoodJob("c", {"a", "b"}), GoodJob("a"), GoodJob("b", {"a"})}), "hash");
  EXPECT_EQ(plan.Order(), (std::vector{NodeId{1}, NodeId{2}, NodeId{0}}));
  EXPECT_EQ(plan.Job(NodeId{0}).dependencies, (std::vector{NodeId{1}, NodeId{2}}));
  EXPECT_EQ(plan.Job(NodeId{1}).dependents, (std::vector{NodeId{0}, NodeId{2}}));
  EXPECT_EQ(plan.Find("b"), NodeId{2});
  EXPECT_EQ(plan.Find("B"), std::nullopt);
  EXPECT_EQ(plan.SpecHash(), "hash");
}

TEST(MakePlan, KeepsTheFieldsOfJobs) {
  JobSpec job = GoodJob("b", {"a"});
  job.trigger = Trigger::kAnyFailed;
  job.allow_failure = true;
  job.priority = 7;
  job.work.retry = RetryPolicy{.limit = 3};
  const Plan plan = MakePlan(Good({GoodJob("a"), job}), "");
  EXPECT_EQ(plan.Job(NodeId{1}).name, "b");
  EXPECT_EQ(plan.Job(NodeId{1}).trigger, Trigger::kAnyFailed);
  EXPECT_TRUE(plan.Job(NodeId{1}).allow_failure);
  EXPECT_EQ(plan.Job(NodeId{1}).priority, 7);
  EXPECT_EQ(plan.Job(NodeId{1}).retry.limit, 3);
  EXPECT_EQ(plan.Job(NodeId{0}).trigger, Trigger::kAllSucceeded);
  EXPECT_EQ(plan.Job(NodeId{0}).retry.limit, 0);
}

TEST(MakePlan, RejectsGraphsThatCannotRun) {
  EXPECT_THROW(MakePlan(Good({GoodJob("a", {"b"})}), ""), base::MissingDependencyError);
  EXPECT_THROW(MakePlan(Good({GoodJob("a", {"a"})}), ""), base::CircularDependencyError);
}

/// A spec with these edges.
WorkflowSpec SpecOf(const Graph& graph, int nodes) {
  WorkflowSpec spec;
  for (int node = 0; node < nodes; ++node) {
    spec.jobs.push_back(GoodJob("job" + std::to_string(node)));
    for (int dependency = 0; dependency < nodes; ++dependency) {
      if (std::ranges::count(graph[At(node)], dependency) > 0) {
        spec.jobs.back().depends_on.push_back("job" + std::to_string(dependency));
      }
    }
  }
  return spec;
}

TEST(MakePlan, SucceedsExactlyIfTheValidatorHasNoComplaint) {
  for (std::uint64_t seed = 0; seed < 300; ++seed) {
    Dice dice(seed);
    const int nodes = 1 + dice.Roll(8);
    const WorkflowSpec spec = SpecOf(RandomGraph(dice, nodes, dice.Roll(8)), nodes);
    if (Validate(spec, {}).empty()) {
      EXPECT_EQ(MakePlan(spec, "").Order().size(), spec.jobs.size()) << "seed " << seed;
    } else {
      EXPECT_THROW(MakePlan(spec, ""), base::CircularDependencyError) << "seed " << seed;
    }
  }
}

TEST(MergeDefaults, SetsAbsentScalarsAndLists) {
  const JobTemplate defaults{.image = "busybox",
                             .image_pull_policy = "Never",
                             .working_dir = "/srv",
                             .interpolate_env = true,
                             .env_from = {"[1]"},
                             .resources = {"{}"},
                             .volume_mounts = {"[2]"},
                             .security_context = {"{}"},
                             .timeout_seconds = 1,
                             .termination_grace_period_seconds = 2,
                             .pending_timeout_seconds = 3,
                             .retry = RetryPolicy{.limit = 4},
                             .pre_checks = std::vector<Check>{{.path = "/a"}},
                             .post_checks = std::vector<Check>{{.path = "/b"}}};
  const JobTemplate merged = MergeDefaults({}, defaults);
  EXPECT_EQ(merged.image, "busybox");
  EXPECT_EQ(merged.image_pull_policy, "Never");
  EXPECT_EQ(merged.working_dir, "/srv");
  EXPECT_EQ(merged.interpolate_env, true);
  EXPECT_EQ(merged.env_from.text, "[1]");
  EXPECT_EQ(merged.resources.text, "{}");
  EXPECT_EQ(merged.volume_mounts.text, "[2]");
  EXPECT_EQ(merged.security_context.text, "{}");
  EXPECT_EQ(merged.timeout_seconds, 1);
  EXPECT_EQ(merged.termination_grace_period_seconds, 2);
  EXPECT_EQ(merged.pending_timeout_seconds, 3);
  EXPECT_EQ(merged.retry->limit, 4);
  EXPECT_EQ(merged.pre_checks->front().path, "/a");
  EXPECT_EQ(merged.post_checks->front().path, "/b");
}

TEST(MergeDefaults, PrefersTheFieldsOfTheJob) {
  const JobTemplate defaults{.image = "busybox",
                             .env_from = {"[1]"},
                             .timeout_seconds = 1,
                             .pre_checks = std::vector<Check>{{.path = "/a"}}};
  const JobTemplate merged = MergeDefaults({.image = "alpine",
                                            .env_from = {"[2]"},
                                            .timeout_seconds = 9,
                                            .pre_checks = std::vector<Check>{}},
                                           defaults);
  EXPECT_EQ(merged.image, "alpine");
  EXPECT_EQ(merged.env_from.text, "[2]");
  EXPECT_EQ(merged.timeout_seconds, 9);
  EXPECT_TRUE(merged.pre_checks->empty());
}

TEST(MergeDefaults, TreatsCommandArgsScriptAndShellAsOneGroup) {
  const JobTemplate defaults{.script = "echo", .shell = Strings{"bash", "-c"}};
  EXPECT_EQ(MergeDefaults({}, defaults).script, "echo");
  EXPECT_EQ(MergeDefaults({}, defaults).shell, (Strings{"bash", "-c"}));
  const JobTemplate by_command = MergeDefaults({.command = Strings{"true"}}, defaults);
  EXPECT_FALSE(by_command.script || by_command.shell);
  const JobTemplate by_args = MergeDefaults({.args = Strings{"-v"}}, {.command = Strings{"make"}});
  EXPECT_FALSE(by_args.command.has_value());
  const JobTemplate by_script = MergeDefaults({.script = "date"}, defaults);
  EXPECT_EQ(by_script.script, "date");
}

TEST(MergeDefaults, UsesTheShellOfDefaultsForScriptsWithoutShell) {
  const JobTemplate defaults{.shell = Strings{"bash", "-euo", "pipefail", "-c"}};
  EXPECT_EQ(MergeDefaults({.script = "date"}, defaults).shell, defaults.shell);
  EXPECT_EQ(MergeDefaults({.script = "date", .shell = Strings{"sh", "-c"}}, defaults).shell,
            (Strings{"sh", "-c"}));
  EXPECT_FALSE(MergeDefaults({.command = Strings{"date"}}, defaults).shell);
  EXPECT_FALSE(MergeDefaults({}, defaults).shell) << "there is no script";
  const JobTemplate script{.script = "echo", .shell = Strings{"bash", "-c"}};
  EXPECT_EQ(MergeDefaults({.script = "date"}, script).shell, script.shell);
  const JobTemplate command{.command = Strings{"make"}, .shell = Strings{"bash", "-c"}};
  EXPECT_EQ(MergeDefaults({.script = "date"}, command).shell, command.shell);
  EXPECT_FALSE(MergeDefaults({}, command).shell);
  EXPECT_EQ(MergeDefaults({}, command).command, command.command);
}

TEST(MergeDefaults, MergesEnvByName) {
  JobTemplate defaults{.env = {{.name = "A", .value = "1"}, {.name = "B", .value = "2"}}};
  const JobTemplate merged = MergeDefaults(
      {.env = {{.name = "C", .value = "3"}, {.name = "A", .value_from = {"{}"}}}}, defaults);
  ASSERT_EQ(merged.env.size(), 3U);
  EXPECT_EQ(merged.env[0].name, "A");
  EXPECT_EQ(merged.env[0].value, "");
  EXPECT_EQ(merged.env[0].value_from.text, "{}");
  EXPECT_EQ(merged.env[1].value, "2");
  EXPECT_EQ(merged.env[2].name, "C");
}

TEST(MergeDefaults, MergesTheMapsOfPodTemplateByKey) {
  JobTemplate work;
  work.pod_template = {.labels = {{"team", "etl"}}, .spec = {{"dnsPolicy", {"\"None\""}}}};
  JobTemplate defaults;
  defaults.pod_template = {.labels = {{"team", "all"}, {"tier", "1"}},
                           .annotations = {{"note", "x"}},
                           .spec = {{"dnsPolicy", {"\"Default\""}}, {"volumes", {"[]"}}}};
  const PodTemplate merged = MergeDefaults(work, defaults).pod_template;
  EXPECT_EQ(merged.labels, (std::map<std::string, std::string>{{"team", "etl"}, {"tier", "1"}}));
  EXPECT_EQ(merged.annotations.at("note"), "x");
  EXPECT_EQ(merged.spec.at("dnsPolicy").text, "\"None\"");
  EXPECT_EQ(merged.spec.at("volumes").text, "[]");
}

}  // namespace
}  // namespace executioner::domain
