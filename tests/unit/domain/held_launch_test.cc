// Launches that are held because resources are missing.
#include <algorithm>

#include <gtest/gtest.h>

#include "tests/unit/domain/run_driver.h"

namespace executioner::domain {
namespace {

using std::chrono::seconds;
using testing::MakeJob;
using testing::RunDriver;

const Ending kNoRoom{.reason = Reason::kWaitingFor, .message = "no descriptor is left"};

/// Decides once; launches of other jobs than `fits` are held.
std::vector<std::string> TryLaunch(RunDriver& run, const std::vector<std::string>& fits) {
  const Decision decision = Decide(run.plan, run.controls, run.run, run.now);
  run.wake_at = decision.wake_at;
  std::vector<std::string> asked;
  for (const Launch& launch : ActionsOf<Launch>(decision)) {
    const std::string& job = run.Name(launch.instance);
    asked.push_back(job);
    if (std::ranges::count(fits, job) > 0) {
      run.attempts[job] = launch.attempt;
      LaunchSucceeded(run.run, launch.instance, "pod", run.now);
    } else {
      Ending refusal = kNoRoom;
      refusal.time = run.now;
      LaunchHeld(run.plan, run.run, launch.instance, refusal);
    }
  }
  return asked;
}

void End(RunDriver& run, const std::string& job, Reason reason) {
  AttemptSeen seen = run.Seen(job);
  seen.ending = Ending{.reason = reason, .time = run.now};
  Observe(run.plan, run.run, seen, "uid");
}

using Strings = std::vector<std::string>;

TEST(HeldLaunch, IsRetriedWhenAnotherAttemptHasEnded) {
  RunDriver run({MakeJob("a"), MakeJob("b"), MakeJob("c")});
  EXPECT_EQ(TryLaunch(run, {"a"}), (Strings{"a", "b", "c"}));
  EXPECT_EQ(run.Phase("b"), JobPhase::kQueued);
  EXPECT_EQ(run.State("b").message, "no descriptor is left");
  EXPECT_EQ(run.State("b").attempts, 0);
  EXPECT_FALSE(run.State("b").start_time);
  EXPECT_EQ(run.run.live, 1);
  EXPECT_EQ(TryLaunch(run, {"a", "b"}), Strings{}) << "nothing has ended";
  End(run, "a", Reason::kCompleted);
  EXPECT_EQ(TryLaunch(run, {"b"}), Strings{"b"}) << "one ended, one is tried";
  End(run, "b", Reason::kCompleted);
  EXPECT_EQ(TryLaunch(run, {"c"}), Strings{"c"});
  End(run, "c", Reason::kCompleted);
  TryLaunch(run, {});
  EXPECT_EQ(run.run.phase, RunPhase::kSucceeded);
}

TEST(HeldLaunch, IsRetriedPeriodicallyAndNeverTimesOut) {
  RunDriver run({MakeJob("a")});
  EXPECT_EQ(TryLaunch(run, {}), Strings{"a"});
  for (int tries = 0; tries < 1000; ++tries) {
    EXPECT_EQ(TryLaunch(run, {}), Strings{});
    ASSERT_TRUE(run.wake_at);
    run.now = *run.wake_at;
    EXPECT_EQ(TryLaunch(run, {}), Strings{"a"});
    EXPECT_EQ(run.Phase("a"), JobPhase::kQueued);
  }
  TryLaunch(run, {});
  run.now = *run.wake_at;
  EXPECT_EQ(TryLaunch(run, {"a"}), Strings{"a"});
  EXPECT_EQ(run.attempts["a"], 1);
}

TEST(HeldLaunch, OfARetryKeepsItsNumberThroughARestart) {
  JobSpec job = MakeJob("a");
  job.work.retry = RetryPolicy{.limit = 1, .delay_seconds = 0};
  RunDriver run({job});
  TryLaunch(run, {"a"});
  End(run, "a", Reason::kFailed);
  EXPECT_EQ(TryLaunch(run, {}), Strings{"a"});
  EXPECT_EQ(run.Phase("a"), JobPhase::kRetrying);
  EXPECT_EQ(run.State("a").attempts, 1);
  run.Restart();
  EXPECT_EQ(TryLaunch(run, {"a"}), Strings{"a"});
  EXPECT_EQ(run.attempts["a"], 2);
}

TEST(HeldLaunch, EndsWithTheRun) {
  RunDriver run({MakeJob("a"), MakeJob("b")});
  TryLaunch(run, {"a"});
  run.controls.cancel = CancelMode::kGraceful;
  EXPECT_TRUE(Decide(run.plan, run.controls, run.run, run.now).record_first);
  TryLaunch(run, {});
  EXPECT_EQ(run.WhyOf("b"), Reason::kNotReached);
  End(run, "a", Reason::kCancelled);
  TryLaunch(run, {});
  EXPECT_EQ(run.run.phase, RunPhase::kCancelled);
}

}  // namespace
}  // namespace executioner::domain
