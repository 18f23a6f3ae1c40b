#include "controller/kube/work_queue.h"

#include <algorithm>
#include <atomic>
#include <map>
#include <thread>
#include <vector>

#include <gtest/gtest.h>

#include "controller/base/system_clock.h"
#include "tests/fakes/manual_clock.h"

namespace executioner::kube {
namespace {

using namespace std::chrono_literals;
using Texts = std::vector<std::string>;

class WorkQueueTest : public testing::Test {
 protected:
  WorkQueueTest() {
    clock_.OnAdvance([this] { queue_.Wake(); });
  }

  /// The next key that is due, or "-".
  std::string Next() {
    queue_.Add("probe", 2 * WorkQueue::kLowPriority);  // when nothing else is due: Get never waits
    std::string key = queue_.Get(std::stop_token()).value_or("shut down");
    if (key != "probe") {
      return key;
    }
    queue_.Done("probe");
    return "-";
  }

  Texts Drain() {
    Texts keys;
    for (std::string key = Next(); key != "-"; key = Next()) {
      keys.push_back(key);
      queue_.Done(key);
    }
    return keys;
  }

  /// The next `count` keys that are ready.
  Texts TakeReady(int count) {
    Texts keys;
    for (int i = 0; i < count && queue_.Depth() > 0; ++i) {
      keys.push_back(queue_.Get(std::stop_token()).value_or("shut down"));
      queue_.Done(keys.back());
    }
    return keys;
  }

  WorkQueue::SteadyTime In(base::Duration delay) const { return clock_.Steady() + delay; }

  fakes::ManualClock clock_;
  WorkQueue queue_{clock_};
};

TEST_F(WorkQueueTest, ReturnsKeysInTheOrderOfAdd) {
  queue_.Add("a");
  queue_.Add("b");
  queue_.Add("c");
  EXPECT_EQ(Drain(), (Texts{"a", "b", "c"}));
}

TEST_F(WorkQueueTest, QueuesAKeyOnce) {
  queue_.Add("a");
  queue_.Add("a");
  EXPECT_EQ(queue_.Depth(), 1U);
  EXPECT_EQ(Drain(), Texts{"a"});
}

TEST_F(WorkQueueTest, NeverGivesAKeyToTwoWorkers) {
  queue_.Add("a");
  EXPECT_EQ(Next(), "a");
  queue_.Add("a");
  queue_.Add("a");
  EXPECT_EQ(Next(), "-") << "a worker has it";
  queue_.Done("a");
  EXPECT_EQ(Drain(), Texts{"a"}) << "queued once more, once";
}

TEST_F(WorkQueueTest, PutsLiveChangesBeforeTheFirstList) {
  queue_.Add("listed", WorkQueue::kLowPriority);
  queue_.Add("listed too", WorkQueue::kLowPriority);
  queue_.Add("live");
  queue_.Add("listed too");  // it changed meanwhile: the higher priority holds
  EXPECT_EQ(Drain(), (Texts{"listed too", "live", "listed"}));
}

TEST_F(WorkQueueTest, PrioritiesOrderWithinANamespaceOnly) {
  queue_.Add("Workflow/greedy/low", -5);
  queue_.Add("Workflow/greedy/high", 400'000'000);
  queue_.Add("Workflow/greedy/higher", 400'000'001);
  queue_.Add("Workflow/modest/a");
  queue_.Add("Job/modest/b");
  EXPECT_EQ(TakeReady(5), (Texts{"Workflow/greedy/higher", "Workflow/modest/a",
                                 "Workflow/greedy/high", "Job/modest/b", "Workflow/greedy/low"}));
}

TEST_F(WorkQueueTest, ManyKeysOfANamespaceDoNotDelayAnother) {
  for (const int priority : {0, WorkQueue::kLowPriority}) {
    for (int i = 0; i < 1000; ++i) {
      queue_.Add("Job/many/" + std::to_string(i), priority);
    }
    queue_.Add("Job/few/x", priority);
    const Texts first = TakeReady(2);
    EXPECT_EQ(std::ranges::count(first, "Job/few/x"), 1) << testing::PrintToString(first);
    TakeReady(1000);
  }
}

TEST_F(WorkQueueTest, ANamespaceThatReturnsWaitsForTheOthers) {
  queue_.Add("Job/busy/1");
  queue_.Add("Job/a/1");
  queue_.Add("Job/b/1");
  EXPECT_EQ(TakeReady(1), Texts{"Job/busy/1"});
  queue_.Add("Job/busy/1", 100);
  EXPECT_EQ(TakeReady(3), (Texts{"Job/a/1", "Job/b/1", "Job/busy/1"}));
}

TEST_F(WorkQueueTest, AKeyThatIsAddedAgainKeepsItsNamespacesTurn) {
  queue_.Add("Job/changing/1");
  for (int i = 0; i < 20; ++i) {
    queue_.Add("Job/other/" + std::to_string(i));
    queue_.Add("Job/changing/1", i);
  }
  EXPECT_EQ(TakeReady(1), Texts{"Job/changing/1"});
}

TEST_F(WorkQueueTest, LiveChangesComeBeforeListsOfAllNamespaces) {
  queue_.Add("Job/a/listed", WorkQueue::kLowPriority);
  queue_.Add("Job/b/listed", WorkQueue::kLowPriority + 5);
  queue_.Add("Job/c/live", -5);
  EXPECT_EQ(TakeReady(3), (Texts{"Job/c/live", "Job/a/listed", "Job/b/listed"}));
}

TEST_F(WorkQueueTest, LiveChangesWithoutEndDoNotHoldUpLists) {
  queue_.Add("Job/quiet/listed", WorkQueue::kLowPriority);
  int before = 0;
  for (std::string key; key != "Job/quiet/listed" && before < 1000; ++before) {
    queue_.Add("Job/noisy/a");
    queue_.Add("Job/noisy/b");
    key = TakeReady(1).front();
  }
  EXPECT_EQ(before, WorkQueue::kLiveInARow + 1);
}

TEST_F(WorkQueueTest, QueuesKeysOfAnyForm) {
  const Texts odd{"", "/", "//", "a/", "a//b", "a/b", "a/b/c/d"};
  for (const std::string& key : odd) {
    queue_.Add(key);
  }
  Texts taken = TakeReady(100);
  std::ranges::sort(taken);
  EXPECT_EQ(taken, odd);
}

TEST_F(WorkQueueTest, KeepsThePriorityOfAKeyThatIsQueuedAgain) {
  queue_.Add("listed", WorkQueue::kLowPriority);
  EXPECT_EQ(Next(), "listed");
  queue_.AddRateLimited("listed");
  queue_.Done("listed");
  clock_.Advance(1s);
  queue_.Add("live");
  EXPECT_EQ(Drain(), (Texts{"live", "listed"}));
}

TEST_F(WorkQueueTest, AnUnknownKeyWithADelayHasNormalPriority) {
  queue_.Add("listed", WorkQueue::kLowPriority);
  queue_.AddAfter("later", In(1s));
  clock_.Advance(1s);
  EXPECT_EQ(Drain(), (Texts{"later", "listed"}));
}

TEST_F(WorkQueueTest, HoldsAKeyUntilItIsDue) {
  queue_.AddAfter("a", In(10s));
  EXPECT_EQ(Next(), "-");
  clock_.Advance(9999ms);
  EXPECT_EQ(Next(), "-");
  clock_.Advance(1ms);
  EXPECT_EQ(Drain(), Texts{"a"});
}

TEST_F(WorkQueueTest, KeepsTheEarlierOfTwoDueTimes) {
  queue_.AddAfter("sooner", In(10s));
  queue_.AddAfter("sooner", In(5s));
  queue_.AddAfter("later", In(5s));
  queue_.AddAfter("later", In(10s));
  clock_.Advance(5s);
  EXPECT_EQ(Drain(), (Texts{"sooner", "later"}));
  clock_.Advance(10s);
  EXPECT_EQ(Drain(), Texts{}) << "the later time is void";
}

TEST_F(WorkQueueTest, AddOverridesADelay) {
  queue_.AddAfter("a", In(1h));
  queue_.Add("a");
  EXPECT_EQ(Drain(), Texts{"a"});
}

TEST_F(WorkQueueTest, DelaysAKeyThatAWorkerHasAfterDone) {
  queue_.Add("a");
  EXPECT_EQ(Next(), "a");
  queue_.AddAfter("a", In(10s));
  queue_.AddAfter("a", In(20s));
  queue_.Done("a");
  EXPECT_EQ(Next(), "-");
  clock_.Advance(10s);
  EXPECT_EQ(Drain(), Texts{"a"});
}

TEST_F(WorkQueueTest, AChangeDuringTheWorkOverridesADelay) {
  queue_.Add("a");
  EXPECT_EQ(Next(), "a");
  queue_.Add("a");
  queue_.AddAfter("a", In(10s));
  queue_.Done("a");
  EXPECT_EQ(Drain(), Texts{"a"});
}

TEST_F(WorkQueueTest, BacksOffPerKeyFromFiveMillisecondsToAThousandSeconds) {
  const auto delay_of = [&](const std::string& key) {
    queue_.AddRateLimited(key);
    base::Duration delay{0};
    for (base::Duration step{1}; Next() == "-"; step = std::max(base::Duration(1), delay / 4)) {
      clock_.Advance(step);
      delay += step;
    }
    queue_.Done(key);
    return delay;
  };
  EXPECT_EQ(delay_of("a"), 5ms);
  EXPECT_LE(delay_of("a"), 12ms);
  for (int i = 0; i < 30; ++i) {
    delay_of("a");
  }
  const base::Duration longest = delay_of("a");
  EXPECT_GE(longest, 1000s);
  EXPECT_LE(longest, 1250s);
  EXPECT_EQ(delay_of("b"), 5ms) << "others are not punished";
  queue_.Forget("a");
  EXPECT_EQ(delay_of("a"), 5ms);
}

TEST_F(WorkQueueTest, IsClosedAfterShutDown) {
  queue_.Add("a");
  queue_.ShutDown();
  queue_.Add("b");
  EXPECT_EQ(queue_.Get(std::stop_token()), std::nullopt);
  EXPECT_EQ(queue_.Depth(), 1U);
}

TEST_F(WorkQueueTest, ShutDownWakesWaitingWorkers) {
  std::jthread worker([&] { EXPECT_EQ(queue_.Get(std::stop_token()), std::nullopt); });
  queue_.ShutDown();
}

TEST_F(WorkQueueTest, StopWakesOneWorkerOnly) {
  std::stop_source stop;
  std::jthread stopped([&] { EXPECT_EQ(queue_.Get(stop.get_token()), std::nullopt); });
  stop.request_stop();
  stopped.join();
  std::jthread waiting([&] { EXPECT_EQ(queue_.Get(std::stop_token()), "a"); });
  queue_.Add("a");
}

TEST_F(WorkQueueTest, ADueTimeWakesAWaitingWorker) {
  const base::SystemClock clock;
  WorkQueue queue(clock);
  queue.AddAfter("later", clock.Steady() + 1h);
  std::jthread worker([&] { EXPECT_EQ(queue.Get(std::stop_token()), "soon"); });
  queue.AddAfter("soon", clock.Steady() + 2ms);
}

TEST_F(WorkQueueTest, SeveralDueKeysWakeSeveralWorkers) {
  for (const char* key : {"a", "b", "c"}) {
    queue_.AddAfter(key, In(10s));
  }
  std::atomic<int> got = 0;
  std::vector<std::jthread> workers;
  for (int i = 0; i < 3; ++i) {
    workers.emplace_back([&] {
      // No worker calls Done, so each key needs a worker of its own.
      got += queue_.Get(std::stop_token()).has_value() ? 1 : 0;
    });
  }
  clock_.Advance(10s);
  workers.clear();
  EXPECT_EQ(got, 3);
}

TEST_F(WorkQueueTest, ReportsMetrics) {
  int added = 0;
  int retried = 0;
  std::vector<double> waited;
  std::vector<double> worked;
  WorkQueue queue(clock_, {.added = [&] { ++added; },
                           .retried = [&] { ++retried; },
                           .waited = [&](double seconds) { waited.push_back(seconds); },
                           .worked = [&](double seconds) { worked.push_back(seconds); }});
  queue.Add("a");
  queue.Add("a");
  EXPECT_EQ(added, 1);
  clock_.Advance(2s);
  queue.Get(std::stop_token());
  clock_.Advance(3s);
  EXPECT_DOUBLE_EQ(queue.UnfinishedSeconds(), 3.0);
  queue.AddRateLimited("a");
  queue.Done("a");
  EXPECT_DOUBLE_EQ(queue.UnfinishedSeconds(), 0.0);
  EXPECT_EQ(waited, std::vector<double>{2.0});
  EXPECT_EQ(worked, std::vector<double>{3.0});
  EXPECT_EQ(retried, 1);
  EXPECT_EQ(added, 2);
}

TEST_F(WorkQueueTest, ManyWorkersNeverShareAKey) {
  const base::SystemClock clock;
  WorkQueue queue(clock);
  constexpr int kKeys = 5;
  constexpr int kRounds = 400;
  std::map<std::string, std::atomic<int>> holders;
  for (int key = 0; key < kKeys; ++key) {
    holders[std::to_string(key)] = 0;
  }
  std::atomic<int> given = 0;
  const auto work = [&](const std::stop_token& stop) {
    while (const auto key = queue.Get(stop)) {
      EXPECT_EQ(++holders[*key], 1);
      ++given;
      --holders[*key];
      queue.Done(*key);
    }
  };
  {
    std::vector<std::jthread> workers;
    for (int i = 0; i < 4; ++i) {
      workers.emplace_back(work);
    }
    for (int round = 0; round < kRounds; ++round) {
      queue.Add(std::to_string(round % kKeys), round % 2);
    }
  }
  EXPECT_LE(given, kRounds);
}

}  // namespace
}  // namespace executioner::kube
