/// \file
/// `list`, `show`, `explain`, `logs` and `history` over runs that have ended.
#include <filesystem>

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "controller/cli/run_view.h"
#include "controller/runs/export_history.h"
#include "tests/unit/cli/command_line.h"

namespace executioner::cli {
namespace {

using namespace std::chrono_literals;
using nlohmann::json;
using Words = std::vector<std::string>;

bool Has(const std::string& text, const std::string& part) {
  return text.find(part) != std::string::npos;
}

constexpr const char* kTwo =
    "{name: a, script: 'echo one; exit 3'}, {name: b, dependsOn: [a], script: 'true'}";

TEST(List, IsNewestFirstAndFilters) {
  CommandLine line;
  line.RunJobs("{name: a, script: 'true'}");
  line.RunJobs(kTwo);
  EXPECT_EQ(line.Run({"list", "-o", "name"}).out, "2\n1\n");
  EXPECT_EQ(line.Run({"list", "-o", "name", "--limit", "1"}).out, "2\n");
  EXPECT_EQ(line.Run({"list", "-o", "name", "--phase", "Failed"}).out, "2\n");
  EXPECT_EQ(line.Run({"list", "-o", "name", "--phase", "Failed,Succeeded"}).out, "2\n1\n");
  EXPECT_EQ(line.Run({"list", "etl", "-o", "name"}).out, "2\n1\n");
  EXPECT_EQ(line.Run({"list", "other", "-o", "name"}).out, "");
  EXPECT_EQ(line.Run({"list", "-o", "name", "--until", "2020-01-01"}).out, "");
  EXPECT_EQ(line.Run({"list", "-o", "name", "--since", "2020-01-01T00:00:00Z"}).out, "2\n1\n");
}

TEST(List, AcceptsTimesInCommonForms) {
  CommandLine line;
  line.RunJobs("{name: a, script: 'true'}");
  for (const char* time : {"1h", "90m", "1d12h", "2d", "1w", "yesterday", "2020-01-01",
                           "2020-01-01T08:00", "2020-01-01 08:00:00"}) {
    EXPECT_EQ(line.Run({"list", "-o", "name", "--since", time}).out, "1\n") << time;
    EXPECT_EQ(line.Run({"list", "-o", "name", "--until", time}).out, "") << time;
  }
  EXPECT_EQ(line.Run({"list", "-o", "name", "--since", "0s"}).out, "");
  const Said said = line.Run({"list", "--since", "monday"});
  EXPECT_EQ(said.code, kUsage);
  EXPECT_TRUE(Has(said.err, "--since: 'monday' is not a time; write a date, ")) << said.err;
}

TEST(List, HasTablesAndValues) {
  CommandLine line;
  EXPECT_EQ(line.Run({"list"}).err, "no runs found\n");
  EXPECT_EQ(json::parse(line.Run({"list", "-o", "json"}).out), json::array());
  line.RunJobs(kTwo);
  EXPECT_TRUE(Has(line.Run({"list"}).out, "RUN   NAME   PHASE"));
  EXPECT_TRUE(Has(line.Run({"list", "-o", "wide"}).out, "REASON"));
  EXPECT_EQ(json::parse(line.Run({"list", "-o", "json"}).out)[0]["counts"]["failed"], 1);
  EXPECT_TRUE(Has(line.Run({"list", "-o", "yaml"}).out, "phase: Failed"));
}

TEST(List, RejectsUnknownWords) {
  CommandLine line;
  EXPECT_EQ(line.Run({"list", "-o", "xml"}).code, kUsage);
  EXPECT_EQ(line.Run({"list", "--since", "monday"}).code, kUsage);
  const Said said = line.Run({"list", "--phase", "Faild"});
  EXPECT_EQ(said.code, kUsage);
  EXPECT_TRUE(Has(said.err, "did you mean 'Failed'?")) << said.err;
}

TEST(Show, FindsARunByNumberNameOrAsLatest) {
  CommandLine line;
  line.RunJobs("{name: a, script: 'true'}");
  line.RunJobs(kTwo);
  EXPECT_EQ(line.Run({"show", "1", "-o", "name"}).out, "1\n");
  EXPECT_EQ(line.Run({"show", "etl", "-o", "name"}).out, "2\n");
  EXPECT_EQ(line.Run({"show", "latest", "-o", "name"}).out, "2\n");
  EXPECT_EQ(line.Run({"show", "-o", "name"}).out, "2\n");
  for (const char* name : {"3", "0", "-1", "99999999999999999999", "elt"}) {
    const Said said = line.Run({"show", "--", name});
    EXPECT_EQ(said.code, kNotFound) << name;
    EXPECT_TRUE(Has(said.err, "the newest are 2 (etl), 1 (etl)")) << said.err;
  }
}

TEST(Show, HasJobsAttemptsAndLogs) {
  CommandLine line;
  line.RunJobs(kTwo);
  const Said table = line.Run({"show"});
  EXPECT_TRUE(Has(table.out, "Phase:      Failed")) << table.out;
  EXPECT_TRUE(Has(table.out, line.State() + "/logs/1")) << table.out;
  const json run = json::parse(line.Run({"show", "-o", "json"}).out);
  EXPECT_EQ(run["jobs"][0]["exitCode"], 3);
  EXPECT_EQ(run["jobs"][1]["phase"], "Blocked");
  EXPECT_EQ(run["attempts"].size(), 1U);
  EXPECT_EQ(run["runAttempts"][0]["requestedBy"], "ann");
}

TEST(Show, HasTheTimesOfAJobAndItsEarlierAttempts) {
  CommandLine line;
  line.RunJobs(
      "{name: a, script: exit $((4 - EXECUTIONER_ATTEMPT)), retry: {limit: 5, delaySeconds: 0}}, "
      "{name: b, dependsOn: [a], script: 'true'}");
  const json run = json::parse(line.Run({"show", "-o", "json"}).out);
  const json exported = json::parse(line.Run({"history", "export", "json"}).out);
  for (const json& jobs : {run["jobs"], exported[0]["jobs"]}) {
    const json& past = jobs[0]["attemptHistory"];
    ASSERT_EQ(past.size(), 3U) << jobs;
    EXPECT_EQ(past[0]["attempt"], 3);
    EXPECT_EQ(past[0]["exitCode"], 1);
    EXPECT_EQ(past[2]["attempt"], 1);
    EXPECT_EQ(past[2]["reason"], "Failed");
    EXPECT_EQ(past[2]["launchTime"], jobs[0]["startTime"]);
    EXPECT_LE(jobs[0]["readyTime"], past[2]["launchTime"]);
    EXPECT_LE(past[0]["completionTime"], jobs[0]["launchTime"]);
    EXPECT_EQ(jobs[1]["attemptHistory"], json::array());
    EXPECT_LE(jobs[0]["completionTime"], jobs[1]["readyTime"]);
  }
  const std::string wide = line.Run({"show", "-o", "wide"}).out;
  EXPECT_TRUE(Has(wide, "READY")) << wide;
  EXPECT_TRUE(Has(wide, "LAUNCHED")) << wide;
  EXPECT_TRUE(Has(wide, "3 Failed, 2 Failed, 1 Failed")) << wide;
}

TEST(Explain, SaysWhyAJobDidNotRun) {
  CommandLine line;
  line.RunJobs(kTwo);
  EXPECT_TRUE(Has(line.Run({"explain", "1", "b"}).out, "b is Blocked"));
  const Said said = line.Run({"explain", "1", "bb"});
  EXPECT_EQ(said.code, kNotFound);
}

TEST(Explain, NamesTheNearestJob) {
  CommandLine line;
  line.RunJobs("{name: extract, script: 'true'}");
  EXPECT_TRUE(Has(line.Run({"explain", "1", "extrat"}).err, "did you mean 'extract'?"));
}

TEST(Logs, AreTheOutputByteForByte) {
  CommandLine line;
  line.RunJobs(R"({name: a, script: "printf '\\000\\377no end'"})");
  EXPECT_EQ(line.Run({"logs", "latest", "a"}).out, std::string("\0\xffno end", 8));
}

TEST(Logs, OfARunHaveAHeaderPerJob) {
  CommandLine line;
  line.RunJobs("{name: a, script: echo 1}, {name: b, dependsOn: [a], script: echo 2}");
  EXPECT_EQ(line.Run({"logs"}).out, "==> a, attempt 1 <==\n1\n==> b, attempt 1 <==\n2\n");
  EXPECT_EQ(line.Run({"logs", "1", "b"}).out, "2\n");
}

TEST(Logs, WithoutAFinalLineFeedDoNotJoinTheNextHeader) {
  CommandLine line;
  line.RunJobs("{name: a, script: printf 1}, {name: b, dependsOn: [a], script: printf 2}");
  EXPECT_EQ(line.Run({"logs"}).out, "==> a, attempt 1 <==\n1\n==> b, attempt 1 <==\n2");
}

TEST(Logs, OfAJobWithoutItsRunExplainTheUsage) {
  CommandLine line;
  line.RunJobs(kTwo);
  for (const char* command : {"logs", "show", "watch"}) {
    const Said said = line.Run({command, "b"});
    EXPECT_EQ(said.code, kNotFound);
    EXPECT_TRUE(Has(said.err,
                    "there is no run b, but run 1 (etl) has a job of that name: a run comes first, "
                    "as in 'executioner logs 1 b'"))
        << said.err;
  }
  EXPECT_FALSE(Has(line.Run({"logs", "c"}).err, "has a job")) << "nor has the latest run";
}

TEST(Logs, OfEarlierAttemptsAreKept) {
  CommandLine line;
  line.RunJobs(
      "{name: a, retry: {limit: 1, delaySeconds: 0}, script: 'echo $EXECUTIONER_ATTEMPT; exit 1'}");
  EXPECT_EQ(line.Run({"logs", "1", "a"}).out, "2\n");
  EXPECT_EQ(line.Run({"logs", "1", "a", "--attempt", "1"}).out, "1\n");
  EXPECT_EQ(line.Run({"logs", "1", "a", "--attempt", "3"}).code, kNotFound);
}

TEST(Logs, OfJobsThatNeverRanAreNotFound) {
  CommandLine line;
  line.RunJobs(kTwo);
  EXPECT_EQ(line.Run({"logs", "1", "b"}).code, kNotFound);
  EXPECT_EQ(line.Run({"logs", "1", "c"}).code, kNotFound);
}

TEST(Logs, ThatAreGoneAreNotFound) {
  CommandLine line;
  line.RunJobs("{name: a, script: 'true'}");
  std::filesystem::remove(line.State() + "/logs/1/a.1.log");
  const Said said = line.Run({"logs", "1", "a"});
  EXPECT_EQ(said.code, kNotFound);
  EXPECT_TRUE(Has(said.err, "the log of a, attempt 1, is gone: ")) << said.err;
}

TEST(Logs, OfAnEndedJobCanBeFollowed) {
  CommandLine line;
  line.RunJobs("{name: a, script: echo 1}");
  EXPECT_EQ(line.Run({"logs", "1", "-f"}).out, "1\n");
}

TEST(Watch, OfAnEndedRunReportsHowItEnded) {
  CommandLine line;
  line.RunJobs(kTwo);
  const Said said = line.Run({"watch", "1"});
  EXPECT_EQ(said.code, kRunFailed);
  EXPECT_TRUE(Has(said.err, "run 1 failed")) << said.err;
}

TEST(Export, HasAllRunsAsJsonAndAllAttemptsAsCsv) {
  CommandLine line;
  line.RunJobs(kTwo);
  line.RunJobs("{name: a, script: 'true'}");
  const json runs = json::parse(line.Run({"history", "export", "json"}).out);
  ASSERT_EQ(runs.size(), 2U);
  EXPECT_EQ(runs[1]["jobs"][0]["message"], "exit code 3; last output:\none");
  const std::string csv = line.Run({"history", "export", "csv"}).out;
  EXPECT_TRUE(csv.starts_with(runs::CsvHeader()));
  EXPECT_TRUE(Has(csv, "\n1,Workflow,etl,1,Failed,a,1,")) << csv;
  EXPECT_TRUE(Has(csv, "\"exit code 3; last output:\none\"\n")) << csv;
  EXPECT_EQ(json::parse(line.Run({"history", "export", "json", "none"}).out), json::array());
  EXPECT_EQ(line.Run({"history", "export", "xml"}).code, kUsage);
  EXPECT_EQ(line.Run({"history", "export", "-o", "csv"}).out, csv);
  EXPECT_EQ(json::parse(line.Run({"history", "export", "-o", "json"}).out), runs);
  EXPECT_EQ(json::parse(line.Run({"history", "export", "etl", "-o", "json"}).out), runs);
  EXPECT_EQ(json::parse(line.Run({"history", "export", "none", "-o", "json"}).out), json::array());
  for (const Words& words :
       std::vector<Words>{{}, {"etl"}, {"-o", "xml"}, {"json", "etl", "-o", "json"}}) {
    Words all{"history", "export"};
    all.insert(all.end(), words.begin(), words.end());
    const Said said = line.Run(all);
    EXPECT_EQ(said.code, kUsage);
    EXPECT_TRUE(Has(said.err, "json")) << said.err;
  }
}

TEST(Export, IsValidTextForAnyOutput) {
  CommandLine line;
  line.RunJobs(R"({name: a, script: "printf '\\377x'; exit 1"})");
  const std::string csv = line.Run({"history", "export", "csv"}).out;
  EXPECT_FALSE(Has(csv, "\377")) << csv;
}

TEST(Clean, RemovesOldRunsWithTheirLogs) {
  CommandLine line;
  for (int i = 0; i < 3; ++i) {
    line.RunJobs("{name: a, script: 'true'}");
  }
  EXPECT_EQ(line.Run({"history", "clean"}).code, kUsage);
  const Said dry = line.Run({"history", "clean", "--keep", "1", "--dry-run"});
  EXPECT_EQ(dry.out, "2\n1\n");
  EXPECT_EQ(dry.err, "2 runs would be removed\n");
  EXPECT_EQ(line.Run({"history", "clean", "--keep", "9", "--dry-run"}).err,
            "0 runs would be removed\n");
  EXPECT_EQ(line.Run({"list", "-o", "name"}).out, "3\n2\n1\n");
  EXPECT_EQ(line.Run({"history", "clean", "--keep", "1", "--older-than", "1"}).out,
            "0 runs were removed\n");
  EXPECT_EQ(line.Run({"history", "clean", "--keep", "1"}).out, "2 runs were removed\n");
  EXPECT_EQ(line.Run({"list", "-o", "name"}).out, "3\n");
  EXPECT_FALSE(std::filesystem::exists(line.State() + "/logs/1"));
  EXPECT_TRUE(std::filesystem::exists(line.State() + "/logs/3/a.1.log"));
}

TEST(Diff, ShowsControlsOfTheManifest) {
  CommandLine line;
  const std::string jobs = "spec: {jobs: [{name: a, script: 'true'}]";
  const std::string head =
      "apiVersion: executioner.dev/v1alpha1\nkind: Workflow\nmetadata: {name: etl}\n";
  line.Run({"run", line.Write("a.yaml", head + jobs + "}\n")});
  line.Run({"run", line.Write("a.yaml", head + jobs + ", activeDeadlineSeconds: 9}\n"),
            "--parallelism", "3"});
  const Said said = line.Run({"history", "diff", "1", "2"});
  EXPECT_TRUE(
      Has(said.out, "manifest:\n  activeDeadlineSeconds\narguments: none, then --parallelism 3\n"))
      << said.out;
}

TEST(Diff, HasTheWordsOfTheApiAndOneHeaderForEachColumn) {
  CommandLine line;
  line.RunJobs("{name: a, script: 'true'}", {"--failure-policy", "Continue", "--env", "A=1 2"});
  line.RunJobs("{name: a, script: 'true'}", {"--failure-policy", "CancelRunning"});
  const std::string text = line.Run({"history", "diff", "1", "2", "--show-values"}).out;
  EXPECT_TRUE(Has(text,
                  "arguments: --failure-policy Continue --env 'A=1 2', then --failure-policy "
                  "CancelRunning\n"))
      << text;
  for (const char* header :
       {"PHASE, RUN 1", "PHASE, RUN 2", "DURATION, RUN 1", "DURATION, RUN 2"}) {
    EXPECT_TRUE(Has(text, header)) << text;
  }
  const json diff = json::parse(line.Run({"history", "diff", "1", "2", "-o", "json"}).out);
  EXPECT_EQ(diff["arguments"][0]["failurePolicy"], "Continue");
  EXPECT_EQ(diff["arguments"][0]["env"][0], (json{{"name", "A"}, {"value", "***"}}));
  EXPECT_EQ(diff["arguments"][1], (json{{"failurePolicy", "CancelRunning"}}));
}

TEST(Diff, ShowsNoSignForNoChange) {
  const base::TimePoint begin{};
  history::RunRecord left{.summary = {.id = 1, .start_time = begin}};
  history::RunRecord right{.summary = {.id = 2, .start_time = begin}};
  for (const auto& [before, after, change] :
       {std::tuple{1010ms, 1000ms, " 0.0 s\n"}, std::tuple{1000ms, 1010ms, " 0.0 s\n"},
        std::tuple{2000ms, 1000ms, " -1.0 s\n"}, std::tuple{1000ms, 2000ms, " +1.0 s\n"}}) {
    left.summary.completion_time = begin + before;
    right.summary.completion_time = begin + after;
    const std::string text = ComparisonText({.left = left, .right = right});
    EXPECT_TRUE(Has(text, change)) << text;
  }
}

TEST(Diff, ShowsManifestOutcomeAndTiming) {
  CommandLine line;
  line.RunJobs(kTwo);
  line.RunJobs("{name: a, script: 'true'}, {name: c, script: 'true'}", {"--env", "A=1"});
  const Said said = line.Run({"history", "diff", "1", "2"});
  EXPECT_EQ(said.code, kSucceeded) << said.err;
  EXPECT_TRUE(Has(said.out, "job a: script\n")) << said.out;
  EXPECT_TRUE(Has(said.out, "job b: gone\n")) << said.out;
  EXPECT_TRUE(Has(said.out, "job c: new\n")) << said.out;
  EXPECT_TRUE(Has(said.out, "arguments: ")) << said.out;
  const json diff = json::parse(line.Run({"history", "diff", "1", "2", "-o", "json"}).out);
  EXPECT_EQ(diff["phase"], (json{"Failed", "Succeeded"}));
  EXPECT_EQ(diff["jobs"][1]["phase"], (json{"Blocked", nullptr}));
  EXPECT_TRUE(Has(line.Run({"history", "diff", "1", "1"}).out, "manifest: the same\n"));
}

}  // namespace
}  // namespace executioner::cli
