/// \file
/// Workers and a queue that others can write to: its content alone must not run anything.
#include <csignal>
#include <fstream>
#include <iterator>
#include <poll.h>
#include <sys/stat.h>

#include <gtest/gtest.h>

#include "controller/adapters/queue/open_queue.h"
#include "tests/unit/cli/binary.h"
#include "tests/unit/queue/redis_server.h"

namespace executioner::cli {
namespace {

const std::string kTopic(history::kJobsTopic);

std::size_t Count(const std::string& text, const std::string& part) {
  std::size_t count = 0;
  for (std::size_t at = text.find(part); at != std::string::npos; at = text.find(part, at + 1)) {
    ++count;
  }
  return count;
}

class ForgedQueue : public ::testing::Test {
 protected:
  std::unique_ptr<Program> Start(std::vector<std::string> words, const std::string& url) const {
    words.insert(words.end(), {"--queue", url});
    return std::make_unique<Program>(line, words);
  }

  std::unique_ptr<history::JobQueue> AwaitPush(const std::string& url) const {
    auto queue = queue::OpenQueue(url, kTopic, *line.context.clock);
    while (queue->Size(kTopic) == 0) {
      pollfd bell{queue->Descriptor(), POLLIN, 0};
      poll(&bell, 1, -1);
      queue->TakeNews();
    }
    return queue;
  }

  std::vector<std::string> Ran() const {
    std::ifstream file(line.Folder() + "/ran");
    return {std::istream_iterator<std::string>(file), {}};
  }

  /// A job that says its name, and waits to be let go by that name.
  std::string Job(const std::string& name, const std::string& more) const {
    EXPECT_EQ(mkfifo((line.Folder() + "/" + name).c_str(), 0600), 0);
    return "{name: " + name + more + ", script: 'echo " + name + " >> " + line.Folder() +
           "/ran; echo up; read x < " + line.Folder() + "/" + name + "'}";
  }

  void Forge(history::JobQueue& queue, std::int64_t run, const std::string& name) const {
    queue.Push({.topic = kTopic, .run = run, .name = name, .priority = 1000}, {});
  }

  void ExpectOnlyWhatIsDueRuns(const std::string& url) const {
    const auto run =
        Start({"run", line.Write("etl.yaml", WorkflowOf(Job("approve", "") + ", " +
                                                        Job("deploy", ", dependsOn: [approve]")))},
              url);
    const auto queue = AwaitPush(url);
    for (const char* name : {"1/deploy/1", "1/approve/7", "2/approve/1", "1/../x/1", "1/none/1",
                             "nonsense", "1/\x1b[2J/1", "2147483648/approve/1"}) {
      Forge(*queue, 1, name);
    }
    Forge(*queue, 99, "1/approve/1");
    const auto worker = Start({"worker", "--concurrency", "9"}, url);
    ASSERT_TRUE(run->AwaitOutput("approve | up"));
    EXPECT_EQ(Ran(), std::vector<std::string>{"approve"});
    std::ofstream(line.Folder() + "/approve") << "go\n";
    ASSERT_TRUE(run->AwaitOutput("deploy | up"));
    Forge(*queue, 1, "1/approve/2");
    std::ofstream(line.Folder() + "/deploy") << "go\n";
    EXPECT_EQ(run->Wait().code, kSucceeded);
    worker->Signal(SIGTERM);
    const Said said = worker->Wait();
    EXPECT_EQ(Ran(), (std::vector<std::string>{"approve", "deploy"})) << said.err;
    EXPECT_EQ(Count(said.err, "the queue holds an entry"), 1U) << said.err;
    EXPECT_EQ(said.err.find('\x1b'), std::string::npos) << said.err;
  }

  CommandLine line;
};

TEST_F(ForgedQueue, InAFileStartsNothingThatIsNotDue) {
  ExpectOnlyWhatIsDueRuns("sqlite:" + line.Folder() + "/queue.db");
}

TEST_F(ForgedQueue, OfRedisStartsNothingThatIsNotDue) {
  const queue::testing::RedisServer server;
  ExpectOnlyWhatIsDueRuns(server.Url());
}

}  // namespace
}  // namespace executioner::cli
