#include "controller/engine/orchestrator.h"

#include <gtest/gtest.h>

#include "tests/unit/engine/engine_fixture.h"

namespace executioner::engine {
namespace {

/// Every launch of "first" is rejected and retried immediately, a thousand times.
class PermanentlyRefused : public Engine {
 protected:
  PermanentlyRefused() {
    domain::WorkflowSpec spec{.jobs = {{.name = "first"}}};
    spec.jobs[0].work.retry =
        domain::RetryPolicy{.limit = 1000, .delay_seconds = 0, .jitter_percent = 0, .on = {{}}};
    Start(spec);
    runner.result = {.kind = LaunchResult::Kind::kRefused,
                     .refusal = {.reason = domain::Reason::kCreateRefused, .time = clock.Now()}};
  }
};

TEST_F(PermanentlyRefused, YieldsToOtherRuns) {
  const StepResult result = orchestrator.Step(execution);
  EXPECT_EQ(result.saved, SaveResult::kSaved);
  EXPECT_EQ(result.wake_at, clock.Steady());
  EXPECT_LT(runner.launched.size(), 100U);
  EXPECT_FALSE(domain::IsEnded(execution.run.phase));
}

TEST_F(PermanentlyRefused, RecordsAnAttemptWithoutPodBeforeTheNext) {
  runner.on_launch = [&] {
    if (!runner.launched.empty() && runner.launched.size() > 1) {
      ASSERT_FALSE(store.saved.empty());
      EXPECT_EQ(store.saved.back().jobs[0].attempts, static_cast<int>(runner.launched.size()) - 1);
    }
  };
  orchestrator.Step(execution);
  EXPECT_GT(runner.launched.size(), 2U);
}

TEST_F(Engine, RecordsAnAttemptWithoutTracesBeforeTheNext) {
  domain::WorkflowSpec spec = TwoJobs();
  spec.jobs[0].work.retry = domain::RetryPolicy{.disruptions = 5};
  Start(spec);
  orchestrator.Step(execution);
  runner.seen.push_back(
      {.instance = domain::InstanceId{},
       .attempt = 1,
       .pod = "pod",
       .created = clock.Now(),
       .started = true,
       .ending = domain::Ending{.reason = domain::Reason::kPodDeleted, .time = clock.Now()},
       .gone = true});
  orchestrator.Step(execution);
  ASSERT_FALSE(store.saved.empty());
  EXPECT_EQ(store.saved.back().jobs[0].phase, domain::JobPhase::kRetrying);
}

TEST_F(Engine, ReleasesOnlyRecordedAttempts) {
  orchestrator.Step(execution);
  runner.seen.push_back(
      {.instance = domain::InstanceId{},
       .attempt = 1'000'000,
       .pod = "pod",
       .created = clock.Now(),
       .started = true,
       .ending = domain::Ending{.reason = domain::Reason::kCompleted, .time = clock.Now()}});
  orchestrator.Step(execution);
  EXPECT_TRUE(execution.ended.empty());
  EXPECT_EQ(execution.run.instances[domain::InstanceId{}].attempts, 1);
}

}  // namespace
}  // namespace executioner::engine
