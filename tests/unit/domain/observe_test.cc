#include <gtest/gtest.h>

#include "tests/unit/domain/run_driver.h"

namespace executioner::domain {
namespace {

using testing::kStart;
using testing::MakeJob;
using testing::RunDriver;

JobSpec Retried(const std::string& name) {
  JobSpec job = MakeJob(name);
  job.work.retry = RetryPolicy{.limit = 1000, .delay_seconds = 0};
  return job;
}

/// An attempt that failed.
AttemptSeen Failed(int attempt) {
  return {.attempt = attempt,
          .pod = "pod",
          .created = kStart,
          .started = true,
          .ending = Ending{.reason = Reason::kFailed, .exit_code = 1, .time = kStart}};
}

TEST(Observe, IgnoresAttemptsThatAreAheadByMoreThanOne) {
  for (const int attempt : {3, 1'000'000, 2'147'483'646, 2'147'483'647}) {
    RunDriver run({Retried("a")});
    run.Step();
    EXPECT_FALSE(Observe(run.plan, run.run, Failed(attempt), "uid")) << attempt;
    EXPECT_EQ(run.State("a").attempts, 1);
    EXPECT_TRUE(run.State("a").live);
  }
}

TEST(Observe, AcceptsSeveralAttemptsThatWereNotRecorded) {
  RunDriver run({Retried("a")});
  for (int attempt = 1; attempt <= 5; ++attempt) {
    EXPECT_TRUE(Observe(run.plan, run.run, Failed(attempt), "uid")) << attempt;
  }
  EXPECT_EQ(run.State("a").attempts, 5);
  EXPECT_EQ(run.Phase("a"), JobPhase::kRetrying);
}

TEST(Observe, EndsAJobWhoseAttemptNumbersAreExhausted) {
  RunDriver run({Retried("a")});
  run.run.instances[InstanceId{}].attempts = kMostAttempts - 1;
  run.run.instances[InstanceId{}].disruptions = kMostAttempts - 1;
  run.Step();
  ASSERT_EQ(run.State("a").attempts, kMostAttempts);
  run.Fails("a");
  EXPECT_EQ(run.Phase("a"), JobPhase::kFailed);
}

}  // namespace
}  // namespace executioner::domain
