/// \file
/// Runs whose jobs are run by workers: several processes and a queue between them.
#include <csignal>
#include <fstream>
#include <iterator>
#include <poll.h>
#include <set>
#include <sys/stat.h>

#include <gtest/gtest.h>

#include "controller/adapters/queue/open_queue.h"
#include "tests/unit/cli/binary.h"
#include "tests/unit/queue/redis_server.h"

namespace executioner::cli {
namespace {

bool Has(const std::string& text, const std::string& part) {
  return text.find(part) != std::string::npos;
}

class Queues : public ::testing::Test {
 protected:
  std::string Url() const { return "sqlite:" + line.Folder() + "/queue.db"; }

  /// The words of a command with the queue.
  static std::vector<std::string> With(const std::string& url, std::vector<std::string> words) {
    words.insert(words.end(), {"--queue", url});
    return words;
  }

  std::unique_ptr<Program> Start(std::vector<std::string> words) const {
    return std::make_unique<Program>(line, With(Url(), std::move(words)));
  }

  std::string Manifest(const std::string& jobs) const {
    return line.Write("etl.yaml", WorkflowOf(jobs));
  }

  std::string MakeFifo(const std::string& name) const {
    const std::string path = line.Folder() + "/" + name;
    EXPECT_EQ(mkfifo(path.c_str(), 0600), 0);
    return path;
  }

  /// Lets a job that reads from a FIFO continue.
  static void Write(const std::string& fifo) { std::ofstream(fifo) << "go\n"; }

  /// Waits until a run has put something into the queue.
  void AwaitPush(const std::string& url) const {
    const auto queue = queue::OpenQueue(url, std::string(history::kJobsTopic), *line.context.clock);
    while (queue->Size(std::string(history::kJobsTopic)) == 0) {
      pollfd bell{queue->Descriptor(), POLLIN, 0};
      poll(&bell, 1, -1);
      queue->TakeNews();
    }
  }

  std::multiset<std::string> LinesOf(const std::string& name) const {
    std::ifstream file(line.Folder() + "/" + name);
    return {std::istream_iterator<std::string>(file), {}};
  }

  CommandLine line;
};

TEST_F(Queues, RunEachJobOfADiamondOnceWithTwoWorkers) {
  const std::string ran = line.Folder() + "/ran";
  std::string jobs = "{name: first, script: 'echo first >> " + ran + "'}";
  std::string middle;
  for (int i = 1; i <= 28; ++i) {
    const std::string name = "m" + std::to_string(i);
    jobs +=
        ", {name: " + name + ", dependsOn: [first], script: 'echo " + name + " >> " + ran + "'}";
    middle += (middle.empty() ? "" : ", ") + name;
  }
  jobs += ", {name: last, dependsOn: [" + middle + "], script: 'echo last >> " + ran + "'}";
  const auto one = Start({"worker", "--concurrency", "2"});
  const auto two = Start({"worker", "--concurrency", "2"});
  const Said said = Start({"run", Manifest(jobs)})->Wait();
  EXPECT_EQ(said.code, kSucceeded) << said.err;
  const auto lines = LinesOf("ran");
  EXPECT_EQ(lines.size(), 30U);
  EXPECT_EQ(std::set<std::string>(lines.begin(), lines.end()).size(), 30U);
}

TEST_F(Queues, HandResultsFromWorkerToWorker) {
  const auto one = Start({"worker"});
  const auto two = Start({"worker"});
  const Said said = Start({"run", Manifest("{name: a, script: 'echo \"{\\\"x\\\": [1, 2]}\"', "
                                           "results: [{name: cfg, type: Object, from: Stdout}]}, "
                                           "{name: b, command: [echo, '$(jobs.a.results.cfg.x)', "
                                           "'$(jobs.a.outcome)', '$(jobs.a.exitCode)']}")})
                        ->Wait();
  EXPECT_EQ(said.code, kSucceeded) << said.err;
  EXPECT_TRUE(Has(said.out, "b | [1, 2] Succeeded 0\n")) << said.out;
}

TEST_F(Queues, LetTwoWorkersRunTwoJobsAtOnce) {
  const std::string meet = MakeFifo("meet");
  const auto one = Start({"worker"});
  const auto two = Start({"worker"});
  const Said said = Start({"run", Manifest("{name: a, script: 'echo hello > " + meet +
                                           "'}, {name: b, script: 'cat " + meet + "'}")})
                        ->Wait();
  EXPECT_EQ(said.code, kSucceeded) << said.err;
  EXPECT_EQ(said.out, "b | hello\n");
}

TEST_F(Queues, RunAJobAgainWhoseWorkerWasKilled) {
  const std::string file = Manifest(
      "{name: a, script: 'if [ $EXECUTIONER_ATTEMPT = 1 ]; then echo up; exec sleep 1000; fi; echo "
      "again'}");
  const auto killed = Start({"worker", "--lease", "1s"});
  const auto run = Start({"run", file});
  ASSERT_TRUE(run->AwaitOutput("up"));
  killed->Signal(SIGKILL);
  EXPECT_EQ(killed->Wait().code, 128 + SIGKILL);
  const auto other = Start({"worker"});
  const Said said = run->Wait();
  EXPECT_EQ(said.code, kSucceeded) << said.err;
  EXPECT_TRUE(Has(said.out, "a | again")) << said.out;
  EXPECT_TRUE(Has(said.err, "a ended as Interrupted")) << said.err;
}

TEST_F(Queues, StopAJobWhoseWorkerWasFrozenForTooLong) {
  const std::string file = Manifest(
      "{name: a, script: 'if [ $EXECUTIONER_ATTEMPT = 1 ]; then echo up; exec sleep 1000; fi; echo "
      "again'}");
  const auto frozen = Start({"worker", "--lease", "1s"});
  const auto run = Start({"run", file});
  ASSERT_TRUE(run->AwaitOutput("up"));
  frozen->Signal(SIGSTOP);
  const auto other = Start({"worker"});
  EXPECT_EQ(run->Wait().code, kSucceeded);
  frozen->Signal(SIGCONT);
  frozen->Signal(SIGTERM);
  const Said said = frozen->Wait();  // it has nothing to wait for: its job was killed
  EXPECT_EQ(said.code, kSucceeded) << said.err;
  const std::string shown = line.Run({"show", "1", "-o", "json"}).out;
  EXPECT_TRUE(Has(shown, "Succeeded")) << shown;
}

TEST_F(Queues, PassACancellationToTheWorker) {
  const std::string told = line.Folder() + "/told";
  const auto worker = Start({"worker"});
  const auto run = Start({"run", Manifest("{name: a, script: \"trap 'echo term > " + told +
                                          "; exit 3' TERM; echo up; while :; do sleep 0.05; "
                                          "done\"}")});
  ASSERT_TRUE(run->AwaitOutput("up"));
  run->Signal(SIGINT);
  const Said said = run->Wait();
  EXPECT_EQ(said.code, 130) << said.err;
  EXPECT_EQ(LinesOf("told"), std::multiset<std::string>{"term"});
  EXPECT_TRUE(Has(line.Run({"explain", "1", "a"}).out, "Cancelled"));
}

TEST_F(Queues, EndUntakenAttemptsWhenTheRunIsCancelled) {
  const auto run = Start({"run", Manifest("{name: a, script: 'true'}")});
  AwaitPush(Url());
  run->Signal(SIGINT);
  const Said said = run->Wait();
  EXPECT_EQ(said.code, 130) << said.err;
  const Said drained = Start({"worker", "--drain"})->Wait();
  EXPECT_EQ(drained.code, kSucceeded) << drained.err;
}

TEST_F(Queues, AreDrainedOnlyAfterTheLeaseOfADeadWorkerExpires) {
  const std::string file = Manifest(
      "{name: a, script: 'if [ $EXECUTIONER_ATTEMPT = 1 ]; then echo up; exec sleep 1000; fi'}");
  const auto killed = Start({"worker", "--lease", "2s"});
  const auto run = Start({"run", file});
  ASSERT_TRUE(run->AwaitOutput("up"));
  killed->Signal(SIGKILL);
  const Said drained = Start({"worker", "--drain"})->Wait();
  EXPECT_EQ(drained.code, kSucceeded) << drained.err;
  EXPECT_EQ(run->Wait().code, kSucceeded);
}

TEST_F(Queues, AreNotDrainedWhileARunWaitsForItsNextAttempt) {
  const auto run = Start({"run", Manifest("{name: a, script: 'test $EXECUTIONER_ATTEMPT = 2', "
                                          "retry: {limit: 1, delaySeconds: 2}}")});
  EXPECT_EQ(Start({"worker", "--once"})->Wait().code, kSucceeded);
  const Said drained = Start({"worker", "--drain"})->Wait();
  EXPECT_EQ(drained.code, kSucceeded) << drained.err;
  EXPECT_EQ(run->Wait().code, kSucceeded);
}

TEST_F(Queues, AreDrainedEvenIfTheProgramOfARunHasDied) {
  const auto run = Start({"run", Manifest("{name: a, script: 'true'}")});
  AwaitPush(Url());
  run->Signal(SIGKILL);
  EXPECT_EQ(run->Wait().code, 128 + SIGKILL);
  const Said drained = Start({"worker", "--drain"})->Wait();
  EXPECT_EQ(drained.code, kSucceeded) << drained.err;
}

TEST_F(Queues, LetARunFinishIfTheServerLosesItsData) {
  queue::testing::RedisServer server;
  const std::string go = MakeFifo("go");
  const std::string ran = line.Folder() + "/ran";
  Program worker(line, With(server.Url(), {"worker"}));
  Program run(line,
              With(server.Url(),
                   {"run", Manifest("{name: a, script: 'echo a >> " + ran + "; echo up; read x < " +
                                    go + "'}, {name: b, dependsOn: [a], script: 'echo b >> " + ran +
                                    "'}, {name: c, script: 'echo c >> " + ran + "'}")}));
  ASSERT_TRUE(run.AwaitOutput("up"));
  server.Stop();
  server.Start();
  Write(go);
  const Said said = run.Wait();
  EXPECT_EQ(said.code, kSucceeded) << said.err;
  EXPECT_EQ(LinesOf("ran"), (std::multiset<std::string>{"a", "b", "c"})) << said.err;
  EXPECT_TRUE(Has(said.err, "retrying until")) << said.err;
}

TEST_F(Queues, LetAWorkerFinishItsJobsOnTerm) {
  const std::string go = MakeFifo("go");
  const auto worker = Start({"worker"});
  const auto run = Start({"run", Manifest("{name: a, script: 'echo up; read x < " + go + "'}")});
  ASSERT_TRUE(run->AwaitOutput("up"));
  worker->Signal(SIGTERM);
  Write(go);
  EXPECT_EQ(worker->Wait().code, kSucceeded);
  EXPECT_EQ(run->Wait().code, kSucceeded);
}

TEST_F(Queues, RunAJobElsewhereAfterASecondTermOfItsWorker) {
  const auto worker = Start({"worker"});
  const auto run = Start({"run", Manifest("{name: a, script: 'if [ $EXECUTIONER_ATTEMPT = 1 ]; "
                                          "then echo up; exec sleep 1000; fi'}")});
  ASSERT_TRUE(run->AwaitOutput("up"));
  worker->Signal(SIGTERM);
  worker->Signal(SIGINT);
  EXPECT_EQ(worker->Wait().code, kSucceeded);
  const auto other = Start({"worker"});
  const Said said = run->Wait();
  EXPECT_EQ(said.code, kSucceeded) << said.err;
  EXPECT_TRUE(Has(said.err, "its worker was stopped")) << said.err;
}

TEST_F(Queues, ValidateTheirUrls) {
  const std::string file = Manifest("{name: a, script: 'true'}");
  for (const auto& [url, wanted] : {std::pair<std::string, std::string>{
                                        "mysql://u:secret@host/db", "is not a queue: use sqlite:"},
                                    {"postgres://u:sec/ret@db/q", "--queue: must be postgres://"},
                                    {"memory:", "without --queue"},
                                    {"redis://host:99999", "port must be a number"}}) {
    const Said said = line.Run(With(url, {"run", file}));
    EXPECT_EQ(said.code, kUsage) << url << said.err;
    EXPECT_TRUE(Has(said.err, wanted)) << said.err;
    EXPECT_FALSE(Has(said.err, "secret")) << said.err;
  }
  const Said unreachable = line.Run(With("unix:/nowhere/redis.sock", {"worker"}));
  EXPECT_EQ(unreachable.code, kBackendUnreachable);
  EXPECT_TRUE(Has(unreachable.err, "unix:/nowhere/redis.sock")) << unreachable.err;
  EXPECT_EQ(line.Run({"worker"}).code, kUsage);
  EXPECT_EQ(line.Run(With("unix:/nowhere/redis.sock", {"run", file})).code, kBackendUnreachable);
  EXPECT_EQ(line.Run({"list"}).out, "") << "a run was left behind";
}

}  // namespace
}  // namespace executioner::cli
