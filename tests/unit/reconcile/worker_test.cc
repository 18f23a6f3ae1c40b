#include "controller/reconcile/worker.h"

#include <stdexcept>

#include <gtest/gtest.h>

#include "controller/base/error.h"
#include "tests/fakes/manual_clock.h"

namespace executioner::reconcile {
namespace {

class Worker : public testing::Test {
 protected:
  /// Works on "key" once. \return the reported metrics
  std::string Work(const ReconcileFunction& reconcile) {
    queue_.Add("key");
    EXPECT_EQ(queue_.Get(stop_.get_token()), "key");
    std::string told;
    const WorkerHooks hooks{.reconciled = [&](std::string_view result, double) { told = result; }};
    WorkOnce(queue_, "key", reconcile, hooks, runtime_);
    return told;
  }

  fakes::ManualClock clock_;
  kube::Runtime runtime_{clock_};
  kube::WorkQueue queue_{clock_};
  std::stop_source stop_;
};

TEST_F(Worker, IsDoneWithAKeyUntilSomethingChanges) {
  EXPECT_EQ(Work([](const std::string&) { return Outcome{}; }), "success");
  clock_.Advance(std::chrono::hours{1});
  EXPECT_EQ(queue_.Depth(), 0U);
}

TEST_F(Worker, RequeuesTheKeyOnRequest) {
  EXPECT_EQ(Work([&](const std::string&) {
              return Outcome{.wake_at = clock_.Steady() + std::chrono::seconds{5}};
            }),
            "requeue_after");
  clock_.Advance(std::chrono::seconds{5});
  EXPECT_EQ(queue_.Get(stop_.get_token()), "key");
}

TEST_F(Worker, BacksOffOnRequest) {
  EXPECT_EQ(Work([](const std::string&) { return Outcome{.back_off = true}; }), "requeue");
  clock_.Advance(base::Duration{5});
  EXPECT_EQ(queue_.Get(stop_.get_token()), "key");
}

TEST_F(Worker, ReturnsTheKeyBeforeTheRestOfTheWork) {
  bool anybody_may_have_it = false;
  Work([&](const std::string&) {
    return Outcome{.afterwards = [&] {
      queue_.Add("key");
      anybody_may_have_it = queue_.Depth() == 1;
    }};
  });
  EXPECT_TRUE(anybody_may_have_it);
}

TEST_F(Worker, KeepsTheKeyAfterAnExpectedError) {
  EXPECT_EQ(Work([](const std::string&) -> Outcome { throw base::BackendError("no answer"); }),
            "error");
  clock_.Advance(base::Duration{5});
  EXPECT_EQ(queue_.Get(stop_.get_token()), "key");
}

TEST_F(Worker, KeepsTheKeyAfterAnUnexpectedError) {
  EXPECT_EQ(Work([](const std::string&) -> Outcome { throw std::logic_error("a bug"); }), "error");
  clock_.Advance(base::Duration{5});
  EXPECT_EQ(queue_.Get(stop_.get_token()), "key");
}

TEST_F(Worker, EndsWhenTheQueueIsShutDown) {
  int reconciled = 0;
  queue_.Add("a");
  queue_.Add("b");
  RunWorker(
      queue_,
      [&](const std::string&) {
        if (++reconciled == 2) {
          queue_.ShutDown();
        }
        return Outcome{};
      },
      {}, runtime_, stop_.get_token());
  EXPECT_EQ(reconciled, 2);
}

}  // namespace
}  // namespace executioner::reconcile
