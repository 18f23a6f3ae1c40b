/// \file
/// `executioner run` as a person sees it: what it prints, what it ends with.
#include <filesystem>
#include <fstream>
#include <iterator>

#include <gtest/gtest.h>

#include "tests/unit/cli/command_line.h"

namespace executioner::cli {
namespace {

using testing::Test;

bool Has(const std::string& text, const std::string& part) {
  return text.find(part) != std::string::npos;
}

TEST(RunCommand, SaysThatAFailureWasAllowed) {
  CommandLine line;
  const Said said =
      line.RunJobs("{name: a, script: exit 3, allowFailure: true}, {name: b, script: 'true'}");
  EXPECT_EQ(said.code, kSucceeded);
  EXPECT_TRUE(
      Has(said.err, ": 1 of 2 succeeded, 1 failed (allowed)\n  a (allowed to fail): exit code 3\n"))
      << said.err;
  EXPECT_FALSE(Has(line.RunJobs("{name: a, script: exit 3, allowFailure: true}", {"--quiet"}).err,
                   "exit code 3"));
}

TEST(RunCommand, HandsParamsOnByteForByte) {
  CommandLine line;
  const std::string hostile = "$(SECRET) $$ $$(x) '\"; rm -rf\n\t${HOME} $HOME `id` \\ \xC3\xA9\n";
  const std::string file = line.Write("params.yaml", R"(apiVersion: executioner.dev/v1alpha1
kind: Workflow
metadata: {name: etl}
spec:
  params: [{name: text}]
  jobs:
  - name: a
    with: {WITH: $(params.text)}
    env: [{name: SECRET, value: s}, {name: ENV, value: $(params.text)}]
    command: [sh, -c, 'printf %s "$1" >arg; printf %s "$WITH" >with; printf %s "$ENV" >env', sh]
    args: [$(params.text)]
)");
  const Said said =
      line.Run({"run", file, "--working-dir", line.Folder(), "-p", "text=" + hostile});
  EXPECT_EQ(said.code, kSucceeded) << said.err;
  for (const char* name : {"arg", "with", "env"}) {
    std::ifstream written(line.Folder() + "/" + name);
    const std::string text{std::istreambuf_iterator<char>(written), {}};
    EXPECT_EQ(text, hostile) << name;
  }
}

TEST(RunCommand, CountsJobsByPhase) {
  CommandLine line;
  const Said said = line.RunJobs(
      "{name: a, script: exit 3}, {name: b, dependsOn: [a], script: 'true'}, "
      "{name: c, script: 'true'}",
      {"--skip", "c"});
  EXPECT_TRUE(Has(said.err, ": 0 of 3 succeeded, 1 failed, 1 skipped, 1 blocked\n")) << said.err;
}

TEST(RunCommand, SaysWhenTheNextAttemptStarts) {
  CommandLine line;
  const Said said = line.RunJobs(
      "{name: a, script: 'test $EXECUTIONER_ATTEMPT = 2', retry: {limit: 1, delaySeconds: 1, "
      "jitterPercent: 0}}");
  EXPECT_EQ(said.code, kSucceeded) << said.err;
  EXPECT_TRUE(Has(said.err, "exit code 1\na: attempt 2 starts in ")) << said.err;
}

TEST(RunCommand, ExitsWithZeroIfTheRunSucceeded) {
  CommandLine line;
  const Said said = line.RunJobs("{name: a, script: echo out}");
  EXPECT_EQ(said.code, kSucceeded) << said.err;
  EXPECT_EQ(said.out, "a | out\n");
  EXPECT_TRUE(Has(said.err, "run 1: etl, 1 job\n")) << said.err;
  EXPECT_TRUE(Has(said.err, "1 of 1 succeeded")) << said.err;
}

TEST(RunCommand, ExitsWithOneIfTheRunFailedAndNamesTheLog) {
  CommandLine line;
  const Said said =
      line.RunJobs("{name: a, script: exit 3}, {name: b, dependsOn: [a], script: 'true'}");
  EXPECT_EQ(said.code, kRunFailed);
  EXPECT_TRUE(Has(said.err, "exit code 3")) << said.err;
  EXPECT_TRUE(Has(said.err, "    log: " + line.State() + "/logs/1/a.1.log\n")) << said.err;
  EXPECT_TRUE(Has(said.err, "executioner resume 1")) << said.err;
}

TEST(RunCommand, IndentsTheLastOutputOfAFailedJob) {
  CommandLine line;
  const Said said = line.RunJobs(R"({name: a, script: "echo one; echo two; exit 3"})");
  EXPECT_TRUE(Has(said.err, "\n    | one\n    | two\n    log: ")) << said.err;
  EXPECT_FALSE(Has(said.err, "\none\n")) << said.err;
}

TEST(RunCommand, ExitsWithThreeAndShowsThePlaceOfAnError) {
  CommandLine line;
  const Said said = line.RunJobs("{name: a, script: 'true', dependsOn: [b]}");
  EXPECT_EQ(said.code, kInvalidManifest);
  EXPECT_TRUE(Has(said.err, "etl.yaml:5:")) << said.err;
  EXPECT_TRUE(Has(said.err, "spec.jobs[0].dependsOn[0]: ")) << said.err;
  EXPECT_TRUE(Has(said.err, "\n      jobs: [{name: a, script: 'true', dependsOn: [b]}]\n"))
      << said.err;
  EXPECT_TRUE(Has(said.err, "^\n")) << said.err;
}

TEST(RunCommand, NamesTheNearestKey) {
  CommandLine line;
  const Said said = line.RunJobs("{name: a, scrip: 'true'}");
  EXPECT_EQ(said.code, kInvalidManifest);
  EXPECT_TRUE(Has(said.err, "did you mean 'script'?")) << said.err;
}

TEST(RunCommand, RejectsAFileThatCannotBeRead) {
  CommandLine line;
  const Said said = line.Run({"run", line.Folder() + "/none.yaml"});
  EXPECT_EQ(said.code, kUsage);
  EXPECT_TRUE(Has(said.err, "none.yaml: cannot be read: No such file")) << said.err;
}

TEST(RunCommand, RejectsAFolder) {
  CommandLine line;
  const Said said = line.Run({"run", line.Folder()});
  EXPECT_EQ(said.code, kUsage);
  EXPECT_TRUE(Has(said.err, "cannot be read")) << said.err;
}

TEST(RunCommand, RunsOnlyOneObject) {
  CommandLine line;
  const std::string one = WorkflowOf("{name: a, script: 'true'}");
  const Said said = line.Run({"run", line.Write("two.yaml", one + "---\n" + one)});
  EXPECT_EQ(said.code, kUsage);
  EXPECT_TRUE(Has(said.err, "holds 2 objects")) << said.err;
}

TEST(RunCommand, IgnoresFieldsOfPodsUnlessStrict) {
  CommandLine line;
  const std::string job = "{name: a, script: 'true', imagePullPolicy: Always}";
  Said said = line.RunJobs(job);
  EXPECT_EQ(said.code, kSucceeded);
  EXPECT_TRUE(Has(said.err, "ignored: imagePullPolicy")) << said.err;
  said = line.RunJobs(job, {"--strict"});
  EXPECT_EQ(said.code, kInvalidManifest);
  EXPECT_TRUE(Has(said.err, "imagePullPolicy")) << said.err;
  EXPECT_FALSE(Has(said.err, "ignored")) << said.err;
}

TEST(RunCommand, RunsAsManyJobsAtOnceAsThereAreProcessorsAndShowsIt) {
  CommandLine line;
  line.context.processors = 2;
  const std::string jobs =
      "{name: a, script: 'true'}, {name: b, script: 'true'}, {name: c, script: 'true'}";
  EXPECT_TRUE(Has(line.RunJobs(jobs).err, ": etl, 3 jobs, at most 2 at once\n"));
  EXPECT_TRUE(Has(line.RunJobs(jobs, {"--parallelism", "1"}).err, "at most 1 at once"));
  const Said unlimited = line.RunJobs(jobs, {"--parallelism", "0"});
  EXPECT_EQ(unlimited.code, kSucceeded);
  EXPECT_FALSE(Has(unlimited.err, "at once")) << unlimited.err;
}

TEST(RunCommand, StartsJobsRelativeToTheirManifest) {
  CommandLine line;
  std::filesystem::create_directories(line.Folder() + "/flows/data");
  line.Write("flows/data/rows", "42\n");
  const std::string file =
      line.Write("flows/etl.yaml", WorkflowOf("{name: a, workingDir: data, script: cat rows}"));
  const Said said = line.Run({"run", file});
  EXPECT_EQ(said.code, kSucceeded) << said.err;
  EXPECT_EQ(said.out, "a | 42\n");
}

TEST(RunCommand, FailsWithoutARunnerBeforeTheRunIsRecorded) {
  CommandLine line;
  line.context.runner = "/nowhere/executioner-runner";
  const Said said = line.RunJobs("{name: a, script: 'true'}, {name: b, script: 'true'}");
  EXPECT_NE(said.code, kSucceeded);
  EXPECT_TRUE(Has(said.err, "cannot start /nowhere/executioner-runner")) << said.err;
  EXPECT_TRUE(Has(said.err, "EXECUTIONER_RUNNER")) << said.err;
  EXPECT_TRUE(Has(line.Run({"list"}).err, "no runs found"));
}

TEST(RunCommand, OmitsSkippedJobs) {
  CommandLine line;
  const Said said =
      line.RunJobs("{name: a, script: echo a}, {name: b, script: echo b}", {"--skip", "b"});
  EXPECT_EQ(said.code, kSucceeded) << said.err;
  EXPECT_EQ(said.out, "a | a\n");
}

TEST(RunCommand, RejectsUnknownJobsInSkip) {
  CommandLine line;
  const Said said = line.RunJobs("{name: extract, script: echo a}", {"--skip", "extrct"});
  EXPECT_EQ(said.code, kUsage);
  EXPECT_TRUE(Has(said.err, "--skip: there is no job 'extrct'; did you mean 'extract'?"))
      << said.err;
}

TEST(RunCommand, RejectsAMissingWorkingDirBeforeItStarts) {
  CommandLine line;
  const Said said = line.RunJobs("{name: a, script: 'true'}", {"--working-dir", "/nowhere"});
  EXPECT_EQ(said.code, kUsage);
  EXPECT_TRUE(Has(said.err, "--working-dir: /nowhere is not a directory")) << said.err;
  EXPECT_EQ(line.Run({"list"}).out, "");
}

TEST(RunCommand, ReportsAFailureEvenAtLogLevelError) {
  CommandLine line;
  const Said said = line.RunJobs("{name: a, script: 'exit 3'}", {"-q"});
  EXPECT_EQ(said.code, kRunFailed);
  EXPECT_TRUE(Has(said.err, "run 1 failed after")) << said.err;
  EXPECT_TRUE(Has(said.err, "  a: exit code 3")) << said.err;
  EXPECT_EQ(line.RunJobs("{name: a, script: 'true'}", {"-q"}).err, "");
}

TEST(RunCommand, RecordsNoRunIfLogsCannotBeWritten) {
  CommandLine line;
  ASSERT_EQ(line.Run({"list"}).code, kSucceeded);
  line.Write("state/logs", "a file where the folder should be");
  const Said said = line.RunJobs("{name: a, script: 'true'}");
  EXPECT_EQ(said.code, kBackendUnreachable);
  EXPECT_TRUE(Has(said.err, "cannot write into the folder " + line.State() + "/logs")) << said.err;
  EXPECT_EQ(line.Run({"list"}).out, "");
}

TEST(RunCommand, AddsVariablesThatOverrideTheManifest) {
  CommandLine line;
  const Said said = line.RunJobs("{name: a, script: 'echo $DAY', env: [{name: DAY, value: mon}]}",
                                 {"--env", "DAY=tue=1"});
  EXPECT_EQ(said.out, "a | tue=1\n") << said.err;
}

TEST(RunCommand, RejectsAVariableWithoutAName) {
  CommandLine line;
  for (const char* text : {"DAY", "=x", "1A=x", "A-B=x"}) {
    const Said said = line.RunJobs("{name: a, script: 'true'}", {"--env", text});
    EXPECT_EQ(said.code, kUsage) << text;
    EXPECT_TRUE(Has(said.err, "is not NAME=VALUE")) << said.err;
  }
  EXPECT_TRUE(Has(line.RunJobs("{name: a, script: 'true'}", {"--env", "DAY"}).err, "'DAY' is not"));
}

TEST(RunCommand, ReadsStandardInputForADash) {
  CommandLine line;
  const Said said = line.Run({"run", "-"}, WorkflowOf("{name: a, script: echo in}"));
  EXPECT_EQ(said.code, kSucceeded) << said.err;
  EXPECT_EQ(said.out, "a | in\n");
}

TEST(RunCommand, NamesARunByItsFileIfTheObjectHasNoName) {
  CommandLine line;
  const std::string file =
      line.Write("nightly.yaml",
                 "apiVersion: executioner.dev/v1alpha1\nkind: Job\nmetadata: {generateName: n-}\n"
                 "spec: {script: 'true'}\n");
  EXPECT_EQ(line.Run({"run", file}).code, kSucceeded);
  EXPECT_EQ(line.Run({"list", "nightly", "-o", "name"}).out, "1\n");
}

TEST(RunCommand, PrintsNothingIfQuiet) {
  CommandLine line;
  const Said said = line.RunJobs("{name: a, script: echo out}", {"-q"});
  EXPECT_EQ(said.code, kSucceeded);
  EXPECT_EQ(said.out + said.err, "");
}

TEST(RunCommand, WritesNoColorsExceptToATerminal) {
  CommandLine line;
  line.context.environment["TERM"] = "xterm";
  const Said said = line.RunJobs("{name: a, script: exit 1}");
  EXPECT_FALSE(Has(said.err, "\033")) << said.err;
}

TEST(RunCommand, ExitsWithFiveIfTheStateCannotBeWritten) {
  CommandLine line;
  line.context.environment["EXECUTIONER_STATE_DIR"] = "/dev/null/state";
  const Said said = line.RunJobs("{name: a, script: 'true'}");
  EXPECT_EQ(said.code, kBackendUnreachable);
  EXPECT_TRUE(Has(said.err, "/dev/null/state")) << said.err;
  EXPECT_TRUE(Has(said.err, "set EXECUTIONER_STATE_DIR")) << said.err;
}

TEST(RunCommand, RejectsARelativeStateDirectory) {
  CommandLine line;
  line.context.environment["EXECUTIONER_STATE_DIR"] = "state";
  EXPECT_EQ(line.RunJobs("{name: a, script: 'true'}").code, kUsage);
}

TEST(RunCommand, PrintsALastLineWithoutLineFeed) {
  CommandLine line;
  EXPECT_EQ(line.RunJobs("{name: a, script: printf half}").out, "a | half\n");
}

TEST(RunCommand, StartsJobsInTheGivenDirectory) {
  CommandLine line;
  const Said said = line.RunJobs("{name: a, script: pwd}", {"--working-dir", "/usr"});
  EXPECT_EQ(said.out, "a | /usr\n") << said.err;
}

}  // namespace
}  // namespace executioner::cli
