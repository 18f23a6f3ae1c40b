/// \file
/// The commands over a history in PostgreSQL: the same words, from one host and from two.
#include <csignal>
#include <filesystem>
#include <fstream>

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "controller/runs/local_runs.h"
#include "tests/unit/cli/binary.h"
#include "tests/unit/store/postgres_server.h"

namespace executioner::cli {
namespace {

using nlohmann::json;
using store::testing::PostgresServer;

bool Has(const std::string& text, const std::string& part) {
  return text.find(part) != std::string::npos;
}

/// `bad` fails until the file `ok` is there; `behind` waits for it.
constexpr const char* kJobs =
    "{name: good, script: echo good}, {name: bad, script: 'test -e ok && echo bad'}, "
    "{name: behind, dependsOn: [bad], script: echo behind}";

class SharedHistory : public testing::Test {
 protected:
  SharedHistory() {
    for (CommandLine* line : {&here, &there}) {
      line->context.environment["EXECUTIONER_HISTORY"] = url;
    }
    there.context.host = "there";
  }

  /// The host `there` with an active recorded run.
  void BeginThere() {
    ASSERT_EQ(there.RunJobs(kJobs).code, kRunFailed);
    const runs::State state = runs::OpenState(there.context);
    domain::Status status = state.history->Find(1)->status;
    status.phase = domain::RunPhase::kRunning;
    state.history->Save({.kind = "Workflow", .uid = "1"}, "", status);
  }

  std::string url = PostgresServer::Get().NewDatabase();
  CommandLine here = CommandLine();
  CommandLine there = CommandLine();
};

TEST_F(SharedHistory, IsUsedByEveryCommand) {
  EXPECT_EQ(here.RunJobs(kJobs).code, kRunFailed);
  EXPECT_FALSE(std::filesystem::exists(here.State() + "/history.db"));
  EXPECT_TRUE(Has(here.Run({"list"}).out, "Failed"));
  EXPECT_EQ(here.Run({"logs", "1", "good"}).out, "good\n");
  EXPECT_TRUE(Has(here.Run({"explain", "1", "behind"}).out, "behind is Blocked"));
  EXPECT_EQ(here.Run({"watch", "1"}).code, kRunFailed);
  EXPECT_EQ(here.Run({"cancel", "1"}).code, kUsage);
  here.Write("ok", "");
  const Said resumed = here.Run({"resume", "1"});
  EXPECT_EQ(resumed.code, kSucceeded) << resumed.err;
  EXPECT_EQ(resumed.out, "bad | bad\nbehind | behind\n");
  const json run = json::parse(here.Run({"show", "1", "-o", "json"}).out);
  EXPECT_EQ(run["phase"], "Succeeded");
  const std::string logs = run["logs"];
  EXPECT_TRUE(logs.starts_with(here.State() + "/postgres-")) << logs;
  EXPECT_TRUE(std::filesystem::exists(logs + "/bad.2.log")) << logs;
}

TEST_F(SharedHistory, IsNamedByAFlagThatOverridesTheVariable) {
  here.RunJobs(kJobs);
  here.context.environment["EXECUTIONER_HISTORY"] = "postgres://nowhere.invalid/x";
  EXPECT_EQ(here.Run({"list", "--history", url, "-o", "name"}).out, "1\n");
  EXPECT_EQ(here.Run({"--history", url, "list", "-o", "name"}).out, "1\n");
  const Said failed = here.RunJobs(kJobs, {"--history", url});
  const std::string shown = "postgresql:///" + url.substr(url.find("@/") + 2);  // without password
  EXPECT_TRUE(Has(failed.err, "'executioner resume 2 --history " + shown + "'")) << failed.err;
}

TEST_F(SharedHistory, RetriesAndMarksJobs) {
  here.RunJobs(kJobs);
  EXPECT_EQ(here.Run({"mark-success", "1", "bad", "--reason", "by hand"}).code, kSucceeded);
  EXPECT_TRUE(Has(here.Run({"show", "1"}).out, "ann mark-success bad, was Failed"));
  here.RunJobs(kJobs);
  here.Write("ok", "");
  EXPECT_EQ(here.Run({"retry", "2", "bad"}).out, "bad | bad\nbehind | behind\n");
}

TEST_F(SharedHistory, IsExportedComparedAndCleaned) {
  here.RunJobs(kJobs);
  here.RunJobs("{name: good, script: 'true'}");
  here.RunJobs("{name: good, script: 'true'}");
  const json runs = json::parse(here.Run({"history", "export", "json"}).out);
  ASSERT_EQ(runs.size(), 3U);
  EXPECT_EQ(runs[2]["jobs"][1]["phase"], "Failed");
  EXPECT_TRUE(Has(here.Run({"history", "export", "csv"}).out, "\n1,Workflow,etl,1,Failed,bad,1,"));
  const json diff = json::parse(here.Run({"history", "diff", "1", "2", "-o", "json"}).out);
  EXPECT_EQ(diff["phase"], (json{"Failed", "Succeeded"}));
  EXPECT_TRUE(Has(here.Run({"history", "diff", "1", "2"}).out, "job bad: gone\n"));
  EXPECT_EQ(here.Run({"history", "clean", "--keep", "0", "--older-than", "1"}).out,
            "0 runs were removed\n");
  EXPECT_EQ(here.Run({"history", "clean", "--keep", "1"}).out, "2 runs were removed\n");
  EXPECT_EQ(here.Run({"list", "-o", "name"}).out, "3\n");
  EXPECT_EQ(here.Run({"logs", "3"}).code, kSucceeded);
}

TEST_F(SharedHistory, ServesTheOldFlagsToo) {
  const std::string file =
      here.Write("old.json", R"({"application_name": "old", "working_dir": "/tmp", "jobs": [
        {"id": "a", "description": "", "command": "true"}]})");
  const Said said = here.Run({"-c", file});
  EXPECT_EQ(said.code, kSucceeded) << said.err;
  EXPECT_TRUE(Has(here.Run({"--list-runs"}).out, "old"));
  EXPECT_TRUE(Has(here.Run({"--show-run", "1"}).out, "/postgres-"));
  EXPECT_TRUE(Has(here.Run({"list"}).out, "Succeeded"));
}

TEST_F(SharedHistory, ShowsTheHostOfALog) {
  there.RunJobs(kJobs);
  const Said said = here.Run({"logs", "1", "good"});
  EXPECT_EQ(said.code, kNotFound);
  EXPECT_EQ(said.out, "");
  EXPECT_TRUE(Has(said.err, "the log of good, attempt 1, is stored elsewhere: there:" +
                                there.State() + "/postgres-"))
      << said.err;
  EXPECT_TRUE(Has(said.err, "/logs/1/good.1.log\n")) << said.err;
  EXPECT_TRUE(Has(here.Run({"show", "1"}).out, "there:" + there.State()));
  EXPECT_TRUE(Has(here.Run({"history", "export", "json"}).out, "there:" + there.State()));
}

TEST_F(SharedHistory, ReadsNoLogThatTheNameOfAHostPointsTo) {
  there.context.host = here.Folder() + "/x";
  there.RunJobs(kJobs);
  std::string state;
  for (const auto& entry : std::filesystem::directory_iterator(there.State())) {
    state = entry.is_directory() ? entry.path().string() : state;
  }
  const std::string logs = there.context.host + ":" + state + "/logs/1";
  std::filesystem::create_directories(logs);
  std::ofstream(logs + "/good.1.log") << "planted\n";
  for (const std::vector<std::string>& words :
       {std::vector<std::string>{"logs", "1", "good"}, {"logs", "1", "good", "-f"}}) {
    const Said said = here.Run(words);
    EXPECT_EQ(said.code, kNotFound);
    EXPECT_EQ(said.out, "");
    EXPECT_TRUE(Has(said.err, "is stored elsewhere: " + logs)) << said.err;
  }
}

TEST_F(SharedHistory, ResumesARunOfAnotherHost) {
  there.RunJobs(kJobs);
  there.Write("ok", "");  // jobs continue in their working directory
  const Said said = here.Run({"resume", "1"});
  EXPECT_EQ(said.code, kSucceeded) << said.err;
  EXPECT_EQ(here.Run({"logs", "1", "bad"}).out, "bad\n");
  EXPECT_EQ(here.Run({"logs", "1", "good"}).code, kNotFound);
  EXPECT_EQ(there.Run({"logs", "1", "good"}).out, "good\n");
}

TEST_F(SharedHistory, LetsWorkersOfAnotherHostRunJobs) {
  const std::string queue = PostgresServer::Get().NewDatabase();
  const auto environment = std::vector<std::string>{"EXECUTIONER_HISTORY=" + url};
  Program worker(there, {"worker", "--queue", queue}, environment);
  Program run(
      here,
      {"run", "--queue", queue, here.Write("etl.yaml", WorkflowOf("{name: a, script: echo a}"))},
      environment);
  const Said ended = run.Wait();
  EXPECT_EQ(ended.code, kSucceeded) << ended.err;
  const Said from_here = here.Run({"logs", "1", "a"});
  EXPECT_EQ(from_here.code, kNotFound);
  EXPECT_TRUE(Has(from_here.err, ":" + there.State() + "/postgres-")) << from_here.err;
}

TEST_F(SharedHistory, DoesNotResumeAnActiveRunOfAnotherHost) {
  BeginThere();
  EXPECT_TRUE(Has(here.Run({"list"}).out, "Running"));
  const std::vector<std::vector<std::string>> commands{
      {"resume", "1"}, {"retry", "1", "bad"}, {"mark-success", "1", "bad", "--reason", "x"},
      {"cancel", "1"}, {"watch", "1"},
  };
  for (const auto& words : commands) {
    const Said said = here.Run(words);
    EXPECT_EQ(said.code, kUsage) << words.front();
    EXPECT_TRUE(Has(said.err, "run 1: is Running on host there, state directory ")) << said.err;
  }
  EXPECT_EQ(here.Run({"history", "clean", "--keep", "0"}).out, "0 runs were removed\n");
  EXPECT_TRUE(Has(here.Run({"list"}).out, "Running"));
  EXPECT_TRUE(Has(there.Run({"list"}).out, "Failed")) << "of that run only the end was missing";
  EXPECT_TRUE(Has(here.Run({"list"}).out, "Failed"));
}

TEST_F(SharedHistory, NamesLogsOnOtherHostsWhenARunIsRemoved) {
  there.RunJobs(kJobs);
  const Said said = here.Run({"history", "clean", "--keep", "0"});
  EXPECT_EQ(said.out, "1 run was removed\n");
  EXPECT_TRUE(Has(said.err, "the logs of run 1 stay in there:" + there.State())) << said.err;
}

TEST_F(SharedHistory, IsSeparateFromTheStateDirectory) {
  here.RunJobs(kJobs);
  here.context.environment.erase("EXECUTIONER_HISTORY");
  EXPECT_EQ(here.RunJobs("{name: good, script: echo other}").code, kSucceeded);
  EXPECT_EQ(here.Run({"logs", "1", "good"}).out, "other\n");
  EXPECT_EQ(here.Run({"logs", "1", "good", "--history", url}).out, "good\n");
}

TEST_F(SharedHistory, ThatIsGoneExitsWithFiveAndShowsNoPassword) {
  const Said said =
      here.Run({"list", "--history", "postgresql://ann:secret@/runs?host=" + here.Folder()});
  EXPECT_EQ(said.code, kBackendUnreachable);
  EXPECT_TRUE(Has(said.err, "executioner: postgresql:///runs?host=" + here.Folder() + ": "))
      << said.err;
  EXPECT_FALSE(Has(said.err, "secret")) << said.err;
}

TEST_F(SharedHistory, AcceptsOnlyPostgres) {
  const Said said = here.Run({"list", "--history", "mysql://ann:secret@db/runs"});
  EXPECT_EQ(said.code, kUsage);
  EXPECT_TRUE(Has(said.err, "--history: must be postgres://")) << said.err;
  EXPECT_FALSE(Has(said.err, "secret")) << said.err;
}

TEST_F(SharedHistory, GivesConcurrentProcessesDifferentRuns) {
  const std::string file = here.Write("etl.yaml", WorkflowOf("{name: a, script: echo hello}"));
  constexpr int kAtOnce = 8;
  std::vector<std::unique_ptr<Program>> programs;
  for (int i = 0; i < kAtOnce; ++i) {
    programs.push_back(
        std::make_unique<Program>(here, std::vector<std::string>{"run", file, "--history", url}));
  }
  for (const auto& program : programs) {
    const Said said = program->Wait();
    EXPECT_EQ(said.code, kSucceeded) << said.err;
  }
  EXPECT_EQ(here.Run({"list", "-o", "name"}).out, "8\n7\n6\n5\n4\n3\n2\n1\n");
}

/// A server that a test stops while job `a` runs and starts when its output has ended.
class SharedHistoryFaults : public testing::Test {
 protected:
  SharedHistoryFaults() {
    line.context.environment["EXECUTIONER_HISTORY"] = url;
    EXPECT_EQ(std::system(("mkfifo " + Pipe()).c_str()), 0);
  }

  std::string Pipe() const { return line.Folder() + "/go"; }

  std::string Manifest() const {
    return line.Write("etl.yaml", WorkflowOf("{name: a, script: \"echo up; read word < " + Pipe() +
                                             "; echo $word\"}, "
                                             "{name: b, dependsOn: [a], script: echo b}"));
  }

  void ExpectToOutliveARestart(Program& run) {
    ASSERT_TRUE(run.AwaitOutput("up"));
    server.Stop();
    ASSERT_EQ(std::system(("echo gone > " + Pipe()).c_str()), 0);
    ASSERT_TRUE(run.AwaitOutput("gone"));
    server.Start();
    const Said said = run.Wait();
    EXPECT_EQ(said.code, kSucceeded) << said.err;
    EXPECT_FALSE(Has(said.err, "secret")) << said.err;
    const json record = json::parse(line.Run({"show", "1", "-o", "json"}).out);
    EXPECT_EQ(record["phase"], "Succeeded");
    EXPECT_EQ(record["attempts"].size(), 2U) << "a job ran twice";
  }

  PostgresServer server = PostgresServer();
  std::string url = server.NewDatabase();
  CommandLine line = CommandLine();
};

TEST_F(SharedHistoryFaults, ARunSurvivesARestartOfTheServer) {
  Program run(line, {"run", Manifest(), "--history", url});
  ExpectToOutliveARestart(run);
}

TEST_F(SharedHistoryFaults, ARunAndAWorkerWithAQueueSurviveARestartOfTheServer) {
  const std::string queue = server.NewDatabase();
  Program worker(line, {"worker", "--queue", queue, "--history", url});
  Program run(line, {"run", Manifest(), "--queue", queue, "--history", url});
  ExpectToOutliveARestart(run);
  worker.Signal(SIGTERM);
  EXPECT_EQ(worker.Wait().code, kSucceeded);
}

}  // namespace
}  // namespace executioner::cli
