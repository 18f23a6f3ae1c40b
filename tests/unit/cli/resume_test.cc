/// \file
/// `resume`, `retry` and `mark-success`: what runs again, and what is refused.
#include <csignal>

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "tests/unit/cli/binary.h"

namespace executioner::cli {
namespace {

using nlohmann::json;

bool Has(const std::string& text, const std::string& part) {
  return text.find(part) != std::string::npos;
}

/// `bad` fails until the file `ok` is there; `behind` waits for it.
constexpr const char* kJobs =
    "{name: good, script: echo good}, {name: bad, script: 'test -e ok && echo bad'}, "
    "{name: behind, dependsOn: [bad], script: echo behind}";

class Resume : public testing::Test {
 protected:
  Resume() { EXPECT_EQ(line.RunJobs(kJobs).code, kRunFailed); }

  void Repair() const { line.Write("ok", ""); }

  CommandLine line;
};

TEST_F(Resume, RunsOnlyJobsThatDidNotSucceed) {
  Repair();
  const Said said = line.Run({"resume", "1"});
  EXPECT_EQ(said.code, kSucceeded) << said.err;
  EXPECT_EQ(said.out, "bad | bad\nbehind | behind\n");
  const json run = json::parse(line.Run({"show", "1", "-o", "json"}).out);
  EXPECT_EQ(run["attempt"], 2);
  EXPECT_EQ(run["runAttempts"][1]["command"], "resume");
}

TEST_F(Resume, FailedOnlyLeavesOutJobsThatNeverRanAndSaysSo) {
  Repair();
  const Said said = line.Run({"resume", "latest", "--failed-only"});
  EXPECT_EQ(said.out, "bad | bad\n");
  EXPECT_EQ(said.code, kRunFailed) << "behind has not run";
  EXPECT_TRUE(Has(said.err, "left out: behind")) << said.err;
  EXPECT_TRUE(Has(line.Run({"show", "1"}).out, "job 'behind' did not run")) << said.err;
  EXPECT_EQ(line.Run({"resume", "1", "--failed-only"}).code, kRunFailed);
  EXPECT_EQ(line.Run({"resume", "1"}).out, "behind | behind\n");
}

TEST_F(Resume, FromRunsNoJobThatDoesNotDependOnIt) {
  line.RunJobs("{name: a, script: echo a}, {name: x, script: echo x; exit 1}");
  const Said said = line.Run({"resume", "2", "--from", "a"});
  EXPECT_EQ(said.out, "a | a\n");
  EXPECT_EQ(said.code, kRunFailed) << "x failed before and did not run again";
}

TEST_F(Resume, EndsACancelledRunAsSucceededWhenItsLastJobSucceeded) {
  Program run(line,
              {"run", line.Write("last.yaml", WorkflowOf("{name: a, script: \"trap 'exit 0' "
                                                         "TERM; echo up; sleep 60 & wait\"}"))});
  ASSERT_TRUE(run.AwaitOutput("up"));
  run.Signal(SIGINT);
  EXPECT_EQ(run.Wait().code, 128 + SIGINT);
  const Said said = line.Run({"resume", "2"});
  EXPECT_EQ(said.code, kSucceeded) << said.err;
  EXPECT_EQ(said.out, "");
  EXPECT_EQ(json::parse(line.Run({"show", "2", "-o", "json"}).out)["phase"], "Succeeded");
  EXPECT_TRUE(Has(line.Run({"resume", "2"}).err, "nothing is left to run"));
}

TEST_F(Resume, FromRunsAJobAndItsDependents) {
  Repair();
  line.Run({"resume", "1"});
  EXPECT_EQ(line.Run({"resume", "1", "--from", "bad"}).out, "bad | bad\nbehind | behind\n");
  EXPECT_EQ(line.Run({"resume", "1", "--from", "behind"}).out, "behind | behind\n");
}

TEST_F(Resume, FromAnUnknownJobNamesTheNearest) {
  const Said said = line.Run({"resume", "1", "--from", "behnd"});
  EXPECT_EQ(said.code, kNotFound);
  EXPECT_TRUE(Has(said.err, "did you mean 'behind'?")) << said.err;
}

TEST_F(Resume, OfARunThatSucceededDoesNothing) {
  Repair();
  line.Run({"resume", "1"});
  const Said said = line.Run({"resume", "1"});
  EXPECT_EQ(said.code, kSucceeded);
  EXPECT_TRUE(Has(said.err, "nothing is left to run")) << said.err;
}

TEST_F(Resume, WithAChangedManifestListsChangesAndRequiresForce) {
  Repair();
  const std::string file = line.Write(
      "new.yaml", WorkflowOf("{name: good, script: echo good}, {name: bad, script: echo new}"));
  const Said refused = line.Run({"resume", "1", "--file", file});
  EXPECT_EQ(refused.code, kUsage);
  EXPECT_TRUE(Has(refused.err, "job bad: script\n")) << refused.err;
  EXPECT_TRUE(Has(refused.err, "job behind: gone\n")) << refused.err;
  EXPECT_TRUE(Has(refused.err, "--force")) << refused.err;
  EXPECT_EQ(line.Run({"resume", "1", "--file", file, "--force"}).out, "bad | new\n");
}

TEST_F(Resume, WithAnInvalidManifestExitsWithThree) {
  const std::string file = line.Write("new.yaml", WorkflowOf("{name: bad, scrip: x}"));
  EXPECT_EQ(line.Run({"resume", "1", "--file", file}).code, kInvalidManifest);
}

TEST_F(Resume, KeepsTheArgumentsOfTheRun) {
  line.RunJobs("{name: a, script: 'test -e ok && echo $DAY'}", {"--env", "DAY=mon"});
  Repair();
  EXPECT_EQ(line.Run({"resume", "2"}).out, "a | mon\n");
}

TEST_F(Resume, OfAnUnknownRunIsNotFound) {
  EXPECT_EQ(line.Run({"resume", "7"}).code, kNotFound);
}

TEST_F(Resume, CannotBeFailedOnlyAndFrom) {
  EXPECT_EQ(line.Run({"resume", "1", "--failed-only", "--from", "bad"}).code, kUsage);
}

TEST_F(Resume, RetryRunsFailedJobsAndThoseTheyBlocked) {
  Repair();
  EXPECT_EQ(line.Run({"retry", "1", "bad"}).out, "bad | bad\nbehind | behind\n");
}

TEST_F(Resume, RetryRejectsJobsThatDidNotFail) {
  const Said said = line.Run({"retry", "1", "good"});
  EXPECT_EQ(said.code, kUsage);
  EXPECT_TRUE(Has(said.err, "good: only a job that failed")) << said.err;
  EXPECT_EQ(line.Run({"retry", "1", "bda"}).code, kNotFound);
}

TEST_F(Resume, MarkSuccessRecordsWhoAndWhy) {
  const Said said = line.Run({"mark-success", "1", "bad", "--reason", "checked by hand"});
  EXPECT_EQ(said.code, kSucceeded) << said.err;
  const json run = json::parse(line.Run({"show", "1", "-o", "json"}).out);
  EXPECT_EQ(run["audit"][0]["job"], "bad");
  EXPECT_EQ(run["audit"][0]["previousPhase"], "Failed");
  EXPECT_EQ(run["audit"][0]["requestedBy"], "ann");
  EXPECT_EQ(run["audit"][0]["reason"], "checked by hand");
  EXPECT_TRUE(Has(line.Run({"show", "1"}).out, "ann mark-success bad, was Failed"));
  EXPECT_EQ(line.Run({"resume", "1"}).out, "behind | behind\n");
}

TEST_F(Resume, MarkSuccessRequiresAReasonAndAnExistingJob) {
  EXPECT_EQ(line.Run({"mark-success", "1", "bad"}).code, kUsage);
  EXPECT_EQ(line.Run({"mark-success", "1", "bda", "--reason", "x"}).code, kNotFound);
  EXPECT_EQ(line.Run({"mark-success", "1", "good", "--reason", "x"}).code, kUsage);
}

TEST_F(Resume, CancelOfAnEndedRunIsRejected) {
  const Said said = line.Run({"cancel", "1"});
  EXPECT_EQ(said.code, kUsage);
  EXPECT_TRUE(Has(said.err, "run 1 has already ended (Failed)")) << said.err;
}

TEST(ResumeFile, ListsFieldsOfTheRunThatDiffer) {
  CommandLine line;
  line.RunJobs("{name: a, script: 'false'}");
  const std::string other = line.Write(
      "other.yaml",
      "apiVersion: executioner.dev/v1alpha1\nkind: Workflow\nmetadata: {name: etl}\n"
      "spec:\n  skip: [a]\n  activeDeadlineSeconds: 9\n  jobs: [{name: a, script: 'false'}]\n");
  const Said said = line.Run({"resume", "1", "-f", other});
  EXPECT_EQ(said.code, kUsage);
  EXPECT_TRUE(Has(said.err, "  activeDeadlineSeconds\n  skip\n")) << said.err;
  EXPECT_EQ(line.Run({"resume", "1", "-f", other, "--force"}).code, kSucceeded);
}

TEST(ResumeFile, SaysThatTheFileChangedAndUsesItOnRequest) {
  CommandLine line;
  line.RunJobs("{name: a, script: 'echo old; false'}");
  const Said unchanged = line.Run({"resume", "1"});
  EXPECT_FALSE(Has(unchanged.err, "has changed")) << unchanged.err;
  const std::string file =
      line.Write("etl.yaml", WorkflowOf("{name: a, script: 'echo new; false'}"));
  const Said old = line.Run({"resume", "latest"});
  EXPECT_EQ(old.out, "a | old\n");
  EXPECT_TRUE(Has(old.err, file + " has changed since run 1 read it")) << old.err;
  EXPECT_TRUE(Has(old.err, "  job a: script\n")) << old.err;
  EXPECT_TRUE(Has(old.err, "executioner resume 1 -f " + file)) << old.err;
  EXPECT_TRUE(Has(line.Run({"retry", "1", "a"}).err, file + " has changed since run 1 read it"));
  const Said taken = line.Run({"resume", "latest", "-f", file});
  EXPECT_EQ(taken.out, "a | new\n");
  EXPECT_TRUE(Has(taken.err, "  job a: script\n")) << taken.err;
  EXPECT_FALSE(Has(line.Run({"retry", "1", "a"}).err, "has changed"));
}

TEST(ResumeFile, SaysThatTheFileIsNoLongerValid) {
  CommandLine line;
  line.RunJobs("{name: a, script: 'echo old; false'}");
  line.Write("etl.yaml", "apiVersion: [");
  const Said said = line.Run({"resume", "1"});
  EXPECT_EQ(said.out, "a | old\n");
  EXPECT_TRUE(Has(said.err, "etl.yaml has changed since run 1 read it")) << said.err;
}

TEST(MarkSuccess, RequiresANonEmptyReason) {
  CommandLine line;
  line.RunJobs("{name: a, script: 'false'}");
  const Said said = line.Run({"mark-success", "1", "a", "--reason", " "});
  EXPECT_EQ(said.code, kUsage);
  EXPECT_TRUE(Has(said.err, "--reason: is empty")) << said.err;
}

TEST(Env, RejectsReservedVariables) {
  CommandLine line;
  const Said said = line.RunJobs("{name: a, script: 'true'}", {"--env", "EXECUTIONER_JOB=b"});
  EXPECT_EQ(said.code, kUsage);
  EXPECT_TRUE(Has(said.err, "EXECUTIONER_JOB")) << said.err;
}

}  // namespace
}  // namespace executioner::cli
