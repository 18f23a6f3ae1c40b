#include "controller/domain/bind.h"

#include <gtest/gtest.h>

#include "controller/domain/expand_env.h"

namespace executioner::domain {
namespace {

using Strings = std::vector<std::string>;

/// An attempt whose workflow has a name full of what must not be resolved again.
Values Hostile() {
  return {.workflow = "$(workflow.run) $(HOME) ${A} $$",
          .ns = "team-a",
          .uid = "6f1c",
          .run = 2,
          .attempt = 3};
}

ConcreteWork Bound(JobTemplate work, const std::vector<EnvVar>& extra = {},
                   Values values = Hostile()) {
  WorkflowSpec spec;
  spec.jobs = {{.name = "first"}, {.name = "load", .work = std::move(work)}};
  return std::get<ConcreteWork>(Bind(MakePlan(spec, "4be2"), NodeId{1}, std::move(values), extra));
}

/// What a program reads of the variables of an attempt.
Environment Seen(const ConcreteWork& work) {
  Environment environment{{"HOME", "/root"}};
  AddVariables(work.work.env, environment);
  return environment;
}

TEST(Bind, IdentifiesTheAttempt) {
  const ConcreteWork bound = Bound({.pending_timeout_seconds = 7});
  EXPECT_EQ(bound.node, NodeId{1});
  EXPECT_EQ(bound.job, "load");
  EXPECT_EQ(bound.values, Hostile());
  EXPECT_EQ(bound.pending_timeout, std::chrono::seconds{7});
  EXPECT_EQ(bound.spec_hash, "4be2");
  EXPECT_EQ(Bound({}).pending_timeout, std::chrono::seconds{600});
}

TEST(Bind, ResolvesReferencesInEachFieldThatAllowsThem) {
  const std::string text = "$(workflow.uid)-$(job.attempt)";
  JobTemplate work{.image = text,
                   .command = Strings{"a", text},
                   .args = Strings{text},
                   .working_dir = text,
                   .env = {{.name = "A", .value = text}}};
  work.pre_checks = {{Check{.path = text}}};
  work.post_checks = {{Check{.kind = CheckKind::kFilesMatch, .glob = text, .pattern = text},
                       Check{.kind = CheckKind::kCommand, .command = {"b", text}}}};
  const JobTemplate bound = Bound(work).work;
  const std::string resolved = "6f1c-3";
  EXPECT_EQ(bound.image, resolved);
  EXPECT_EQ(bound.command, (Strings{"a", resolved}));
  EXPECT_EQ(bound.args, Strings{resolved});
  EXPECT_EQ(bound.working_dir, resolved);
  EXPECT_EQ(bound.env.at(0).value, resolved);
  EXPECT_EQ(bound.pre_checks->at(0).path, resolved);
  EXPECT_EQ(bound.post_checks->at(0).glob, resolved);
  EXPECT_EQ(bound.post_checks->at(0).pattern, resolved);
  EXPECT_EQ(bound.post_checks->at(1).command, (Strings{"b", resolved}));
}

TEST(Bind, DoesNotChangeScripts) {
  const std::string text = "echo $(job.attempt) $$(x) $$ ${A}";
  const JobTemplate bound = Bound({.script = text, .shell = Strings{text}}).work;
  EXPECT_EQ(bound.script, text);
  EXPECT_EQ(bound.shell, Strings{text});
}

TEST(Bind, NeverResolvesAValueAgain) {
  JobTemplate work{.command = Strings{"$(workflow.name)"}};
  work.env = {{.name = "A", .value = "a"}, {.name = "B", .value = "$(workflow.name)"}};
  work.interpolate_env = true;
  const ConcreteWork bound = Bound(work);
  EXPECT_EQ(bound.work.command, Strings{Hostile().workflow});
  EXPECT_EQ(Seen(bound).at("B"), Hostile().workflow);
}

TEST(Bind, KeepsTheVariablesThatOthersExpand) {
  JobTemplate work{.args = Strings{"$(HOME) $$ $(workflow.name)"}};
  work.env = {{.name = "A", .value = "$(HOME) $$(HOME) $$ $(workflow.run)"}};
  EXPECT_EQ(Seen(Bound(work)).at("A"), "/root $(HOME) $ 2");
  EXPECT_EQ(ExpandVariables(Bound(work).work.args->at(0), {{"HOME", "/root"}}),
            "/root $ " + Hostile().workflow)
      << "arguments of an entrypoint are the kubelet's";
  work.command = {"load"};
  EXPECT_EQ(Bound(work).work.args->at(0), "$(HOME) $$ " + Hostile().workflow)
      << "those of a command reach it literally";
}

TEST(Bind, InterpolatesOnlyIfRequested) {
  JobTemplate work;
  work.env = {{.name = "ROOT", .value = "/srv/$(workflow.run)"},
              {.name = "LOG", .value = "${ROOT}/log"}};
  EXPECT_EQ(Bound(work).work.env.at(1).value, "${ROOT}/log");
  work.interpolate_env = true;
  EXPECT_EQ(Bound(work).work.env.at(1).value, "/srv/2/log");
}

TEST(Bind, LetsVariablesOfTheRunWin) {
  JobTemplate work;
  work.env = {{.name = "A", .value = "own"}, {.name = "B", .value = "${A}"}};
  work.interpolate_env = true;
  const Environment seen = Seen(
      Bound(work, {{.name = "A", .value = "run $(workflow.run)"}, {.name = "C", .value = "c"}}));
  EXPECT_EQ(seen.at("A"), "run 2");
  EXPECT_EQ(seen.at("B"), "run 2");
  EXPECT_EQ(seen.at("C"), "c");
}

/// The work of a job of a workflow with two params: text, and one from a Secret.
Binding BoundWithParams(JobTemplate work, const std::vector<EnvVar>& extra = {},
                        const std::string& password = "") {
  WorkflowSpec spec;
  spec.params = {
      {.name = "text", .value = {R"("$(HOME) $$ '\"")"}},
      {.name = "password", .value = {password}, .secret_key_ref = {R"({"name":"s","key":"k"})"}}};
  spec.jobs = {{.name = "load", .work = std::move(work)}};
  return Bind(MakePlan(spec, "4be2"), NodeId{0}, Hostile(), extra);
}

TEST(Bind, MakesVariablesOfWith) {
  JobTemplate work;
  work.env = {{.name = "LATER", .value = "<$(TEXT)>"}};
  work.with = {{"TEXT", "$(params.text)"}, {"PLAIN", "$(HOME) $$ $$(params.text)"}};
  const auto bound = std::get<ConcreteWork>(BoundWithParams(work));
  const Environment seen = Seen(bound);
  EXPECT_EQ(seen.at("TEXT"), "$(HOME) $$ '\"");
  EXPECT_EQ(seen.at("PLAIN"), "$(HOME) $$ $(params.text)") << "no variables, as in env";
  EXPECT_EQ(seen.at("LATER"), "<$(HOME) $$ '\">");
  EXPECT_TRUE(bound.work.with.empty());
  EXPECT_EQ(Seen(std::get<ConcreteWork>(BoundWithParams(work, {{.name = "TEXT", .value = "run"}})))
                .at("TEXT"),
            "run");
}

TEST(Bind, LetsTheKubeletReadSecrets) {
  JobTemplate work;
  work.env = {{.name = "A", .value = "$(params.password)"}};
  work.with = {{"B", "$(params.password)"}};
  const auto bound = std::get<ConcreteWork>(BoundWithParams(work));
  for (const EnvVar& variable : bound.work.env) {
    EXPECT_EQ(variable.value, "");
    EXPECT_EQ(variable.value_from.text, R"({"secretKeyRef":{"name":"s","key":"k"}})");
  }
  const auto local = std::get<ConcreteWork>(BoundWithParams(work, {}, R"("$x")"));
  EXPECT_EQ(Seen(local).at("A"), "$x");
  EXPECT_EQ(Seen(local).at("B"), "$x");
}

TEST(Bind, ResolvesReferencesInPartsOfThePod) {
  JobTemplate work;
  work.resources.text =
      R"x({"limits":{"cpu":"$(params.text)","memory":"1Gi"},"requests":{"cpu":1}})x";
  work.pod_template.spec = {
      {"nodeSelector", {R"x({"disk":"$(workflow.uid)"})x"}},
      {"tolerations", {R"x([{"key":"$(params.text)","value":"$(workflow.run)"}])x"}},
      {"serviceAccountName", {R"x("x-$(params.text)")x"}},
      {"affinity", {R"x({"a":"$(params.text)"})x"}},
      {"volumes",
       {R"x([{"name":"$(params.text)","persistentVolumeClaim":{"claimName":"c-$(params.text)"}},)x"
        R"x({"name":"b","projected":{"sources":[{"secret":{"name":"$(params.text)"}}]}}])x"}}};
  const auto bound = std::get<ConcreteWork>(BoundWithParams(work)).work;
  const std::string value = R"x($(HOME) $$ '\")x";
  EXPECT_EQ(bound.resources.text,
            R"x({"limits":{"cpu":")x" + value + R"x(","memory":"1Gi"},"requests":{"cpu":1}})x");
  const auto& spec = bound.pod_template.spec;
  EXPECT_EQ(spec.at("nodeSelector").text, R"x({"disk":"6f1c"})x");
  EXPECT_EQ(spec.at("tolerations").text, R"x([{"key":"$(params.text)","value":"2"}])x");
  EXPECT_EQ(spec.at("serviceAccountName").text, "\"x-" + value + "\"");
  EXPECT_EQ(spec.at("affinity").text, R"x({"a":"$(params.text)"})x") << "not there";
  EXPECT_EQ(spec.at("volumes").text,
            R"x([{"name":"$(params.text)","persistentVolumeClaim":{"claimName":"c-)x" + value +
                R"x("}},{"name":"b","projected":{"sources":[{"secret":{"name":")x" + value +
                R"x("}}]}}])x");
}

TEST(Bind, RefusesWorkWithoutAValue) {
  JobTemplate work;
  work.command = Strings{"echo", "$(params.password)"};
  const Binding bound = BoundWithParams(work);
  EXPECT_EQ(std::get<Refusal>(bound).reason, Reason::kInvalidSpec);
}

TEST(Bind, LimitsTheWholeWork) {
  JobTemplate work;
  work.args = Strings(9, "$(params.text)" + std::string(kLargestText - 100, 'x'));
  EXPECT_EQ(std::get<Refusal>(BoundWithParams(work)).reason, Reason::kValueTooLarge);
}

}  // namespace
}  // namespace executioner::domain
