/// \file
/// What URLs of queues mean, and how servers that ask for a password are spoken to.
#include <csignal>

#include <gtest/gtest.h>

#include "controller/base/error.h"
#include "controller/base/system_clock.h"
#include "tests/unit/queue/queue_place.h"

namespace executioner::queue::testing {
namespace {

/// Returns the error message for a URL; "" if it is valid.
std::string Complaint(const std::string& url) {
  try {
    ParseRedisUrl(url);
  } catch (const base::ConfigurationError& error) {
    return error.what();
  }
  return {};
}

TEST(QueueUrl, NamesHostPortDatabaseAndCredentials) {
  const RedisAddress address = ParseRedisUrl("redis://me:p%40ss%3a@example.org:6400/3");
  EXPECT_EQ(address.host, "example.org");
  EXPECT_EQ(address.port, 6400);
  EXPECT_EQ(address.database, 3);
  EXPECT_EQ(address.user, "me");
  EXPECT_EQ(address.password, "p@ss:");
  EXPECT_EQ(address.Place(), "redis://example.org:6400/3");
}

TEST(QueueUrl, HasDefaults) {
  EXPECT_EQ(ParseRedisUrl("redis://").Place(), "redis://localhost:6379");
  EXPECT_EQ(ParseRedisUrl("redis://:secret@h").password, "secret");
  EXPECT_EQ(ParseRedisUrl("redis://[::1]:7000").host, "::1");
  EXPECT_EQ(ParseRedisUrl("redis://[::1]:7000").port, 7000);
  EXPECT_EQ(ParseRedisUrl("redis://[::1]").host, "::1");
}

TEST(QueueUrl, NamesASocket) {
  const RedisAddress address = ParseRedisUrl("unix://u:p@/run/redis.sock?db=2");
  EXPECT_EQ(address.socket, "/run/redis.sock");
  EXPECT_EQ(address.password, "p");
  EXPECT_EQ(address.Place(), "unix:/run/redis.sock?db=2");
  EXPECT_EQ(ParseRedisUrl("unix:/a/b").socket, "/a/b");
}

TEST(QueueUrl, IsRejectedWithoutShowingItsPassword) {
  for (const char* url : {"redis://u:secret@h:port", "redis://u:secret@h/x", "redis:secret",
                          "unix:secret", "unix://u:secret@/s?x=1", "redis://secret@h"}) {
    const std::string complaint = Complaint(url);
    EXPECT_NE(complaint, "") << url;
    EXPECT_EQ(complaint.find("u:secret"), std::string::npos) << complaint;
  }
  EXPECT_EQ(PlaceOfQueue("postgres://u:secret@h/db"), "postgres://h/db");
  EXPECT_EQ(PlaceOfQueue("postgres://h/db?password=secret&sslmode=require"),
            "postgres://h/db?sslmode=require");
}

TEST(QueueUrl, ConnectsToAServerThatRequiresAPassword) {
  const RedisServer server({"--requirepass", "secret"});
  base::SystemClock clock;
  const auto queue = OpenQueue("unix://:secret@" + server.Socket() + "?db=3", "jobs", clock);
  queue->Push({.topic = "jobs", .run = 1, .name = "a"}, {});
  EXPECT_EQ(queue->Size("jobs"), 1);
  const auto by_variable =
      OpenQueue("unix:" + server.Socket() + "?db=3", "jobs", clock, {{"REDISCLI_AUTH", "secret"}});
  EXPECT_EQ(by_variable->Size("jobs"), 1);
  try {
    OpenQueue("unix://:wrongpass@" + server.Socket(), "jobs", clock);
    ADD_FAILURE() << "it let us in";
  } catch (const history::QueueError& error) {
    EXPECT_FALSE(error.CanRetry());
    EXPECT_EQ(std::string(error.what()).find("wrongpass"), std::string::npos) << error.what();
  }
}

/// Listens, loses its server and gets it back.
template <typename Server>
void Restart(Server& server, history::JobQueue& queue) {
  server.Stop();
  EXPECT_THROW(queue.Size("jobs"), history::QueueError);
  EXPECT_THROW(queue.TakeNews(), history::QueueError);
  EXPECT_EQ(queue.Descriptor(), -1);
  server.Start();
  const history::QueueNews news = queue.TakeNews();
  EXPECT_TRUE(news.pushed && news.stopped) << "something may have been missed";
}

TEST(RedisQueue, ReconnectsAfterARestartOfTheServer) {
  std::signal(SIGPIPE, SIG_IGN);
  RedisServer server;
  base::SystemClock clock;
  const auto queue = OpenQueue(server.Url(), "jobs", clock);
  queue->TakeNews();
  Restart(server, *queue);
  queue->Push({.topic = "jobs", .run = 1, .name = "a"}, {});
  EXPECT_TRUE(queue->Pop("jobs", std::chrono::seconds{30}));
}

TEST(PostgresQueue, KeepsItsMessagesAcrossARestartOfTheServer) {
  store::testing::PostgresServer server;
  base::SystemClock clock;
  const auto queue = OpenQueue(server.NewDatabase(), "jobs", clock);
  queue->TakeNews();
  queue->Push({.topic = "jobs", .run = 1, .name = "a"}, {});
  Restart(server, *queue);
  EXPECT_TRUE(queue->Pop("jobs", std::chrono::seconds{30}));
}

}  // namespace
}  // namespace executioner::queue::testing
