// How a run ends that is cancelled.
#include <gtest/gtest.h>

#include "tests/unit/domain/run_driver.h"

namespace executioner::domain {
namespace {

using testing::MakeJob;
using testing::RunDriver;

/// Job a runs, and is asked to stop.
void CancelWhileItRuns(RunDriver& run) {
  run.Step();
  run.Starts("a");
  run.controls.cancel = CancelMode::kGraceful;
  run.Step();
}

TEST(Decide, CancelLatches) {
  RunDriver run({MakeJob("a")}, {.cancel = CancelMode::kGraceful});
  run.Step();
  EXPECT_EQ(run.run.phase, RunPhase::kCancelled);
  RunDriver other({MakeJob("a")});
  CancelWhileItRuns(other);
  other.controls.cancel = CancelMode::kNone;
  other.Ends("a", {.reason = Reason::kSignaled, .stopped = true});
  EXPECT_EQ(other.run.phase, RunPhase::kCancelled);
}

TEST(Decide, CancelNowKillsAttemptsThatAGracefulCancelAskedToStop) {
  RunDriver run({MakeJob("a")});
  CancelWhileItRuns(run);
  run.controls.cancel = CancelMode::kNow;
  run.Step();
  ASSERT_EQ(run.stops.size(), 2U);
  EXPECT_EQ(run.stops[1].mode, StopMode::kNow);
}

TEST(Decide, APodThatACancelDeletedIsNotADisruption) {
  RunDriver run({MakeJob("a")});
  CancelWhileItRuns(run);
  run.Ends("a", {.reason = Reason::kPodDeleted, .stopped = true});
  EXPECT_EQ(run.WhyOf("a"), Reason::kCancelled);
  EXPECT_EQ(run.State("a").disruptions, 0);
}

TEST(Decide, CancelNowIsReadFromTheSpecAgainAfterARestart) {
  RunDriver run({MakeJob("a")});
  CancelWhileItRuns(run);
  run.controls.cancel = CancelMode::kNow;
  run.Restart();
  run.Step();
  EXPECT_EQ(run.stops.back().mode, StopMode::kNow);
  run.Restart();
  run.Step();
  ASSERT_EQ(run.stops.size(), 3U);
  EXPECT_EQ(run.stops.back().mode, StopMode::kNow);
}

TEST(Decide, AnAttemptThatSucceedsWhileItIsStoppedHasSucceeded) {
  RunDriver run({MakeJob("a")});
  CancelWhileItRuns(run);
  run.Succeeds("a");
  EXPECT_EQ(run.Phase("a"), JobPhase::kSucceeded);
  EXPECT_EQ(run.run.phase, RunPhase::kCancelled);
}

}  // namespace
}  // namespace executioner::domain
