/// \file
/// What workers do while the server of the history or of the queue is away for longer than a lease.
#include <csignal>
#include <fstream>
#include <memory>
#include <poll.h>
#include <sys/stat.h>

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "controller/adapters/queue/open_queue.h"
#include "controller/base/system_clock.h"
#include "tests/unit/cli/binary.h"
#include "tests/unit/store/postgres_server.h"

namespace executioner::cli {
namespace {

using nlohmann::json;
using store::testing::PostgresServer;

const std::string kTopic(history::kJobsTopic);

class WorkerOutage : public testing::Test {
 protected:
  WorkerOutage() { line.context.environment["EXECUTIONER_HISTORY"] = history; }

  std::unique_ptr<Program> Start(std::vector<std::string> words, const std::string& queue) const {
    words.insert(words.end(), {"--queue", queue});
    return std::make_unique<Program>(line, words,
                                     std::vector<std::string>{"EXECUTIONER_HISTORY=" + history});
  }

  std::string Fifo(const std::string& name) const { return line.Folder() + "/" + name; }

  /// A run of one job that has said "up", and says "gone" when it was let go by that name.
  std::unique_ptr<Program> Run(const std::string& name, const std::string& queue) const {
    EXPECT_EQ(mkfifo(Fifo(name).c_str(), 0600), 0);
    const std::string job =
        "{name: a, script: \"echo up; read word < " + Fifo(name) + "; echo gone\"}";
    auto run = Start({"run", line.Write("etl.yaml", WorkflowOf(job))}, queue);
    EXPECT_TRUE(run->AwaitOutput("up"));
    return run;
  }

  void LetGo(const std::string& name) const { std::ofstream(Fifo(name)) << "go\n"; }

  void ExpectOneAttempt(Program& run, const std::string& number) {
    const Said said = run.Wait();
    EXPECT_EQ(said.code, kSucceeded) << said.err;
    const json attempts = json::parse(line.Run({"show", number, "-o", "json"}).out)["attempts"];
    ASSERT_EQ(attempts.size(), 1U) << attempts;
    EXPECT_EQ(attempts[0]["reason"], "Completed");
  }

  std::unique_ptr<history::JobQueue> Look(const std::string& queue) const {
    return queue::OpenQueue(queue, "nothing", clock);
  }

  /// Returns at a time of the clock, which is in the next seconds.
  void AwaitTime(base::TimePoint time) const {
    while (clock.Now() < time) {
      poll(nullptr, 0, static_cast<int>((time - clock.Now()).count()) + 1);
    }
  }

  PostgresServer server = PostgresServer();
  std::string history = server.NewDatabase();
  base::SystemClock clock = base::SystemClock();
  CommandLine line = CommandLine();
};

TEST_F(WorkerOutage, KeepsTheLeaseOfAJobWhoseEndCannotBeWritten) {
  const std::string url = "sqlite:" + line.Folder() + "/queue.db";
  const auto worker = Start({"worker", "--lease", "4s"}, url);
  const auto run = Run("go", url);
  const auto queue = Look(url);
  server.Stop();
  LetGo("go");
  ASSERT_TRUE(run->AwaitOutput("gone"));
  const base::TimePoint begin = clock.Now();
  while (queue->NextDue(kTopic) < begin + std::chrono::seconds{6}) {
    ASSERT_GT(queue->NextDue(kTopic), clock.Now()) << "it let the lease run out";
    AwaitTime(clock.Now() + std::chrono::milliseconds{100});
  }
  server.Start();
  ExpectOneAttempt(*run, "1");
}

TEST_F(WorkerOutage, DoesNotMakeAnotherWorkerCountAsDead) {
  const std::string url = server.NewDatabase();
  const auto slow = Start({"worker", "--lease", "1s"}, url);
  const auto of_slow = Run("slow", url);
  const auto other = Start({"worker", "--lease", "1s", "--concurrency", "2"}, url);
  const auto of_other = Run("other", url);  // the slow one has its hands full
  slow->Signal(SIGSTOP);                    // the other one finds the server first
  const base::TimePoint due = clock.Now() + std::chrono::seconds{1};
  server.Stop();
  AwaitTime(due);
  server.Start();
  const auto queue = Look(url);
  for (auto next = queue->NextDue(kTopic); next && *next < clock.Now();
       next = queue->NextDue(kTopic)) {
    AwaitTime(clock.Now() + std::chrono::milliseconds{10});
  }
  slow->Signal(SIGCONT);
  LetGo("slow");
  LetGo("other");
  ExpectOneAttempt(*of_slow, "1");
  ExpectOneAttempt(*of_other, "2");
}

}  // namespace
}  // namespace executioner::cli
