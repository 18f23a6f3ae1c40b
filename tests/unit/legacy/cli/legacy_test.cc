/// \file
/// The old command line, in this process: one story for each defect that is not to come back.
#include <cstdlib>
#include <filesystem>
#include <fstream>

#include <gtest/gtest.h>

#include "controller/legacy/cli/flags.h"
#include "tests/unit/legacy/cli/legacy_fixture.h"

namespace executioner::cli {
namespace {

constexpr const char* kFailing =
    R"({"id": "good", "command": "echo x >> good"},
       {"id": "bad", "command": "test -e ok", "dependencies": ["good"]},
       {"id": "behind", "command": "echo x >> behind", "dependencies": ["bad"]})";

TEST_F(Legacy, RunsAConfigurationAndPrintsTheSummary) {
  const Said said = Run(R"({"id": "a", "command": "echo hello; pwd"})");
  EXPECT_EQ(said.code, 0) << said.err;
  EXPECT_TRUE(Has(said.out, "Application: old\nRun ID: 1\nStatus: SUCCESS\n")) << said.out;
  EXPECT_TRUE(Has(LogOf("a"), "hello\n" + line.Folder()));
  EXPECT_TRUE(Has(File("logs/executioner.old.run-1.log"), "Status: SUCCESS"));
}

TEST_F(Legacy, HasTheOldExitCodes) {
  EXPECT_EQ(Run(R"({"id": "a", "command": "exit 7"})").code, 1);
  EXPECT_EQ(Run("5").code, 1);
  EXPECT_EQ(line.Run({"-c", line.Folder() + "/none.json"}).code, 1);
  EXPECT_EQ(line.Run({"--show-run", "77"}).code, 1);
  EXPECT_EQ(line.Run({"--resume-failed-only"}).code, 2);
  EXPECT_EQ(line.Run({"--limit", "many"}).code, 2);
  EXPECT_EQ(line.Run({"--list-runs", "nobody"}).code, 0);
}

TEST_F(Legacy, AFailureStopsJobsThatHaveNotStarted) {
  const std::string jobs =
      R"({"id": "a", "command": "false"}, {"id": "b", "command": "echo x > b"})";
  EXPECT_EQ(Run(jobs).code, 1);
  EXPECT_EQ(File("b"), "");
  EXPECT_EQ(Run(jobs, {"--continue-on-error"}).code, 1);
  EXPECT_EQ(File("b"), "x\n");
}

TEST_F(Legacy, DryRunShowsTheOrderAndRunsNothing) {
  const Said said = Run(R"({"id": "b", "command": "touch b", "dependencies": ["a"]},
                           {"id": "a", "command": "touch a"})",
                        {"--dry-run", "--skip", "a"});
  EXPECT_EQ(said.code, 0) << said.err;
  EXPECT_TRUE(Has(said.out, "1. a - touch a [SKIPPED]\n2. b - touch b [DEPS: a]\n")) << said.out;
  EXPECT_FALSE(std::filesystem::exists(line.Folder() + "/a"));
}

TEST_F(Legacy, D1AFailedPostCheckIsAFailure) {
  const Said said = Run(R"({"id": "a", "command": "echo x >> ran",
      "post_checks": [{"name": "check_file_exists", "params": {"path": "none"}}]})");
  EXPECT_EQ(said.code, 1);
  EXPECT_TRUE(Has(said.out, "a: POSTCHECK_FAILED")) << said.out;
  EXPECT_EQ(line.Run({"-c", line.Folder() + "/old.json", "--resume-from", "1"}).code, 1);
  EXPECT_EQ(File("ran"), "x\nx\n");
}

TEST_F(Legacy, D2OneFailedLeafFailsTheRun) {
  const Said said = Run(R"({"id": "a", "command": "true"}, {"id": "b", "command": "false"})",
                        {"--continue-on-error"});
  EXPECT_EQ(said.code, 1);
  EXPECT_TRUE(Has(said.out, "Status: FAILED\n"));
}

TEST_F(Legacy, D3KeepsAllOutput) {
  EXPECT_EQ(Run(R"({"id": "a", "command": "seq 1 20000; echo END"})").code, 0);
  EXPECT_TRUE(LogOf("a").ends_with("19999\n20000\nEND\n"));
}

TEST_F(Legacy, D4AcceptsAnyBytes) {
  EXPECT_EQ(Run(R"({"id": "a", "command": "printf '\\377\\000\\376'"})").code, 0);
  EXPECT_EQ(LogOf("a"), std::string("\377\000\376", 3));
}

TEST_F(Legacy, D6NoJobWaitsForAWave) {
  // `long` ends only when `next`, behind the quick one, has run beside it.
  const Said said = Run(
      R"({"id": "long", "command": "mkfifo pipe; touch made; cat pipe", "timeout": 60},
         {"id": "quick", "command": "true"},
         {"id": "next", "command": "until test -p pipe; do :; done; echo x > pipe",
          "dependencies": ["quick"], "timeout": 60})",
      {"--parallel", "--workers", "2"});
  EXPECT_EQ(said.code, 0) << said.out;
}

TEST_F(Legacy, D7ATimeoutKillsGrandchildren) {
  const Said said =
      Run(R"({"id": "a", "command": "(trap '' TERM; sleep 600) & sleep 600", "timeout": 1})");
  EXPECT_EQ(said.code, 1);
  EXPECT_TRUE(Has(said.out, "a: TIMEOUT")) << said.out;
}

TEST_F(Legacy, D9AcceptsARelativePath) {
  const std::string path = Config(R"({"id": "a", "command": "true"})");
  EXPECT_EQ(line.Run({"-c", std::filesystem::relative(path).string()}).code, 0);
}

TEST_F(Legacy, D10ListsTheNewestRuns) {
  for (int run = 1; run <= 3; ++run) {
    Run(R"({"id": "a", "command": "true"})");
  }
  const std::string out = line.Run({"--list-runs", "old", "--limit", "1"}).out;
  EXPECT_TRUE(Has(out, "\n3 ")) << out;
  EXPECT_FALSE(Has(out, "\n1 ")) << out;
}

TEST_F(Legacy, D12FailedOnlyLeavesOutJobsThatNeverRan) {
  EXPECT_EQ(Run(kFailing).code, 1);
  line.Write("ok", "");
  const std::string config = line.Folder() + "/old.json";
  line.Run({"-c", config, "--resume-from", "1", "--resume-failed-only"});
  EXPECT_EQ(File("behind"), "");
  EXPECT_EQ(File("good"), "x\n");
}

TEST_F(Legacy, D13AnUnknownRunIsNotCreated) {
  const Said said = Run(R"({"id": "a", "command": "true"})", {"--resume-from", "9999"});
  EXPECT_EQ(said.code, 1);
  EXPECT_TRUE(Has(said.err, "there is no run 9999")) << said.err;
  EXPECT_TRUE(Has(line.Run({"--list-runs"}).out, "No runs found"));
}

TEST_F(Legacy, TheSummaryShowsTheLastOutputAndCommandsToCopy) {
  const Said said = Run(R"({"id": "a b", "command": "echo first; echo boom; exit 9"})");
  EXPECT_TRUE(Has(said.out, "a b: FAILED: exit code 9; last output: boom\n")) << said.out;
  EXPECT_TRUE(Has(said.out, "--mark-success -r 1 -j 'a b'\n")) << said.out;
}

TEST_F(Legacy, AResumeRunsJobsThatOnlyAnEarlierCallLeftOut) {
  const std::string jobs = R"({"id": "b", "command": "test -e ok"},
                              {"id": "c", "command": "touch c", "dependencies": ["b"]},
                              {"id": "d", "command": "touch d"})";
  EXPECT_EQ(Run(jobs, {"--continue-on-error", "--skip", "d"}).code, 1);
  line.Write("ok", "");
  EXPECT_EQ(Run(jobs, {"--resume-from", "1", "--resume-failed-only"}).code, 1) << "c has not run";
  EXPECT_FALSE(std::filesystem::exists(line.Folder() + "/c"));
  EXPECT_EQ(Run(jobs, {"--resume-from", "1", "--skip", "d"}).code, 0);
  EXPECT_TRUE(std::filesystem::exists(line.Folder() + "/c"));
  EXPECT_FALSE(std::filesystem::exists(line.Folder() + "/d"));
  EXPECT_EQ(Run(jobs, {"--resume-from", "1"}).code, 0);
  EXPECT_TRUE(std::filesystem::exists(line.Folder() + "/d"));
}

TEST_F(Legacy, ShowRunShowsFailuresAndHowToResume) {
  EXPECT_EQ(Run(R"({"id": "bad", "command": "echo oh no; exit 9", "max_retries": 1,
                    "retry_delay": 0})")
                .code,
            1);
  const std::string shown = line.Run({"--show-run", "1"}).out;
  EXPECT_TRUE(Has(shown, "  bad: FAILED after 2 attempts: exit code 9; last output: oh no\n"))
      << shown;
  EXPECT_TRUE(Has(shown, "old.json --resume-from 1\n")) << shown;
}

TEST_F(Legacy, ReportsOnceThatALogFolderCannotBeCreated) {
  const Said said = Run(R"({"id": "a", "command": "true"})", {}, R"("log_dir": "/proc/x", )");
  EXPECT_EQ(said.code, 0);
  const std::size_t first = said.err.find("warning: log_dir /proc/x");
  ASSERT_NE(first, std::string::npos) << said.err;
  EXPECT_EQ(said.err.find("log_dir /proc/x", first + 20), std::string::npos) << said.err;
}

TEST_F(Legacy, ShowsTheLineOfAMissingFolder) {
  const std::string file =
      line.Write("old.json", "{\n  \"working_dir\": \"/nowhere\",\n  \"jobs\": [" +
                                 std::string(R"({"id": "a", "command": "true"})") + "]\n}");
  const Said said = line.Run({"-c", file});
  EXPECT_EQ(said.code, 1);
  EXPECT_TRUE(said.err.starts_with(file + ":2:3: working_dir: /nowhere does not exist\n"))
      << said.err;
}

TEST_F(Legacy, PointsFromAManifestToRun) {
  const std::string file = line.Write("new.yaml", WorkflowOf("{name: a, script: 'true'}"));
  const Said said = line.Run({"-c", file});
  EXPECT_EQ(said.code, 1);
  EXPECT_TRUE(Has(said.err, "'executioner run " + file + "' runs it")) << said.err;
}

TEST_F(Legacy, D14RecordsMarkings) {
  EXPECT_EQ(Run(kFailing).code, 1);
  const Words mark{"--mark-success", "-r", "1", "-j", "bad"};
  EXPECT_TRUE(Has(line.Run(mark, "n\n").out, "Nothing was marked"));
  EXPECT_TRUE(Has(line.Run(mark).out, "Nothing was marked"));  // no answer is a no
  EXPECT_TRUE(Has(line.Run(mark, "y\n").out, "Marked 1 job(s)"));
  const std::string shown = line.Run({"--show-run", "1"}).out;
  EXPECT_TRUE(Has(shown, "bad, was Failed: asked for by --mark-success")) << shown;
  EXPECT_EQ(line.Run({"-c", line.Folder() + "/old.json", "--resume-from", "1"}).code, 0);
  EXPECT_EQ(File("behind"), "x\n");
}

TEST_F(Legacy, D16SkippingKeepsTheOrder) {
  const Said said = Run(R"({"id": "a", "command": "echo a >> order"},
                           {"id": "b", "command": "false", "dependencies": ["a"]},
                           {"id": "c", "command": "echo c >> order", "dependencies": ["b"]})",
                        {"--parallel", "--workers", "3", "--skip", "b"});
  EXPECT_EQ(said.code, 0) << said.out;
  EXPECT_EQ(File("order"), "a\nc\n");
  const Said unknown = Run(R"({"id": "load", "command": "true"})", {"--skip", "lod"});
  EXPECT_EQ(unknown.code, 1);
  EXPECT_TRUE(Has(unknown.err, "did you mean 'load'?")) << unknown.err;
}

TEST(LegacyFlags, D29EnvTakesCommasAndEmptyValues) {
  const auto split = [](const std::string& text) {
    Words words;
    for (const domain::EnvVar& variable : legacy::SplitEnv(text)) {
      words.push_back(variable.name + "|" + variable.value);
    }
    return words;
  };
  EXPECT_EQ(split("A=1,B=2"), (Words{"A|1", "B|2"}));
  EXPECT_EQ(split("A=1,2,B="), (Words{"A|1,2", "B|"}));
}

TEST_F(Legacy, D29EnvReachesTheJob) {
  Run(R"({"id": "a", "command": "echo \"$A-$B\"", "env_variables": {"A": "0", "B": "0"}})",
      {"--env", "A=1,2", "--env", "B="}, R"("inherit_shell_env": false, )");
  EXPECT_EQ(LogOf("a"), "1,2-\n");
}

TEST_F(Legacy, InheritsOnlyAllowedVariables) {
  line.context.environment["OUTER"] = "1";
  const std::string job = R"({"id": "a", "command": "echo \"${OUTER:-none}\""})";
  Run(job);
  EXPECT_EQ(LogOf("a", 1), "1\n");
  Run(job, {}, R"("inherit_shell_env": "default", )");
  EXPECT_EQ(LogOf("a", 2), "none\n");
  Run(job, {}, R"("inherit_shell_env": ["OUTER"], )");
  EXPECT_EQ(LogOf("a", 3), "1\n");
}

TEST_F(Legacy, D30VerboseShowsOutput) {
  const std::string job = R"({"id": "a", "command": "echo hello"})";
  EXPECT_FALSE(Has(Run(job).out, "hello"));
  EXPECT_TRUE(Has(Run(job, {"--verbose"}).out, "a | hello\n"));
}

TEST_F(Legacy, D31TimesAreUtc) {
  const std::string out = Run(R"({"id": "a", "command": "true"})").out;
  const std::size_t at = out.find("Start Time: ");
  ASSERT_NE(at, std::string::npos);
  EXPECT_EQ(out[out.find('\n', at) - 1], 'Z') << out;
}

TEST_F(Legacy, D32AResumeListsChanges) {
  EXPECT_EQ(Run(R"({"id": "a", "command": "false"})").code, 1);
  const Said said = Run(R"({"id": "a", "command": "true"})", {"--resume-from", "1"});
  EXPECT_EQ(said.code, 0);
  EXPECT_TRUE(Has(said.err, "the configuration has changed since run 1 began:\n  job a: script"))
      << said.err;
}

TEST_F(Legacy, AResumeRejectsAnotherApplicationsConfiguration) {
  EXPECT_EQ(Run(R"({"id": "a", "command": "false"})").code, 1);
  const std::string other =
      line.Write("res.json", R"({"working_dir": ")" + line.Folder() +
                                 R"(", "jobs": [{"id": "b", "command": "touch b"}]})");
  for (const Words& flags : {Words{}, Words{"--dry-run"}}) {
    Words words{"-c", other, "--resume-from", "1"};
    words.insert(words.end(), flags.begin(), flags.end());
    const Said said = line.Run(words);
    EXPECT_EQ(said.code, 1) << said.out;
    EXPECT_TRUE(Has(said.err, "--resume-from: run 1 is of application 'old', and " + other +
                                  " is of 'res': give -c the configuration of 'old'"))
        << said.err;
  }
  EXPECT_FALSE(std::filesystem::exists(line.Folder() + "/b"));
  EXPECT_TRUE(Has(line.Run({"--show-run", "1"}).out, "Status: FAILED"));
}

TEST_F(Legacy, LogsOfSimilarIdsHaveDifferentNames) {
  const std::string alike(120, 'l');
  Run(R"({"id": "x/y", "command": "echo slash"}, {"id": "x_y", "command": "echo line"},
         {"id": ")" +
      alike + R"(1", "command": "echo 1"}, {"id": ")" + alike + R"(2", "command": "echo 2"})");
  EXPECT_EQ(LogOf("x_y"), "line\n");
  EXPECT_EQ(LogOf("x_y-2"), "slash\n");
  EXPECT_EQ(LogOf(std::string(100, 'l')), "1\n");
  EXPECT_EQ(LogOf(std::string(100, 'l') + "-2"), "2\n");
}

TEST_F(Legacy, WrongUsageListsTheOldFlags) {
  const Said said = line.Run({"-c", "old.json", "--worker", "4"});
  EXPECT_EQ(said.code, 2);
  EXPECT_TRUE(said.err.starts_with("executioner: ")) << said.err;
  EXPECT_TRUE(Has(said.err, "--worker")) << said.err;
  EXPECT_TRUE(Has(said.err, "--resume-failed-only")) << said.err;
  EXPECT_FALSE(Has(said.err, "Run with --help")) << said.err;
}

TEST_F(Legacy, ComplaintsNameTheKeysOfTheConfiguration) {
  const Said said = Run(R"({"id": "a", "command": "true", "post_checks": [
      {"name": "check_file_exists", "params": {"path": ")" +
                        std::string(9000, 'x') + R"("}}]})");
  EXPECT_EQ(said.code, 1);
  EXPECT_TRUE(Has(said.err, ": jobs[0].post_checks[0]")) << said.err.substr(0, 300);
}

TEST_F(Legacy, D33MasksSecrets) {
  const std::string out = Run(R"({"id": "a", "command": "true"})", {"--visible"},
                              R"("env_variables": {"DB_PASSWORD": "hush", "DAY": "1"}, )")
                              .out;
  EXPECT_TRUE(Has(out, "  DAY=1\n  DB_PASSWORD=***\n")) << out;
}

TEST_F(Legacy, D35EachAttemptHasItsLog) {
  Run(R"({"id": "a", "command": "echo once; false"})");
  line.Run({"-c", line.Folder() + "/old.json", "--resume-from", "1"});
  EXPECT_EQ(LogOf("a"), "once\n");
  EXPECT_EQ(TextOf(line.State() + "/logs/1/a.1.log"), "once\n");
  EXPECT_EQ(TextOf(line.State() + "/logs/1/a.2.log"), "once\n");
}

TEST_F(Legacy, D38JobsHaveNoInput) {
  Run(R"({"id": "a", "command": "cat; echo end"})");
  EXPECT_EQ(LogOf("a"), "end\n");
}

TEST_F(Legacy, D39TheSampleIsAValidConfiguration) {
  const Said sample = line.Run({"--sample-config"});
  EXPECT_EQ(sample.code, 0);
  const std::string path = line.Write("sample.json", sample.out);
  EXPECT_EQ(line.Run({"-c", path, "--dry-run"}).code, 0);
}

TEST_F(Legacy, ConvertedFilesAreValidAndRun) {
  const std::string config = Config(
      R"({"id": "a/b", "description": "odd: \"one\"", "command": "echo $(echo hi)\necho '$X'",
          "env_variables": {"X": "${HOME}"}, "max_retries": 2})",
      R"("inherit_shell_env": "default", )");
  const std::string path = line.Folder() + "/new.yaml";
  EXPECT_EQ(line.Run({"convert", config, "--image", "busybox:1.36", "-o", path}).code, 0);
  EXPECT_EQ(line.Run({"validate", path}).code, 0);
  EXPECT_EQ(line.Run({"run", path}).code, 0);
}

TEST_F(Legacy, ConvertGoesBothWays) {
  const std::string config = Config(
      R"({"id": "a/b", "description": "odd", "command": "echo 'one'", "timeout": 20,
          "max_retries": 2, "retry_on_status": ["TIMEOUT"], "retry_on_exit_codes": [5],
          "post_checks": [{"name": "check_no_ora_errors", "params": {"log_file": "*.log"}}]},
         {"id": "b", "command": "true", "dependencies": ["a/b"]})");
  const std::string manifest = line.Write("new.yaml", line.Run({"convert", config}).out);
  const Said back = line.Run({"convert", "--to-json", manifest});
  EXPECT_EQ(back.code, 0) << back.err;
  const std::string again = line.Write("old.json", back.out);
  EXPECT_EQ(line.Run({"convert", again}).out, TextOf(manifest));
}

TEST_F(Legacy, ConvertDropsNothingSilently) {
  const std::string config =
      Config(R"({"id": "a", "command": "true"})", R"("email_address": "me@example.com", )");
  const Said refused = line.Run({"convert", config});
  EXPECT_EQ(refused.code, 3);
  EXPECT_EQ(refused.out, "");
  EXPECT_TRUE(Has(refused.err, "email_address: a manifest cannot express")) << refused.err;
  const Said lossy = line.Run({"convert", config, "--lossy"});
  EXPECT_EQ(lossy.code, 0);
  EXPECT_TRUE(Has(lossy.out, "#   email_address: a manifest cannot express")) << lossy.out;
}

TEST_F(Legacy, LossyNamesOmittedKeys) {
  const std::string config = Config(R"({"id": "a", "command": "true", "pre_checks": [
      {"name": "check_file_exists", "params": {"path": "${OUT}/x"}},
      {"name": "check_file_exists", "params": {"path": "/etc"}}]})");
  EXPECT_EQ(line.Run({"convert", config}).code, 3);
  const Said lossy = line.Run({"convert", config, "--lossy"});
  EXPECT_TRUE(Has(lossy.out, "refers to a variable that only the shell knows")) << lossy.out;
  EXPECT_TRUE(Has(lossy.out, "path: /etc")) << lossy.out;
  EXPECT_FALSE(Has(lossy.out, "path: ${OUT}")) << lossy.out;
}

}  // namespace
}  // namespace executioner::cli
