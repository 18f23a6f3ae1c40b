/// \file
/// Defects of the old program that show only with two processes, many jobs or an older database,
/// by its own flags; and that each of the forty has a test.
#include <csignal>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <memory>
#include <regex>
#include <set>

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "tests/unit/cli/binary.h"

namespace executioner::cli {
namespace {

using nlohmann::json;

bool Has(const std::string& text, const std::string& part) {
  return text.find(part) != std::string::npos;
}

std::string ReadFile(const std::filesystem::path& path) {
  std::ifstream file(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>()};
}

class Defects : public testing::Test {
 protected:
  std::string Config(const std::string& jobs, const std::string& keys = "") const {
    return line.Write("old.json", R"({"application_name": "old", "working_dir": ")" +
                                      line.Folder() + "\", " + keys + "\"jobs\": [" + jobs + "]}");
  }

  json Show(const std::string& run) {
    return json::parse(line.Run({"show", run, "-o", "json"}).out);
  }

  /// A job that prints "up" and then waits forever.
  std::string Waiting(const std::string& id) const {
    const std::string pipe = line.Folder() + "/" + id;
    EXPECT_EQ(std::system(("mkfifo " + pipe).c_str()), 0);
    return R"({"id": ")" + id + R"(", "command": "echo up; read word < )" + pipe + "\"}";
  }

  CommandLine line;
};

TEST_F(Defects, D8ATerminationLeavesNoOrphansAndNoActiveRun) {
  const std::string config = Config(Waiting("a"));
  Program run(line, {"-c", config, "--verbose"});
  ASSERT_TRUE(run.AwaitOutput("up"));
  run.Signal(SIGTERM);
  EXPECT_EQ(run.Wait().code, 128 + SIGTERM);
  const json record = Show("1");
  EXPECT_EQ(record["phase"], "Cancelled");
  EXPECT_EQ(record["jobs"][0]["phase"], "Cancelled");
  // A process with the pipe open for reading would let this end, but there is none.
  EXPECT_NE(std::system(("timeout 0.2 sh -c 'echo x > " + line.Folder() + "/a'").c_str()), 0);
}

TEST_F(Defects, D8TheNextStartFindsAKilledProgram) {
  Program run(line, {"-c", Config(Waiting("a")), "--verbose"});
  ASSERT_TRUE(run.AwaitOutput("up"));
  run.Signal(SIGKILL);
  run.Wait();
  EXPECT_FALSE(Has(line.Run({"--list-runs"}).out, "RUNNING"));
  EXPECT_EQ(Show("1")["reason"], "Interrupted");
}

TEST_F(Defects, D11SimultaneousStartsGetDifferentRuns) {
  const std::string config = Config(R"({"id": "a", "command": "true"})");
  constexpr std::size_t kAtOnce = 8;
  std::vector<std::unique_ptr<Program>> programs;
  for (std::size_t i = 0; i < kAtOnce; ++i) {
    programs.push_back(std::make_unique<Program>(line, std::vector<std::string>{"-c", config}));
  }
  std::set<std::string> ids;
  for (const auto& program : programs) {
    const Said said = program->Wait();
    EXPECT_EQ(said.code, 0) << said.err;
    std::smatch id;
    EXPECT_TRUE(std::regex_search(said.out, id, std::regex("Run ID: ([0-9]+)"))) << said.out;
    ids.insert(id.str(1));
  }
  EXPECT_EQ(ids.size(), kAtOnce);
}

TEST_F(Defects, D15MoreThanAThousandJobsRun) {
  std::string jobs;
  for (int i = 0; i < 1100; ++i) {
    jobs += (i == 0 ? "" : ",") + (R"({"id": "j)" + std::to_string(i) + R"(", "command": ":"})");
  }
  const Said said = line.Run({"-c", Config(jobs, R"("parallel": true, "max_workers": 4, )")});
  EXPECT_EQ(said.code, 0) << said.err;
  EXPECT_EQ(Show("1")["counts"]["succeeded"], 1100);
}

TEST_F(Defects, D15AJobMayDependOnMoreThanAThousand) {
  std::string jobs;
  std::string ids;
  for (int i = 0; i < 1100; ++i) {
    const std::string id = "\"j" + std::to_string(i) + "\"";
    jobs += R"({"id": )" + id + R"(, "command": ":"},)";
    ids += (i == 0 ? "" : ",") + id;
  }
  jobs += R"({"id": "last", "command": ":", "dependencies": [)" + ids + "]}";
  const Said said = line.Run({"-c", Config(jobs), "--dry-run"});
  EXPECT_EQ(said.code, 0) << said.err;
  EXPECT_TRUE(Has(said.out, "Would execute: 1101")) << said.out;
}

TEST_F(Defects, D21RecordsEachKindOfFailureWithItsExitCode) {
  const std::string file = Config(
      R"({"id": "slow", "command": "read x < never", "timeout": 1},
         {"id": "bad", "command": "exit 7"},
         {"id": "check", "command": "true",
          "post_checks": [{"name": "check_file_exists", "params": {"path": "none"}}]},
         {"id": "behind", "command": "true", "dependencies": ["bad"]},
         {"id": "left", "command": "true"})");
  ASSERT_EQ(std::system(("mkfifo " + line.Folder() + "/never").c_str()), 0);
  EXPECT_EQ(line.Run({"-c", file, "--continue-on-error", "--skip", "left"}).code, 1);
  const std::string shown = line.Run({"--show-run", "1"}).out;
  for (const char* word : {"TIMEOUT", "FAILED", "POSTCHECK_FAILED", "BLOCKED", "SKIPPED"}) {
    EXPECT_TRUE(Has(shown, word)) << word << "\n" << shown;
  }
  EXPECT_EQ(Show("1")["jobs"][1]["exitCode"], 7);
}

TEST_F(Defects, D34RecordsAnEndBeforeTheRunEnds) {
  Program run(line, {"-c",
                     Config(R"({"id": "quick", "command": "true"},)" + Waiting("a"),
                            R"("parallel": true, "max_workers": 1, )"),
                     "--verbose"});
  ASSERT_TRUE(run.AwaitOutput("up"));
  const json record = Show("1");
  EXPECT_EQ(record["completionTime"], json());
  EXPECT_EQ(record["attempts"][0]["job"], "quick");
  EXPECT_EQ(record["attempts"][0]["exitCode"], 0);
}

TEST_F(Defects, D36AWaitingRetryOccupiesNoWorkerAndEndsAtASignal) {
  Program run(line,
              {"-c",
               Config(R"({"id": "a", "command": "exit 1", "max_retries": 1, "retry_delay": 600},
                         {"id": "b", "command": "echo next"})",
                      R"("parallel": true, "max_workers": 1, )"),
               "--verbose", "--continue-on-error"});
  ASSERT_TRUE(run.AwaitOutput("next")) << "the only worker waited";
  run.Signal(SIGTERM);
  EXPECT_EQ(run.Wait().code, 128 + SIGTERM);
  EXPECT_EQ(Show("1")["phase"], "Cancelled");
}

TEST_F(Defects, D40EachOfTheFortyHasATestThatIsBuilt) {
  std::string tests;
  for (const char* folder : {"legacy/config", "legacy/cli", "cli", "store"}) {
    const auto path = std::filesystem::path(EXECUTIONER_SOURCE_DIR "/tests/unit") / folder;
    for (const auto& entry : std::filesystem::directory_iterator(path)) {
      tests += entry.path().string().ends_with("_test.cc") ? ReadFile(entry.path()) : "";
    }
  }
  const std::string page = ReadFile(EXECUTIONER_SOURCE_DIR "/docs/compatibility.md");
  for (int number = 1; number <= 40; ++number) {
    const std::string defect = "D" + std::to_string(number);
    EXPECT_TRUE(Has(page, "| " + defect + " |")) << defect << " is not in docs/compatibility.md";
    const bool mail = number == 19 || number == 20;  // sent by nobody yet, or tested with the mail
    EXPECT_TRUE(mail || std::regex_search(
                            tests, std::regex("TEST(_F|_P)?\\(\\w+, *" + defect + "[A-Z]\\w*")))
        << defect << " has no test";
  }
}

}  // namespace
}  // namespace executioner::cli
