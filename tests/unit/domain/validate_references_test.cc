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

TEST(ValidateReferences, ShowsTheEnvEntryForAScript) {
  EXPECT_EQ(
      ComplaintsOf(JobTemplate{.image = "x", .script = "echo $(workflow.name)"}),
      Strings{"spec.jobs[0].script: '$(workflow.name)' cannot stand here: a script gets values "
              "through env; add {name: WORKFLOW_NAME, value: $(workflow.name)} to env and "
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

}  // namespace
}  // namespace executioner::domain
