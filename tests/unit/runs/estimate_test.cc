#include "controller/runs/estimate.h"

#include <gtest/gtest.h>

namespace executioner::runs {
namespace {

using namespace std::chrono_literals;

/// a and b side by side, c behind both.
domain::Plan MakeFork() {
  domain::WorkflowSpec spec;
  for (const char* name : {"a", "b", "c"}) {
    domain::JobSpec job{.name = name};
    job.work.script = "true";
    spec.jobs.push_back(job);
  }
  spec.jobs[2].depends_on = {"a", "b"};
  return domain::MakePlan(spec, "");
}

const UsualDurations kUsual{{"a", 10s}, {"b", 30s}, {"c", 5s}};
const domain::TimePoint kNow{1'000'000s};

TEST(Estimate, IsTheLongestRemainingChain) {
  const domain::Plan plan = MakeFork();
  domain::Run run = domain::StartRun(plan, 1);
  EXPECT_EQ(EstimateLeft(plan, run, kUsual, 0, kNow), 35s);
  run.instances[domain::InstanceId{1}].phase = domain::JobPhase::kSucceeded;
  EXPECT_EQ(EstimateLeft(plan, run, kUsual, 0, kNow), 15s);
}

TEST(Estimate, CountsTheElapsedTimeOfARunningJob) {
  const domain::Plan plan = MakeFork();
  domain::Run run = domain::StartRun(plan, 1);
  run.instances[domain::InstanceId{1}].phase = domain::JobPhase::kRunning;
  run.instances[domain::InstanceId{1}].live = true;
  run.instances[domain::InstanceId{1}].created = kNow - 12s;
  EXPECT_EQ(EstimateLeft(plan, run, kUsual, 0, kNow), 23s);
  run.instances[domain::InstanceId{1}].created = kNow - 99s;
  EXPECT_EQ(EstimateLeft(plan, run, kUsual, 0, kNow), 15s);
}

TEST(Estimate, IsTheSumIfJobsRunOneAtATime) {
  const domain::Plan plan = MakeFork();
  EXPECT_EQ(EstimateLeft(plan, domain::StartRun(plan, 1), kUsual, 1, kNow), 45s);
}

TEST(Estimate, UsesTheMeanForNewJobsAndIsEmptyWithoutHistory) {
  const domain::Plan plan = MakeFork();
  const domain::Run run = domain::StartRun(plan, 1);
  EXPECT_EQ(EstimateLeft(plan, run, {{"a", 10s}, {"other", 99s}}, 0, kNow), 20s);
  EXPECT_EQ(EstimateLeft(plan, run, {{"other", 99s}}, 0, kNow), std::nullopt);
}

TEST(Estimate, UsesTheMedianOfEarlierRuns) {
  const UsualDurations usual = MakeUsual({{"a", 1s}, {"b", 7s}, {"a", 100s}, {"a", 3s}});
  EXPECT_EQ(usual, (UsualDurations{{"a", 3s}, {"b", 7s}}));
}

}  // namespace
}  // namespace executioner::runs
