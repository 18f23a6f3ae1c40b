// One table of references, and each of its rows in a pod and in a local process: the same words.
#include <algorithm>
#include <fstream>
#include <iterator>
#include <regex>

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "controller/adapters/local/process_environment.h"
#include "controller/adapters/pods/pod_builder.h"
#include "controller/domain/expand_env.h"
#include "controller/engine/bind_attempt.h"

namespace executioner {
namespace {

using Json = nlohmann::json;

/// Names and values.
domain::Environment EnvironmentOf(const std::vector<std::string>& variables) {
  domain::Environment environment;
  for (const std::string& variable : variables) {
    const std::size_t equals = variable.find('=');
    environment.emplace(variable.substr(0, equals), variable.substr(equals + 1));
  }
  return environment;
}

/// What the container's program finds in its environment, as a kubelet would set it.
domain::Environment EnvironmentOf(const Json& container) {
  std::vector<domain::EnvVar> variables;
  for (const Json& variable : container.at("env")) {
    variables.push_back({.name = variable.at("name"), .value = variable.at("value")});
  }
  domain::Environment environment;
  domain::AddVariables(variables, environment);
  return environment;
}

/// One attempt in both places.
struct Places {
  domain::Environment pod = {};
  domain::Environment process = {};

  Json PodSpec() const { return Json::parse(pod.at("EXECUTIONER_SPEC")); }

  Json ProcessSpec() const { return Json::parse(process.at("EXECUTIONER_SPEC")); }
};

/// The second attempt of the job in run 17 of a workflow.
Places BuildBoth(domain::JobTemplate work, std::vector<domain::Param> params = {}) {
  domain::WorkflowSpec spec{.params = std::move(params)};
  spec.jobs = {{.name = "load", .work = std::move(work)}};
  engine::Execution execution{
      .owner = {.kind = "Workflow", .ns = "team-a", .name = "etl", .uid = "6f1c0c7e-$(A)-$$"},
      .plan = domain::MakePlan(spec, "4be2")};
  execution.run = domain::StartRun(execution.plan, 17);
  execution.run.start_time = base::ParseTime("2026-11-24T02:30:00Z");
  const auto bound =
      std::get<domain::ConcreteWork>(engine::BindAttempt(execution, domain::NodeId{}, 2));
  const Json pod = Json::parse(pods::BuildPod(execution.owner, bound, {.runner_image = "runner"}));
  return {.pod = EnvironmentOf(pod.at("spec").at("containers").at(0)),
          .process = EnvironmentOf(
              local::ProcessEnvironment(bound, {.working_dir = "/work"}, {"/state", 17}))};
}

/// The table, with what each row stands for in that attempt.
const std::map<std::string, std::string>& Expected() {
  static const std::map<std::string, std::string> kExpected{
      {"workflow.name", "etl"},
      {"workflow.namespace", "team-a"},
      {"workflow.uid", "6f1c0c7e-$(A)-$$"},
      {"workflow.run", "17"},
      {"workflow.startTime", "2026-11-24T02:30:00Z"},
      {"schedule.time", "2026-11-24T02:30:00Z"},
      {"schedule.date", "2026-11-24"},
      {"job.attempt", "2"}};
  return kExpected;
}

class EachReference : public ::testing::TestWithParam<domain::KnownReference> {};

TEST_P(EachReference, MeansTheSameInAPodAndInAProcess) {
  const std::string written = "$(" + std::string(GetParam().path) + ")";
  const std::string& value = Expected().at(std::string(GetParam().path));
  domain::JobTemplate work{.image = "busybox:1",
                           .command = {{"load", written}},
                           .args = {{"<" + written + ">", "$" + written}}};
  work.env = {{.name = "A", .value = "a"},
              {.name = "B", .value = "$(A) ${A} " + written + " $" + written}};
  work.interpolate_env = true;
  work.pre_checks = {{domain::Check{.path = "/in/" + written}}};
  const Places places = BuildBoth(work);
  for (const Json& spec : {places.PodSpec(), places.ProcessSpec()}) {
    EXPECT_EQ(spec.at("command"), Json({"load", value, "<" + value + ">", written}));
    EXPECT_EQ(spec.at("preChecks").at(0).at("fileExists").at("path"), "/in/" + value);
  }
  for (const domain::Environment& environment : {places.pod, places.process}) {
    EXPECT_EQ(environment.at("B"), "a a " + value + " " + written);
  }
}

INSTANTIATE_TEST_SUITE_P(Table, EachReference, ::testing::ValuesIn(domain::KnownReferences()),
                         [](const auto& row) {
                           return std::regex_replace(std::string(row.param.path), std::regex("[.]"),
                                                     "_");
                         });

TEST(BothAdapters, TellAJobTheSameAboutItself) {
  const Places places = BuildBoth({.image = "busybox:1", .script = "true"});
  for (const domain::Environment& environment : {places.pod, places.process}) {
    EXPECT_EQ(environment.at("EXECUTIONER_WORKFLOW"), "etl");
    EXPECT_EQ(environment.at("EXECUTIONER_JOB"), "load");
    EXPECT_EQ(environment.at("EXECUTIONER_NAMESPACE"), "team-a");
    EXPECT_EQ(environment.at("EXECUTIONER_RUN"), "17");
    EXPECT_EQ(environment.at("EXECUTIONER_ATTEMPT"), "2");
  }
}

TEST(BothAdapters, TellTheRunnerTheSameAboutResults) {
  using domain::ResultSource;
  domain::JobTemplate work{.image = "busybox:1", .script = "true"};
  work.results = {{.name = "a", .type = domain::ValueType::kObject},
                  {.name = "b", .otherwise = {R"("x")"}, .from = {ResultSource::kStdout}},
                  {.name = "c", .from = {ResultSource::kFile, "/out/$(job.attempt)"}}};
  const Places places = BuildBoth(work);
  for (const Json& spec : {places.PodSpec(), places.ProcessSpec()}) {
    EXPECT_EQ(spec.at("results"), Json::parse(R"([{"name":"a","type":"Object"},
                              {"name":"b","type":"String","from":"Stdout"},
                              {"name":"c","type":"String","from":{"file":"/out/2"}}])"));
  }
  EXPECT_EQ(places.PodSpec().at("messageBytes"), 4096);
}

class OddText : public ::testing::TestWithParam<const char*> {};

TEST_P(OddText, ComesOutTheSameInAPodAndInAProcess) {
  domain::JobTemplate work{.image = "busybox:1", .command = {{"load", GetParam()}}};
  work.env = {{.name = "HOME", .value = "/srv"}, {.name = "TEXT", .value = GetParam()}};
  const Places places = BuildBoth(work);
  EXPECT_EQ(places.pod.at("TEXT"), places.process.at("TEXT"));
  EXPECT_EQ(places.PodSpec().at("command"), places.ProcessSpec().at("command"));
}

INSTANTIATE_TEST_SUITE_P(Table, OddText,
                         ::testing::Values("$", "$$", "$$$(HOME)", "$$$$(HOME)",
                                           "$$$(workflow.run)", "$(HO$(job.attempt)ME)",
                                           "$(HOME)$(workflow.uid)$$",
                                           "$(NONE) $$(HOME) ${HOME} $HOME", "$(workflow.uid",
                                           "a\nb\t$( HOME)"));

/// A value in which a shell, a kubelet and our own substitution would find something.
constexpr const char* kHostile =
    "$(SECRET) $$ $$(x) '\"; rm -rf\n\t${HOME} $(params.other) \\ é\xF0\x9F\x98\x80";

TEST(Param, ArrivesByteForByteInAPodAndInAProcess) {
  const std::string text = "$(params.text)";
  domain::JobTemplate work{.image = "busybox:1", .command = {{"load", text}}, .args = {{text}}};
  work.env = {{.name = "SECRET", .value = "s"}, {.name = "ENV", .value = text}};
  work.with = {{"WITH", text}, {"LITERAL", "$(SECRET) $$ $$(SECRET)"}};
  work.working_dir = "/" + text;
  work.pre_checks = {{domain::Check{.path = text}}};
  work.interpolate_env = true;
  const Json json = kHostile;
  const Places places = BuildBoth(
      work, {{.name = "text", .value = {json.dump()}}, {.name = "other", .value = {"\"x\""}}});
  for (const Json& spec : {places.PodSpec(), places.ProcessSpec()}) {
    EXPECT_EQ(spec.at("command"), Json({"load", kHostile, kHostile}));
    EXPECT_EQ(spec.at("preChecks").at(0).at("fileExists").at("path"), kHostile);
  }
  for (const domain::Environment& environment : {places.pod, places.process}) {
    EXPECT_EQ(environment.at("ENV"), kHostile);
    EXPECT_EQ(environment.at("WITH"), kHostile);
    EXPECT_EQ(environment.at("LITERAL"), "$(SECRET) $$ $(SECRET)");
  }
}

TEST(References, MatchTheirDocumentation) {
  std::ifstream file(EXECUTIONER_SOURCE_DIR "/docs/api.md");
  const std::string text{std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>()};
  for (const domain::KnownReference& known : domain::KnownReferences()) {
    const std::string row =
        "| `$(" + std::string(known.path) + ")` | " + std::string(known.meaning) + " |\n";
    EXPECT_NE(text.find(row), std::string::npos) << "docs/api.md lacks: " << row;
  }
}

}  // namespace
}  // namespace executioner
