#include "controller/engine/state_manager.h"

#include <gtest/gtest.h>

#include "controller/base/error.h"
#include "tests/unit/engine/engine_fixture.h"

namespace executioner::engine {
namespace {

using Attempts = std::vector<AttemptKey>;

TEST_F(Engine, WaitsInProportionToTheCostOfARecord) {
  store.takes = std::chrono::seconds{1};
  ASSERT_EQ(states.Record(execution), SaveResult::kSaved);
  execution.Note(RecordEvent::kChanged);
  EXPECT_EQ(states.RecordDue(execution), clock.Steady() + std::chrono::seconds{20});
}

TEST_F(Engine, WaitsAMinuteAtMostEvenIfRecordsAreSlow) {
  store.takes = std::chrono::minutes{10};
  ASSERT_EQ(states.Record(execution), SaveResult::kSaved);
  execution.Note(RecordEvent::kChanged);
  EXPECT_EQ(states.RecordDue(execution), clock.Steady() + std::chrono::minutes{1});
}

TEST_F(Engine, KeepsALongerConfiguredInterval) {
  config.record_interval = std::chrono::hours{1};
  ASSERT_EQ(states.Record(execution), SaveResult::kSaved);
  execution.Note(RecordEvent::kChanged);
  EXPECT_EQ(states.RecordDue(execution), clock.Steady() + std::chrono::hours{1});
}

TEST_F(Engine, ContinuesWhileARecordIsOnItsWay) {
  const auto send = StepUntilARecordIsSent();
  Ends("first");
  EXPECT_EQ(orchestrator.Step(execution).saved, SaveResult::kSaved);
  EXPECT_EQ(runner.launched, (std::vector{domain::InstanceId{0}, domain::InstanceId{1}}));
  EXPECT_TRUE(store.saved.empty());
  EXPECT_TRUE(runner.released.empty()) << "nothing is recorded";
  send();
}

TEST_F(Engine, SendsOneRecordAtATime) {
  const auto send = StepUntilARecordIsSent();
  Ends("first");
  clock.Advance(std::chrono::hours{1});
  const StepResult result = orchestrator.Step(execution);
  EXPECT_FALSE(result.send);
  EXPECT_FALSE(states.RecordDue(execution)) << "the answer wakes";
  send();
}

TEST_F(Engine, ReleasesOnlyAttemptsInTheRecord) {
  Ends("first");
  const auto send = StepUntilARecordIsSent();
  Ends("second");
  orchestrator.Step(execution);
  send();
  ASSERT_EQ(states.TakeIn(execution), SaveResult::kSaved);
  EXPECT_EQ(runner.released, (Attempts{{domain::InstanceId{0}, 1}}));
  EXPECT_EQ(execution.ended, (Attempts{{domain::InstanceId{1}, 1}}));
  EXPECT_EQ(execution.resource_version, "2");
}

TEST_F(Engine, RecordsTheEndAfterTheRecordOnItsWay) {
  Ends("first");
  const auto send = StepUntilARecordIsSent();
  Ends("second");
  orchestrator.Step(execution);
  EXPECT_TRUE(store.saved.empty());
  send();
  EXPECT_EQ(orchestrator.Step(execution).saved, SaveResult::kSaved);
  ASSERT_EQ(store.saved.size(), 2U);
  EXPECT_EQ(store.saved[0].phase, domain::RunPhase::kRunning);
  EXPECT_EQ(store.saved[1].phase, domain::RunPhase::kSucceeded);
  EXPECT_EQ(execution.resource_version, "3");
  EXPECT_EQ(runner.released, (Attempts{{domain::InstanceId{0}, 1}, {domain::InstanceId{1}, 1}}));
}

TEST_F(Engine, RetriesAFailedRecordWithItsReleases) {
  Ends("first");
  store.answer = SaveResult::kFailed;
  StepUntilARecordIsSent()();
  EXPECT_EQ(orchestrator.Step(execution).saved, SaveResult::kFailed);
  EXPECT_TRUE(runner.released.empty());
  store.answer = SaveResult::kSaved;
  const StepResult again = orchestrator.Step(execution);
  ASSERT_TRUE(again.send);
  again.send();
  EXPECT_EQ(states.TakeIn(execution), SaveResult::kSaved);
  EXPECT_EQ(runner.released, (Attempts{{domain::InstanceId{0}, 1}}));
}

TEST_F(Engine, TriesARecordAgainWhoseStoreFailed) {
  const auto send = StepUntilARecordIsSent();
  store.on_save = [] { throw base::StoreError("the disk is full", /*can_retry=*/true); };
  send();
  EXPECT_THROW(orchestrator.Step(execution), base::StoreError);
  EXPECT_EQ(execution.record, RecordState::kBehind);
  store.on_save = [] {};
  EXPECT_TRUE(orchestrator.Step(execution).send);
}

TEST_F(Engine, DecidesNothingAfterAConflict) {
  store.answer = SaveResult::kConflict;
  StepUntilARecordIsSent()();
  Ends("first");
  EXPECT_EQ(orchestrator.Step(execution).saved, SaveResult::kConflict);
  EXPECT_EQ(runner.launched, std::vector{domain::InstanceId{0}});
}

TEST_F(Engine, RecordsACancellationBeforeItActs) {
  const auto send = StepUntilARecordIsSent();
  send();
  execution.controls.cancel = domain::CancelMode::kGraceful;
  runner.on_stop = [&] { EXPECT_EQ(store.saved.size(), 2U); };
  orchestrator.Step(execution);
  EXPECT_EQ(runner.stopped, std::vector{domain::InstanceId{0}});
}

}  // namespace
}  // namespace executioner::engine
