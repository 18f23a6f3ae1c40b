/// \file
/// Which attempts of jobs may begin: those that the run has recorded as launched.
#include <gtest/gtest.h>

#include "tests/unit/store/history_backend.h"
#include "tests/unit/store/history_fixture.h"

namespace executioner::store::testing {
namespace {

using domain::RunPhase;

class LaunchContract : public ::testing::TestWithParam<Backend> {
 protected:
  fakes::ManualClock clock = fakes::ManualClock();
  std::unique_ptr<HistoryPlace> place = GetParam().make();
  std::unique_ptr<history::History> history = place->Open(clock);
};

TEST_P(LaunchContract, StartsOnlyAttemptsThatTheRunHasLaunched) {
  const std::int64_t run = history->Create(Source(), By("run"), InPhase(RunPhase::kRunning));
  const std::int64_t other = history->Create(Source(), By("run"), InPhase(RunPhase::kRunning));
  const history::AttemptRecord first{.job = "a", .start_time = At(1)};
  EXPECT_FALSE(history->BeginAttempt(run, first));
  EXPECT_FALSE(history->FindAttempt(run, "a", 1));
  history->RecordLaunches(run, {first});
  history->RecordLaunches(run, {first});
  EXPECT_FALSE(history->BeginAttempt(other, first)) << "of another run";
  EXPECT_FALSE(history->BeginAttempt(run, {.job = "b", .start_time = At(1)}));
  EXPECT_FALSE(history->BeginAttempt(run, {.job = "a", .attempt = 2, .start_time = At(1)}));
  EXPECT_TRUE(history->BeginAttempt(run, first));
}

TEST_P(LaunchContract, DoesNotStartLaunchesOfAnEarlierRetry) {
  const std::int64_t run = history->Create(Source(), By("run"), InPhase(RunPhase::kRunning));
  history->RecordLaunches(run, {{.job = "a"}});
  domain::Status next = InPhase(RunPhase::kPending);
  next.attempt = 2;
  history->Reopen(run, Source(), By("resume"), next);
  const history::AttemptRecord again{.job = "a", .run_attempt = 2, .start_time = At(1)};
  EXPECT_FALSE(history->BeginAttempt(run, again));
  history->RecordLaunches(run, {again});
  EXPECT_TRUE(history->BeginAttempt(run, again));
}

TEST_P(LaunchContract, FindsRunsThatLaunchThroughAQueue) {
  const std::int64_t run = history->Create(Source(), By("run"), InPhase(RunPhase::kRunning));
  history->Create(Source(), By("run"), InPhase(RunPhase::kRunning));
  EXPECT_TRUE(history->List({.queued = true}).empty());
  history->RecordLaunches(run, {{.job = "a"}});
  ASSERT_EQ(history->List({.queued = true}).size(), 1U);
  EXPECT_EQ(history->List({.queued = true}).front().id, run);
  domain::Status next = InPhase(RunPhase::kPending);
  next.attempt = 2;
  history->Reopen(run, Source(), By("resume"), next);
  EXPECT_TRUE(history->List({.queued = true}).empty()) << "this attempt may need no queue";
}

INSTANTIATE_TEST_SUITE_P(On, LaunchContract, ::testing::Values(Sqlite(), Postgres()),
                         [](const auto& backend) { return backend.param.name; });

}  // namespace
}  // namespace executioner::store::testing
