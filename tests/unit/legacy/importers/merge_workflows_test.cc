/// \file
/// Several Workflows as one: no field of them gets lost, and each file waits for the ones before.
#include "controller/legacy/importers/merge_workflows.h"

#include <fstream>
#include <iterator>
#include <map>
#include <set>

#include <gtest/gtest.h>

#include "controller/manifest/json_text.h"
#include "controller/manifest/yaml_reader.h"

namespace executioner::legacy::importers {
namespace {

using manifest::Value;
using Strings = std::vector<std::string>;

MergeInput Input(const std::string& name, const std::string& spec) {
  const manifest::Manifest read = manifest::ReadManifest(
      "{apiVersion: executioner.dev/v1alpha1, kind: Workflow, metadata: {name: " + name +
          "}, spec: {" + spec + "}}",
      name + ".yaml");
  return {read.objects.at(0), name};
}

Imported Merged(const std::string& one, const std::string& two) {
  return MergeWorkflows({Input("one", one), Input("two", two)}, "both", Prefixes::kOnConflict);
}

Strings Messages(const std::vector<Finding>& findings) {
  Strings messages;
  for (const Finding& finding : findings) {
    messages.push_back(finding.message);
  }
  return messages;
}

/// Errors instead of a spec are failures of the test.
Value SpecOf(const Imported& imported) {
  EXPECT_EQ(Messages(imported.errors), Strings{});
  const Value root = manifest::ParseJson(imported.manifest_json).value;
  return root.Find("spec") == nullptr ? Value{} : *root.Find("spec");
}

/// A field of the job of this name, as JSON; "" when it has none.
std::string Field(const Imported& imported, const std::string& name, const std::string& field) {
  const Value spec = SpecOf(imported);
  for (const Value& job : *spec.Find("jobs")->Items()) {
    if (*job.Find("name")->Text() == name) {
      return job.Find(field) == nullptr ? "" : manifest::CanonicalJson(*job.Find(field));
    }
  }
  return "no job " + name;
}

std::string JsonOf(const std::string& yaml) {
  return manifest::CanonicalJson(manifest::ReadYaml(yaml, "sample").at(0));
}

/// Name and type of the fields that the schema of the API has below a path of properties.
std::map<std::string, std::string> SchemaFields(const Strings& path) {
  std::ifstream file(EXECUTIONER_SOURCE_DIR "/crds/workflows.yaml");
  const std::string text{std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>()};
  const Value crd = manifest::ReadYaml(text, "workflows.yaml").at(0);
  const Value* node = &crd.Find("spec")->Find("versions")->Items()->at(0);
  node = node->Find("schema")->Find("openAPIV3Schema");
  for (const std::string& name : path) {
    node = node->Find("properties")->Find(name);
  }
  std::map<std::string, std::string> fields;
  for (const auto& [name, schema] : *node->Find("properties")->Members()) {
    fields.emplace(name, *schema.Find("type")->Text());
  }
  return fields;
}

/// A value of a type, for a field that has no sample; "" when it takes more than that.
std::string AnyValue(const std::string& type) {
  return type == "integer" ? "9" : type == "boolean" ? "true" : type == "string" ? "any" : "";
}

/// A value for each field of `defaults`.
const std::map<std::string, std::string>& Samples() {
  static const std::map<std::string, std::string> kSamples{
      {"image", "i"},
      {"imagePullPolicy", "Always"},
      {"command", "[x]"},
      {"args", "[x]"},
      {"script", "x"},
      {"shell", "[/bin/bash, -c]"},
      {"workingDir", "/tmp"},
      {"env", "[{name: A, value: b}]"},
      {"with", "{B: c}"},
      {"results", "[{name: r, type: Integer, from: Stdout}]"},
      {"interpolateEnv", "true"},
      {"envFrom", "[{configMapRef: {name: c}}]"},
      {"resources", "{limits: {cpu: 1}}"},
      {"volumeMounts", "[{name: v, mountPath: /v}]"},
      {"securityContext", "{runAsUser: 1}"},
      {"timeoutSeconds", "5"},
      {"terminationGracePeriodSeconds", "6"},
      {"pendingTimeoutSeconds", "7"},
      {"retry", "{limit: 3}"},
      {"preChecks", "[{fileExists: {path: /a}}]"},
      {"postChecks", "[{fileExists: {path: /b}}]"},
      {"podTemplate", "{metadata: {labels: {a: b}}, spec: {nodeSelector: {a: b}}}"}};
  return kSamples;
}

TEST(MergeWorkflows, KeepsEveryFieldOfTheDefaultsOfOneFile) {
  const std::set<std::string> runs{"command", "args", "script"};
  for (const auto& [field, type] : SchemaFields({"spec", "defaults"})) {
    SCOPED_TRACE(field);
    const auto known = Samples().find(field);
    const std::string sample = known == Samples().end() ? AnyValue(type) : known->second;
    ASSERT_NE(sample, "") << "add a value for the new field";
    const std::string with = "defaults: {" + field + ": " + sample + "}, jobs: [{name: a" +
                             (runs.contains(field) ? "" : ", script: x") + "}]";
    const std::string without = "jobs: [{name: b, script: x}]";
    EXPECT_EQ(Field(Merged(with, without), "a", field), JsonOf(sample));
    EXPECT_EQ(Field(Merged(without, with), "a", field), JsonOf(sample));
    EXPECT_EQ(Field(Merged(without, with), "b", field), field == "script" ? "\"x\"" : "");
  }
}

TEST(MergeWorkflows, GivesJobsTheShellOnlyIfTheyInheritIt) {
  const Imported merged = Merged(
      "defaults: {shell: [bash, -c], script: d}, jobs: [{name: own, script: x, shell: [ksh]}, "
      "{name: command, command: [x]}, {name: none}]",
      "jobs: [{name: b, script: x}]");
  EXPECT_EQ(Field(merged, "own", "shell"), R"(["ksh"])");
  EXPECT_EQ(Field(merged, "command", "shell"), "");
  EXPECT_EQ(Field(merged, "command", "script"), "");
  EXPECT_EQ(Field(merged, "none", "shell"), R"(["bash","-c"])");
}

TEST(MergeWorkflows, MergesFieldsOfJobsWithThoseOfDefaultsAsThePlanDoes) {
  const Imported merged = Merged(
      "defaults: {env: [{name: A, value: x}, {name: B, value: w}], podTemplate: {metadata: "
      "{labels: "
      "{a: x, b: w}}, spec: {nodeSelector: {a: x, b: w}, hostname: h}}}, jobs: [{name: a, script: "
      "x, env: [{name: A, value: z}, {name: C, value: z}], podTemplate: {metadata: {labels: {a: "
      "z}}, spec: {nodeSelector: {c: z}}}}]",
      "jobs: [{name: b, script: x}]");
  EXPECT_EQ(Field(merged, "a", "env"),
            JsonOf("[{name: A, value: z}, {name: B, value: w}, {name: C, value: z}]"))
      << "variables see those before them";
  EXPECT_EQ(
      Field(merged, "a", "podTemplate"),
      JsonOf("{metadata: {labels: {a: z, b: w}}, spec: {nodeSelector: {c: z}, hostname: h}}"));
}

TEST(MergeWorkflows, TreatsNullAsAbsent) {
  const Imported merged = Merged(
      "defaults: null, parallelism: null, jobs: [{name: a, script: x, env: null}]",
      "defaults: {env: [{name: A, value: b}], image: null}, jobs: [{name: b, script: x, env: "
      "null, dependsOn: null}]");
  EXPECT_EQ(Field(merged, "b", "env"), JsonOf("[{name: A, value: b}]"));
  EXPECT_EQ(Field(merged, "b", "dependsOn"), R"(["a"])");
}

/// Values of fields of the spec other than those that a manifest without them means.
const std::map<std::string, std::string>& SpecSamples() {
  static const std::map<std::string, std::string> kSamples{{"failurePolicy", "Continue"},
                                                           {"activeDeadlineSeconds", "60"},
                                                           {"suspend", "true"},
                                                           {"cancel", "Graceful"},
                                                           {"rerunOn", "SpecChange"},
                                                           {"priority", "5"},
                                                           {"params", "[{name: p, value: v}]"},
                                                           {"podRetention", "{failed: Delete}"},
                                                           {"ttlSecondsAfterFinished", "7"}};
  return kSamples;
}

TEST(MergeWorkflows, RejectsOrKeepsEveryFieldOfTheSpec) {
  const std::set<std::string> joined{"jobs", "defaults", "skip", "parallelism"};
  for (const auto& [field, type] : SchemaFields({"spec"})) {
    if (joined.contains(field)) {
      continue;
    }
    SCOPED_TRACE(field);
    ASSERT_TRUE(SpecSamples().contains(field)) << "add a value for the new field";
    const std::string& sample = SpecSamples().at(field);
    const std::string one = "jobs: [{name: a, script: x}]";
    const std::string two = "jobs: [{name: b, script: x}]";
    const std::string with = field + ": " + sample + ", ";
    for (const Imported& merged : {Merged(with + one, two), Merged(one, with + two)}) {
      EXPECT_EQ(Messages(merged.errors),
                Strings{"spec." + field + ": differs from one.yaml: make them the same"});
    }
    const Value spec = SpecOf(Merged(with + one, with + two));
    ASSERT_NE(spec.Find(field), nullptr);
    EXPECT_EQ(manifest::CanonicalJson(*spec.Find(field)),
              field == "activeDeadlineSeconds" ? "120" : JsonOf(sample));
  }
}

TEST(MergeWorkflows, AddsUpDeadlinesAndSaysSo) {
  const Imported merged = Merged("activeDeadlineSeconds: 60, jobs: [{name: a, script: x}]",
                                 "activeDeadlineSeconds: 60, jobs: [{name: b, script: x}]");
  EXPECT_EQ(merged.notes, (std::vector<Finding>{{"one.yaml",
                                                 "spec.activeDeadlineSeconds: 120, the sum, since "
                                                 "the files run one after the other"}}));
}

TEST(MergeWorkflows, UsesTheSmallestParallelismAndSaysSo) {
  const std::string a = "jobs: [{name: a, script: x}]";
  const std::string b = "jobs: [{name: b, script: x}]";
  const auto parallelism = [](const Imported& merged) {
    const Value spec = SpecOf(merged);
    return spec.Find("parallelism") == nullptr ? ""
                                               : manifest::CanonicalJson(*spec.Find("parallelism"));
  };
  const Finding note{"one.yaml",
                     "spec.parallelism: 1, the smallest of the files, holds for all jobs"};
  for (const std::string& other : {b, "parallelism: 4, " + b}) {
    const Imported merged = Merged("parallelism: 1, " + a, other);
    EXPECT_EQ(parallelism(merged), "1");
    EXPECT_EQ(merged.notes, std::vector<Finding>{note});
  }
  EXPECT_EQ(parallelism(Merged(a, "parallelism: 3, " + b)), "3");
  const Imported same = Merged("parallelism: 2, " + a, "parallelism: 2, " + b);
  EXPECT_EQ(parallelism(same), "2");
  EXPECT_EQ(same.notes, std::vector<Finding>{});
  EXPECT_EQ(parallelism(Merged(a, b)), "");
}

TEST(MergeWorkflows, TheFirstJobsOfAFileWaitForTheLastJobsOfThePreviousFile) {
  const Imported merged =
      Merged("jobs: [{name: a, script: x}, {name: b, script: x, dependsOn: [a]}]",
             "jobs: [{name: c, script: x}, {name: d, script: x, dependsOn: [c]}]");
  EXPECT_EQ(Field(merged, "c", "dependsOn"), R"(["b"])");
  EXPECT_EQ(Field(merged, "c", "trigger"), "");
  EXPECT_EQ(Field(merged, "d", "dependsOn"), R"(["c"])");
}

TEST(MergeWorkflows, AJobThatItsTriggerSkipsDoesNotStopTheNextFile) {
  for (const char* trigger : {"AnyFailed", "AllFailed", "AnySucceeded"}) {
    const Imported merged = Merged(
        "jobs: [{name: load, script: x}, {name: alarm, script: x, dependsOn: [load], trigger: " +
            std::string(trigger) + "}]",
        "jobs: [{name: c, script: x}]");
    EXPECT_EQ(Field(merged, "c", "dependsOn"), R"(["load","alarm"])") << trigger;
    EXPECT_EQ(Field(merged, "c", "trigger"), R"("NoneFailed")") << trigger;
  }
}

TEST(MergeWorkflows, ACleanupThatSucceedsDoesNotHideTheFailureBeforeIt) {
  const Imported merged = Merged(
      "jobs: [{name: a, script: x}, {name: b, script: x, dependsOn: [a]}, {name: cleanup, script: "
      "x, "
      "dependsOn: [b], trigger: AllFinished}]",
      "jobs: [{name: c, script: x}]");
  EXPECT_EQ(Field(merged, "c", "dependsOn"), R"(["b","cleanup"])");
  EXPECT_EQ(Field(merged, "c", "trigger"), "");
}

TEST(MergeWorkflows, NamesJobsThatRunAlthoughTheirFileDoesNotStart) {
  const Imported merged =
      Merged("jobs: [{name: a, script: x}]",
             "jobs: [{name: b, script: x}, {name: cleanup, script: x, dependsOn: [b], trigger: "
             "AllFinished}, {name: any, script: x, dependsOn: [b], trigger: AnySucceeded}]");
  ASSERT_EQ(merged.notes.size(), 1U);
  EXPECT_TRUE(merged.notes[0].place.starts_with("two.yaml:1:"));
  EXPECT_EQ(merged.notes[0].message,
            "job 'cleanup' (AllFinished) also runs when a file before this one has failed");
}

}  // namespace
}  // namespace executioner::legacy::importers
