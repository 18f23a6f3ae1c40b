#include <gtest/gtest.h>

#include "tests/unit/domain/validate_fixture.h"

namespace executioner::domain {
namespace {

constexpr const char* kAll =
    "$(workflow.name) $(workflow.namespace) $(workflow.uid) $(workflow.run) $(job.attempt) $(date)";

/// A job with the text in each field that may hold references.
JobTemplate WithText(const std::string& text) {
  JobTemplate work{.image = text,
                   .command = Strings{text},
                   .args = Strings{text},
                   .working_dir = text,
                   .env = {{.name = "A", .value = text}}};
  work.pre_checks = std::vector<Check>{{.path = text}};
  work.post_checks =
      std::vector<Check>{{.kind = CheckKind::kFilesMatch, .glob = text, .pattern = text},
                         {.kind = CheckKind::kCommand, .command = {text}}};
  return work;
}

TEST(ValidateReferences, AcceptsKnownReferences) {
  JobTemplate work = WithText(kAll);
  std::erase(*work.image, ' ');
  EXPECT_EQ(ComplaintsOf(work), Strings{});
}

TEST(ValidateReferences, AcceptsEscapedReferences) {
  EXPECT_EQ(ComplaintsOf(WithText("$$(params.x)")), Strings{});
}

TEST(ValidateReferences, RejectsUnknownReferencesInEachField) {
  const std::string why =
      ": '$(params.x)' is a reference to something that does not exist; there are "
      "$(workflow.name), $(workflow.namespace), $(workflow.uid), $(workflow.run), "
      "$(workflow.startTime), $(schedule.time), $(schedule.date), $(job.attempt); "
      "for literal text write '$$(params.x)'";
  Strings expected;
  for (const char* field :
       {"image", "command[0]", "args[0]", "workingDir", "env[0].value",
        "preChecks[0].fileExists.path", "postChecks[0].filesMatch.glob",
        "postChecks[0].filesMatch.pattern", "postChecks[1].command.command[0]"}) {
    expected.push_back("spec.jobs[0]." + std::string(field) + why);
  }
  EXPECT_EQ(ComplaintsOf(WithText("$(params.x)")), expected);
}

TEST(ValidateReferences, NamesTheNearestReference) {
  JobTemplate work = GoodWork();
  work.args = Strings{"$(workflow.nam)"};
  EXPECT_EQ(ComplaintsOf(work),
            Strings{"spec.jobs[0].args[0]: '$(workflow.nam)' is a reference to something that does "
                    "not exist; did you mean 'workflow.name'?; for literal text write "
                    "'$$(workflow.nam)'"});
}

TEST(ValidateReferences, ShowsTheVariableForAScript) {
  EXPECT_EQ(
      ComplaintsOf(JobTemplate{.image = "x", .script = "echo $(workflow.name)"}),
      Strings{"spec.jobs[0].script: '$(workflow.name)' cannot stand here: a script gets values "
              "in variables; add with: {WORKFLOW_NAME: $(workflow.name)} to the job and "
              "write \"$WORKFLOW_NAME\""});
}

TEST(ValidateReferences, RejectsReferencesInShell) {
  EXPECT_EQ(
      ComplaintsOf(JobTemplate{.image = "x", .script = "x", .shell = Strings{"$(job.attempt)"}})
          .size(),
      1U);
}

TEST(ValidateReferences, ShowsHowToRunACommandOfSuchAName) {
  EXPECT_EQ(ComplaintsOf(JobTemplate{.image = "x", .script = "$(job.sh)"}),
            Strings{"spec.jobs[0].script: '$(job.sh)' is read as a reference, and nothing of that "
                    "name exists; to run a command of that name write '$( job.sh)'"});
  EXPECT_EQ(ComplaintsOf(JobTemplate{.image = "x", .script = "$( job.sh); $(date) $(jobs -p)"}),
            Strings{});
}

/// Complaints about one argument of a job of a workflow with params.
Strings ComplaintsOfText(const std::string& text) {
  WorkflowSpec spec = Good({GoodJob("load")});
  spec.params = {{.name = "rows", .type = ValueType::kInteger, .value = {"7"}},
                 {.name = "job", .type = ValueType::kObject, .value = {R"({"id":"x"})"}},
                 {.name = "password", .secret_key_ref = {R"({"name":"s","key":"k"})"}}};
  spec.metadata = Metadata{.labels = {{"team", "a"}, {"a.b/c", "d"}}};
  spec.jobs[0].work.args = Strings{text};
  return ComplaintsOf(spec);
}

TEST(ValidateReferences, AcceptsParamsAndLabels) {
  EXPECT_EQ(ComplaintsOfText("$(params.rows) $(params.job) $(params.job.id) "
                             "$(workflow.labels.team) $(workflow.labels[\"a.b/c\"])"),
            Strings{});
}

TEST(ValidateReferences, RejectsWhatParamsAndLabelsLack) {
  const std::string place = "spec.jobs[0].args[0]: ";
  const std::map<std::string, std::string> expected{
      {"$(params.row)",
       "'$(params.row)' is a reference to something that does not exist; did you mean "
       "'params.rows'?; for literal text write '$$(params.row)'"},
      {"$(params.rows.x)",
       "'$(params.rows.x)': param 'rows' has no fields: only those of type Object have"},
      {"$(params.job.name)", "'$(params.job.name)': param 'job' has no such field in its value"},
      {"$(params.password)",
       "'$(params.password)': param 'password' comes from a Secret or ConfigMap, so it can only be "
       "a whole value in env or with"},
      {"$(workflow.labels.tem)", "'$(workflow.labels.tem)': metadata.labels has no 'tem'"},
      {"$(jobs.loads.results.x)",
       "'$(jobs.loads.results.x)': there is no job 'loads'; did you mean 'load'?"}};
  for (const auto& [text, complaint] : expected) {
    EXPECT_EQ(ComplaintsOfText(text), Strings{place + complaint});
  }
}

TEST(ValidateReferences, ChecksPartsOfThePod) {
  JobTemplate work = GoodWork();
  work.resources.text = R"x({"limits":{"cpu":"$(params.x)"}})x";
  work.pod_template.spec = {
      {"serviceAccountName", {R"x("$(workflow.name)")x"}},
      {"tolerations", {R"x([{"value":"$(workflow.name)"},{"value":"$(workflow.nam)"}])x"}},
      {"volumes", {R"x([{"name":"$(params.x)","secret":{"secretName":"$(jobs.a.results.x)"}}])x"}}};
  const Strings complaints = ComplaintsOf(work);
  ASSERT_EQ(complaints.size(), 4U);
  const Strings starts{
      "spec.jobs[0].resources.limits.cpu: '$(params.x)' is a reference",
      "spec.jobs[0].podTemplate.spec.serviceAccountName: '$(workflow.name)' cannot stand here: "
      "names of accounts",
      "spec.jobs[0].podTemplate.spec.tolerations[1].value: '$(workflow.nam)'",
      "spec.jobs[0].podTemplate.spec.volumes[0].secret.secretName: '$(jobs.a.results.x)' cannot "
      "stand here"};
  for (std::size_t i = 0; i < starts.size(); ++i) {
    EXPECT_TRUE(complaints[i].starts_with(starts[i])) << complaints[i];
  }
}

TEST(ValidateReferences, ShowsTheVariableOfAParamForAScript) {
  WorkflowSpec spec = Good();
  spec.params = {{.name = "rows", .value = {R"("7")"}}};
  spec.jobs[0].work = {.image = "x", .script = "echo $(params.rows)"};
  EXPECT_EQ(ComplaintsOf(spec),
            Strings{"spec.jobs[0].script: '$(params.rows)' cannot stand here: a script gets values "
                    "in variables; add with: {ROWS: $(params.rows)} to the job and write "
                    "\"$ROWS\""});
}

}  // namespace
}  // namespace executioner::domain
