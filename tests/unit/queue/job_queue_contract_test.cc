/// \file
/// What a queue promises, whatever it is made of.
#include <algorithm>
#include <poll.h>
#include <set>
#include <thread>
#include <vector>

#include <gtest/gtest.h>

#include "tests/fakes/manual_clock.h"
#include "tests/unit/queue/queue_place.h"

namespace executioner::queue::testing {
namespace {

using history::Delivery;
using history::LeaseState;
using history::Message;
using history::StopMark;
using std::chrono::seconds;

constexpr seconds kLease{30};

Message Job(const std::string& name, std::int64_t run = 1, int priority = 0) {
  return {.topic = "jobs", .run = run, .name = name, .priority = priority};
}

class JobQueueContract : public ::testing::TestWithParam<Backend> {
 protected:
  std::unique_ptr<history::JobQueue> Open(const std::string& topic = "jobs") {
    return place_->Open(topic, clock);
  }

  void Push(const Message& message, base::Duration delay = {}) { queue->Push(message, delay); }

  Delivery Pop() {
    const auto delivery = queue->Pop("jobs", kLease);
    EXPECT_TRUE(delivery) << "there is nothing to take";
    return delivery.value_or(Delivery{});
  }

  bool IsEmpty() { return !queue->Pop("jobs", kLease); }

  /// The names of all that can be taken, in order.
  std::string PopAll() {
    std::string names;
    while (const auto delivery = queue->Pop("jobs", kLease)) {
      names += (names.empty() ? "" : " ") + delivery->message.name;
    }
    return names;
  }

 private:
  std::unique_ptr<QueuePlace> place_ = GetParam().make();

 protected:
  fakes::ManualClock clock;
  std::unique_ptr<history::JobQueue> queue = Open();
};

/// Waits until there is news; a test that hears none hangs, and its time limit fails it.
history::QueueNews AwaitNews(history::JobQueue& queue) {
  history::QueueNews news = queue.TakeNews();
  while (!news.pushed && !news.stopped) {
    pollfd bell{queue.Descriptor(), POLLIN, 0};
    poll(&bell, 1, -1);
    news = queue.TakeNews();
  }
  return news;
}

TEST_P(JobQueueContract, ReturnsPushedMessages) {
  Push(Job("1/a \"b\"'%$/1", 17, 5));
  const Delivery delivery = Pop();
  EXPECT_EQ(delivery.message.topic, "jobs");
  EXPECT_EQ(delivery.message.run, 17);
  EXPECT_EQ(delivery.message.name, "1/a \"b\"'%$/1");
  EXPECT_EQ(delivery.message.priority, 5);
  EXPECT_EQ(delivery.deliveries, 1);
  EXPECT_EQ(delivery.stop, StopMark::kNone);
  EXPECT_NE(delivery.lease, "");
}

TEST_P(JobQueueContract, ReturnsNothingIfItIsEmpty) {
  EXPECT_TRUE(IsEmpty());
  Push({.topic = "run-1", .run = 1, .name = "a"});
  EXPECT_TRUE(IsEmpty());
}

TEST_P(JobQueueContract, KeepsTheOrderOfARun) {
  for (const char* name : {"c", "a", "b"}) {
    Push(Job(name));
  }
  EXPECT_EQ(PopAll(), "c a b");
}

TEST_P(JobQueueContract, ReturnsHigherPrioritiesFirst) {
  Push(Job("low", 1, -5));
  Push(Job("normal", 1));
  Push(Job("high", 2, 1000000));
  Push(Job("higher", 1, 1000001));
  EXPECT_EQ(PopAll(), "higher high normal low");
}

TEST_P(JobQueueContract, ServesRunsInTurn) {
  for (const char* name : {"a1", "a2", "a3"}) {
    Push(Job(name, 1));
  }
  Push(Job("b1", 2));
  Push(Job("c1", 3));
  Push(Job("b2", 2));
  EXPECT_EQ(PopAll(), "a1 b1 c1 a2 b2 a3");
}

TEST_P(JobQueueContract, ServesANewRunBeforeOneThatWasServed) {
  Push(Job("a1", 1));
  Push(Job("a2", 1));
  EXPECT_EQ(Pop().message.name, "a1");
  Push(Job("b1", 2));
  EXPECT_EQ(PopAll(), "b1 a2");
}

TEST_P(JobQueueContract, KeepsPushedMessagesOnce) {
  Push(Job("a"));
  Push(Job("a", 1, 7));
  EXPECT_EQ(queue->Size("jobs"), 1);
  const Delivery taken = Pop();
  EXPECT_EQ(taken.message.priority, 0);
  Push(Job("a"));
  EXPECT_TRUE(IsEmpty());
  EXPECT_TRUE(queue->Ack(taken));
  Push(Job("a"));
  EXPECT_EQ(Pop().deliveries, 1);
}

TEST_P(JobQueueContract, HoldsDelayedMessages) {
  Push(Job("later"), seconds{10});
  EXPECT_TRUE(IsEmpty());
  clock.Advance(seconds{9});
  EXPECT_TRUE(IsEmpty());
  clock.Advance(seconds{1});
  EXPECT_EQ(PopAll(), "later");
}

TEST_P(JobQueueContract, ReturnsAMessageAgainAfterItsLeaseExpires) {
  Push(Job("a"));
  const Delivery first = Pop();
  clock.Advance(kLease - seconds{1});
  EXPECT_TRUE(IsEmpty());
  clock.Advance(seconds{1});
  const Delivery second = Pop();
  EXPECT_EQ(second.deliveries, 2);
  EXPECT_NE(second.lease, first.lease);
  EXPECT_FALSE(queue->Ack(first));
  EXPECT_FALSE(queue->Nack(first, {}));
  EXPECT_EQ(queue->Extend(first, kLease).state, LeaseState::kLost);
  EXPECT_TRUE(queue->Ack(second));
  EXPECT_EQ(queue->Size("jobs"), 0);
}

TEST_P(JobQueueContract, KeepsAMessageWhoseLeaseIsExtended) {
  Push(Job("a"));
  const Delivery delivery = Pop();
  for (int i = 0; i < 5; ++i) {
    clock.Advance(kLease - seconds{1});
    EXPECT_EQ(queue->Extend(delivery, kLease).state, LeaseState::kHeld);
  }
  clock.Advance(kLease - seconds{1});
  EXPECT_TRUE(IsEmpty());
}

TEST_P(JobQueueContract, ExtendsAnExpiredLeaseThatNobodyTook) {
  Push(Job("a"));
  const Delivery delivery = Pop();
  clock.Advance(kLease * 2);
  EXPECT_EQ(queue->Extend(delivery, kLease).state, LeaseState::kHeld);
  EXPECT_TRUE(IsEmpty());
  EXPECT_TRUE(queue->Ack(delivery));
}

TEST_P(JobQueueContract, TakesALostMessageAgain) {
  Push(Job("a", 1, 3));
  const Delivery delivery = Pop();
  queue->RemoveRun(1);
  EXPECT_EQ(queue->Extend(delivery, kLease).state, LeaseState::kTakenBack);
  EXPECT_TRUE(IsEmpty());
  EXPECT_EQ(queue->Size("jobs"), 1);
  clock.Advance(kLease);
  const Delivery again = Pop();
  EXPECT_EQ(again.deliveries, 2);
  EXPECT_EQ(again.message.priority, 3);
}

TEST_P(JobQueueContract, TakesAMessageThatWasPushedAgain) {
  Push(Job("a"));
  const Delivery delivery = Pop();
  queue->RemoveRun(1);
  Push(Job("a"));
  EXPECT_EQ(queue->Extend(delivery, kLease).state, LeaseState::kTakenBack);
  EXPECT_TRUE(IsEmpty());
  EXPECT_TRUE(queue->Ack(delivery));
}

TEST_P(JobQueueContract, ReturnsANackedMessageAfterTheDelay) {
  Push(Job("a"));
  EXPECT_TRUE(queue->Nack(Pop(), seconds{5}));
  EXPECT_TRUE(IsEmpty());
  clock.Advance(seconds{5});
  const Delivery again = Pop();
  EXPECT_EQ(again.deliveries, 2);
  EXPECT_TRUE(queue->Nack(again, {}));
  EXPECT_EQ(PopAll(), "a");
}

TEST_P(JobQueueContract, MarksMessagesToBeStopped) {
  Push(Job("waits"));
  Push(Job("runs", 1, 1));
  const Delivery runs = Pop();
  EXPECT_EQ(queue->Extend(runs, kLease).stop, StopMark::kNone);
  queue->Stop(Job("runs"), StopMark::kNow);
  queue->Stop(Job("runs"), StopMark::kGraceful);
  queue->Stop(Job("waits"), StopMark::kGraceful);
  queue->Stop(Job("unknown"), StopMark::kGraceful);
  EXPECT_EQ(queue->Extend(runs, kLease).stop, StopMark::kNow);
  EXPECT_EQ(Pop().stop, StopMark::kGraceful);
}

TEST_P(JobQueueContract, CountsWaitingAndTakenMessages) {
  Push(Job("a"));
  Push(Job("b"), seconds{5});
  Push({.topic = "run-1", .run = 1, .name = "a"});
  Pop();
  EXPECT_EQ(queue->Size("jobs"), 2);
  EXPECT_EQ(queue->Size("run-1"), 1);
  EXPECT_EQ(queue->Size("unknown"), 0);
}

TEST_P(JobQueueContract, KnowsWhenTheNextMessageIsDue) {
  EXPECT_EQ(queue->NextDue("jobs"), std::nullopt);
  Push(Job("later"), seconds{60});
  EXPECT_EQ(queue->NextDue("jobs"), clock.Now() + seconds{60});
  Push(Job("now"));
  EXPECT_LE(queue->NextDue("jobs"), clock.Now());
  Pop();
  EXPECT_EQ(queue->NextDue("jobs"), clock.Now() + kLease);
}

TEST_P(JobQueueContract, RemovesOnlyTheGivenRun) {
  Push(Job("a", 1));
  Push(Job("b", 11));
  Push(Job("later", 1), seconds{60});
  Push({.topic = "run-1", .run = 1, .name = "a"});
  queue->RemoveRun(1);
  EXPECT_EQ(queue->Size("jobs"), 1);
  EXPECT_EQ(queue->Size("run-1"), 0);
  EXPECT_EQ(PopAll(), "b");
}

TEST_P(JobQueueContract, WakesTheListenersOfATopic) {
  const auto worker = Open("jobs");
  const auto other = Open("run-2");
  worker->TakeNews();
  other->TakeNews();
  Push({.topic = "run-2", .run = 2, .name = "x"});
  EXPECT_TRUE(AwaitNews(*other).pushed);
  Push(Job("a"));
  const history::QueueNews pushed = AwaitNews(*worker);
  EXPECT_TRUE(pushed.pushed);
  EXPECT_FALSE(pushed.stopped);
  queue->Stop(Job("a"), StopMark::kGraceful);
  EXPECT_TRUE(AwaitNews(*worker).stopped);
  pollfd bell{other->Descriptor(), POLLIN, 0};
  EXPECT_EQ(poll(&bell, 1, 0), 0) << "news of another topic";
}

TEST_P(JobQueueContract, GivesEachMessageToOneOfManyConcurrentCallers) {
  constexpr int kMessages = 100;
  constexpr int kTakers = 4;
  for (int i = 0; i < kMessages; ++i) {
    Push(Job(std::to_string(i), i % 3));
  }
  const auto take = [this](std::vector<std::string>& mine) {
    const auto own = Open();
    while (const auto delivery = own->Pop("jobs", kLease)) {
      mine.push_back(delivery->message.name);
      EXPECT_TRUE(own->Ack(*delivery));
    }
  };
  std::vector<std::vector<std::string>> taken(kTakers);
  {
    std::vector<std::jthread> takers;
    for (auto& mine : taken) {
      takers.emplace_back([&take, &mine] { take(mine); });
    }
  }
  std::multiset<std::string> all;
  for (const auto& mine : taken) {
    all.insert(mine.begin(), mine.end());
  }
  while (const auto left = queue->Pop("jobs", kLease)) {
    all.insert(left->message.name);  // who sees a row that another has locked may end early
  }
  EXPECT_EQ(all.size(), static_cast<std::size_t>(kMessages));
  EXPECT_EQ(std::set<std::string>(all.begin(), all.end()).size(), all.size());
}

INSTANTIATE_TEST_SUITE_P(Queues, JobQueueContract,
                         ::testing::Values(BackendOf<MemoryPlace>("Memory"),
                                           BackendOf<SqlitePlace>("Sqlite"),
                                           BackendOf<PostgresPlace>("Postgres"),
                                           BackendOf<RedisPlace>("Redis")),
                         [](const auto& backend) { return backend.param.name; });

}  // namespace
}  // namespace executioner::queue::testing
