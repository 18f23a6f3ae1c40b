#include "controller/runs/retention.h"

#include <gtest/gtest.h>

namespace executioner::runs {
namespace {

using namespace std::chrono_literals;

history::RunSummary EndedAt(std::int64_t id, domain::TimePoint time) {
  return {.id = id, .phase = domain::RunPhase::kSucceeded, .completion_time = time};
}

TEST(Retention, NeedsAllRulesAndKeepsActiveRuns) {
  const domain::TimePoint now{1'000'000s};
  std::vector<history::RunSummary> runs{EndedAt(4, now - 1s), EndedAt(3, now - 9h),
                                        EndedAt(2, now - 9h), EndedAt(1, now - 99h)};
  using Numbers = std::vector<std::int64_t>;
  EXPECT_EQ(RunsToRemove(runs, {.older_than = 8h}, now), (Numbers{3, 2, 1}));
  EXPECT_EQ(RunsToRemove(runs, {.older_than = 8h, .keep = 2}, now), (Numbers{2, 1}));
  EXPECT_EQ(RunsToRemove(runs, {.keep = 9}, now), Numbers{});
  runs[3].phase = domain::RunPhase::kRunning;
  EXPECT_EQ(RunsToRemove(runs, {.keep = 2}, now), (Numbers{2}));
}

}  // namespace
}  // namespace executioner::runs
