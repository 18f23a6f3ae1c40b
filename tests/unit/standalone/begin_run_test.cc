// From a manifest to a run, and what a run of this machine cannot do.
#include "controller/standalone/begin_run.h"

#include <gtest/gtest.h>

#include "controller/manifest/json_text.h"
#include "controller/standalone/additions_json.h"
#include "tests/unit/standalone/program.h"

namespace executioner::standalone::testing {
namespace {

using domain::FailurePolicy;

std::string Complaints(const CheckedObject& checked) {
  std::string text;
  for (const domain::Complaint& complaint : checked.complaints) {
    text += complaint.path + ": " + complaint.message + "\n";
  }
  return text;
}

TEST(Check, RequiresNoImage) {
  EXPECT_EQ(Complaints(CheckText(Workflow({"name: a, script: 'true'"}))), "");
}

TEST(Check, RequiresACommandOrScript) {
  EXPECT_EQ(Complaints(CheckText(Workflow({"name: a, image: busybox"}))),
            "spec.jobs[0]: has neither command nor script, and there is no image whose entrypoint "
            "could run: set one of them\n");
}

TEST(Check, AcceptsACommandInDefaults) {
  EXPECT_EQ(Complaints(CheckText(Workflow({"name: a"}, "  defaults: {command: [echo]}\n"))), "");
}

TEST(Check, RejectsSuspend) {
  EXPECT_EQ(Complaints(CheckText(Workflow({"name: a, script: 'true'"}, "  suspend: true\n"))),
            "spec.suspend: a local run would wait forever; remove it\n");
}

TEST(Check, AppliesArguments) {
  const Additions additions{
      .skip = {"a"}, .parallelism = 3, .failure_policy = FailurePolicy::kContinue};
  const auto checked =
      CheckText(Workflow({"name: a, script: 'true'"}, "  parallelism: 9\n"), additions);
  EXPECT_EQ(checked.spec.controls.skip, std::vector<std::string>{"a"});
  EXPECT_EQ(checked.spec.controls.parallelism, 3);
  EXPECT_EQ(checked.spec.controls.failure_policy, FailurePolicy::kContinue);
  EXPECT_EQ(checked.spec_hash, CheckText(Workflow({"name: a, script: 'true'"})).spec_hash)
      << "additions do not change the workflow";
}

/// A workflow with a param of each kind.
std::string WithParams() {
  return Workflow({"name: a, script: 'true'"},
                  "  params:\n"
                  "  - {name: text, value: x}\n"
                  "  - {name: rows, type: Integer}\n"
                  "  - {name: list, type: List, value: []}\n"
                  "  - {name: password, secretKeyRef: {name: s, key: k}}\n");
}

TEST(Params, ReplaceTheValuesOfTheManifest) {
  const CheckedObject checked =
      CheckText(WithParams(), {.params = {{.name = "rows", .json = "6"},
                                          {.name = "rows", .text = "7"},
                                          {.name = "text", .text = "$(x)\n"},
                                          {.name = "list", .text = R"([1, "a"])"},
                                          {.name = "password", .text = "hidden"}}});
  EXPECT_EQ(Complaints(checked), "");
  EXPECT_EQ(checked.spec.params.at(0).value.text, R"("$(x)\n")");
  EXPECT_EQ(checked.spec.params.at(1).value.text, "7");
  EXPECT_EQ(checked.spec.params.at(2).value.text, R"([1,"a"])");
  EXPECT_EQ(checked.spec.params.at(3).value.text, R"("hidden")");
  const std::string object = manifest::CanonicalJson(checked.object.root);
  EXPECT_NE(object.find(R"("name":"rows","type":"Integer","value":7)"), std::string::npos)
      << "what is recorded has the values: " << object;
  EXPECT_EQ(object.find("hidden"), std::string::npos) << "but no secret";
}

TEST(Params, MustBeGiven) {
  EXPECT_EQ(Complaints(CheckText(WithParams())),
            "spec.params[1].value: is missing: give a value here or pass -p rows=VALUE\n");
}

std::string ErrorOf(const GivenParam& param) {
  try {
    CheckText(WithParams(), {.params = {param}});
  } catch (const base::ConfigurationError& error) {
    return error.what();
  }
  return "";
}

TEST(Params, OfTheCommandLineMustExistAndHaveTheirType) {
  EXPECT_EQ(ErrorOf({.name = "row", .text = "1"}),
            "-p: there is no param 'row' in spec.params; did you mean 'rows'?");
  EXPECT_EQ(ErrorOf({.name = "rows", .text = "1.5"}),
            "-p: the value of param 'rows' is not of type Integer");
  EXPECT_EQ(ErrorOf({.name = "text", .json = "1"}),
            "-p: the value of param 'text' is not of type String");
  EXPECT_EQ(ErrorOf({.name = "text", .text = "a\xFF"}),
            "-p: the value of param 'text' is not valid UTF-8 at byte 2");
  EXPECT_TRUE(ErrorOf({.name = "list", .text = "[1"}).ends_with("its type is List"));
}

TEST(Params, WithSecretsComeFromTheEnvironmentToo) {
  domain::WorkflowSpec spec = CheckText(WithParams(), {.params = {{"rows", "1"}}}).spec;
  EXPECT_THROW(RequireHiddenValues(spec, {}), base::ConfigurationError);
  RequireHiddenValues(spec, {{"EXECUTIONER_PARAM_password", "a\"b"}});
  EXPECT_EQ(spec.params.at(3).value.text, R"("a\"b")");
  EXPECT_THROW(RefuseHiddenValues(spec), base::ConfigurationError);
  EXPECT_EQ(WithoutHidden({{"rows", "1"}, {"password", "hidden"}}, spec).size(), 1U);
}

TEST(Check, RejectsUnknownSkippedJobs) {
  try {
    CheckText(Workflow({"name: load, script: 'true'"}), {.skip = {"laad"}});
    FAIL();
  } catch (const base::ConfigurationError& error) {
    EXPECT_STREQ(error.what(), "--skip: there is no job 'laad'; did you mean 'load'?");
  }
}

TEST(IgnoredFields, NamesEachFieldOfPodsOnce) {
  const auto checked =
      CheckText(Workflow({"name: a, script: 'true', resources: {limits: {cpu: 1}}, env: [{name: A, "
                          "valueFrom: {fieldRef: {fieldPath: spec.nodeName}}}]",
                          "name: b, script: 'true', resources: {limits: {cpu: 1}}"},
                         "  ttlSecondsAfterFinished: 5\n"));
  EXPECT_EQ(Complaints(checked), "");
  EXPECT_EQ(IgnoredFields(checked.spec),
            (std::vector<std::string>{"env[].valueFrom", "resources", "ttlSecondsAfterFinished"}));
}

TEST(IgnoredFields, AreEmptyForALocalManifest) {
  EXPECT_TRUE(IgnoredFields(CheckText(Workflow({"name: a, script: 'true'"})).spec).empty());
}

TEST(BeginRun, RecordsEveryJobAsPending) {
  const base::SystemClock clock;
  const auto execution = BeginRun(CheckText(Workflow({"name: a, script: 'true'"})), clock);
  ASSERT_EQ(execution.recorded.jobs.size(), 1U);
  EXPECT_EQ(execution.recorded.counts, (domain::Counts{.total = 1, .pending = 1}));
  EXPECT_EQ(execution.owner.name, "etl");
  EXPECT_TRUE(execution.recorded.start_time.has_value()) << "the program may die at once";
}

TEST(Additions, AreParsedToTheSameValues) {
  const Additions additions{.skip = {"a", "b"},
                            .parallelism = 3,
                            .failure_policy = FailurePolicy::kCancelRunning,
                            .env = {{.name = "A", .value = "=\"'\n"}, {.name = "B"}}};
  const Additions read = ReadAdditions(WriteAdditions(additions));
  EXPECT_EQ(read.skip, additions.skip);
  EXPECT_EQ(read.parallelism, 3);
  EXPECT_EQ(read.failure_policy, FailurePolicy::kCancelRunning);
  ASSERT_EQ(read.env.size(), 2U);
  EXPECT_EQ(read.env[0].name, "A");
  EXPECT_EQ(read.env[0].value, "=\"'\n");
  EXPECT_EQ(read.env[1].value, "");
}

TEST(Additions, ThatAreEmptyAreNotRecorded) {
  EXPECT_EQ(WriteAdditions({}), "{}");
  for (const char* text : {"", "{}", "[", "[]", "7", R"({"skip":7,"parallelism":"x","env":[7]})",
                           R"({"failurePolicy":99,"env":{"a":1}})"}) {
    const Additions read = ReadAdditions(text);
    EXPECT_TRUE(read.skip.empty() || read.skip == std::vector<std::string>{""}) << text;
    EXPECT_FALSE(read.parallelism) << text;
    EXPECT_FALSE(read.failure_policy) << text;
    EXPECT_TRUE(read.env.empty()) << text;
  }
}

}  // namespace
}  // namespace executioner::standalone::testing
