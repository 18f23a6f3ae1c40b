/// \file
/// What is decided about an object that waits, runs or goes.
#include <algorithm>
#include <memory>

#include <gtest/gtest.h>

#include "controller/domain/checkpoint.h"
#include "controller/reconcile/going.h"
#include "controller/reconcile/refused.h"
#include "controller/reconcile/running.h"
#include "controller/reconcile/waiting.h"

namespace executioner::reconcile {
namespace {

using domain::RunPhase;
using engine::RecordState;
using engine::SaveResult;

TEST(Admit, BeginsRunsWithPodsImmediately) {
  EXPECT_EQ(Admit({.has_pods = true, .has_pods_of_run = true}), Admission::kBegin);
  EXPECT_EQ(Admit({.is_large = true, .has_pods = true, .has_pods_of_run = true}),
            Admission::kBegin);
  EXPECT_EQ(Admit({.has_pods = true}), Admission::kAsk) << "of an earlier run";
}

TEST(Admit, RejectsALargeRunUnlessItHasBegun) {
  EXPECT_EQ(Admit({.is_large = true}), Admission::kRefuse);
  EXPECT_EQ(Admit({.has_begun = true, .is_large = true}), Admission::kBegin);
}

TEST(Admit, LetsASuspendedRunRestUnlessItHasPods) {
  EXPECT_EQ(Admit({.has_begun = true, .is_parked = true}), Admission::kRest);
  EXPECT_EQ(Admit({.has_begun = true, .is_parked = true, .has_pods = true}), Admission::kAsk);
  EXPECT_EQ(Admit({.is_parked = true}), Admission::kAsk) << "its first status is missing";
}

TEST(WaitForMemory, KeepsTheMessageOfARunThatBegan) {
  domain::Status before{.message = "was suspended", .start_time = base::TimePoint{}};
  const domain::Status begun = WaitForMemory({.before = before});
  EXPECT_EQ(begun.reason, domain::Reason::kThrottled);
  EXPECT_TRUE(begun.message.ends_with("; was suspended")) << begun.message;
  EXPECT_EQ(WaitForMemory({.before = begun}).message, begun.message) << "the note stands once";
  before.start_time.reset();
  EXPECT_FALSE(WaitForMemory({.before = before}).message.ends_with("was suspended"));
}

engine::Execution Running() {
  engine::Execution execution;
  execution.run.phase = RunPhase::kRunning;
  execution.recorded.phase = RunPhase::kRunning;
  return execution;
}

TEST(FateOf, FollowsTheAnswerOfTheStore) {
  const engine::Execution execution = Running();
  EXPECT_EQ(FateOf(execution, {.saved = SaveResult::kSaved}), Fate::kKeep);
  EXPECT_EQ(FateOf(execution, {.saved = SaveResult::kFailed}), Fate::kRetry);
  EXPECT_EQ(FateOf(execution, {.saved = SaveResult::kGone}), Fate::kForget);
  EXPECT_EQ(FateOf(execution, {.saved = SaveResult::kTooLarge}), Fate::kTooLarge);
  EXPECT_EQ(FateOf(execution, {.saved = SaveResult::kConflict}), Fate::kRebuild);
  EXPECT_EQ(FateOf(execution, {.saved = SaveResult::kRefused}), Fate::kRebuild);
}

TEST(FateOf, ForgetsARunWhoseEndIsRecorded) {
  engine::Execution execution = Running();
  execution.run.phase = RunPhase::kSucceeded;
  EXPECT_EQ(FateOf(execution, {}), Fate::kKeep);
  execution.recorded.phase = RunPhase::kSucceeded;
  EXPECT_EQ(FateOf(execution, {}), Fate::kForget);
}

TEST(FateOf, KeepsARunWhoseRecordItHasToSend) {
  engine::Execution execution = Running();
  execution.recorded.phase = RunPhase::kSucceeded;
  execution.outgoing = std::make_unique<engine::OutgoingRecord>();
  EXPECT_EQ(FateOf(execution, {}), Fate::kKeep) << "to forget it waits for the answer";
}

TEST(FateOf, ForgetsASuspendedRunInWhichNothingHappens) {
  engine::Execution execution = Running();
  execution.run.phase = execution.recorded.phase = RunPhase::kSuspended;
  execution.recorded.observed_generation = execution.generation;
  execution.record = RecordState::kCurrent;
  EXPECT_EQ(FateOf(execution, {}), Fate::kForget);
  EXPECT_EQ(FateOf(execution, {.wake_at = std::chrono::steady_clock::time_point{}}), Fate::kKeep);
  for (const RecordState state : {RecordState::kBehind, RecordState::kDemanded, RecordState::kSent,
                                  RecordState::kSentBehind, RecordState::kSentDemanded}) {
    execution.record = state;
    EXPECT_EQ(FateOf(execution, {}), Fate::kKeep);
  }
  execution.record = RecordState::kCurrent;
  execution.run.live = 1;
  EXPECT_EQ(FateOf(execution, {}), Fate::kKeep);
}

TEST(IsStale, IsARunThatEndedUnlessARecordIsOnItsWay) {
  engine::Execution execution = Running();
  EXPECT_FALSE(IsStale(execution));
  execution.run.phase = RunPhase::kFailed;
  EXPECT_TRUE(IsStale(execution));
  execution.outgoing = std::make_unique<engine::OutgoingRecord>();
  EXPECT_FALSE(IsStale(execution)) << "its writer reads the run";
}

TEST(StopAll, StopsLiveAttempts) {
  domain::Run run;
  for (const bool live : {true, false, true}) {
    run.instances.push_back({.live = live});
  }
  run.instances.back().attempts = 3;
  const auto stops = StopAll(run);
  ASSERT_EQ(stops.size(), 2U);
  EXPECT_EQ(stops[1].instance, domain::InstanceId{2});
  EXPECT_EQ(stops[1].attempt, 3);
}

TEST(Departed, AreAllButTheOneThatLives) {
  const std::set<std::string> uids{"a", "b"};
  OwnerObject live;
  live.meta.uid = "b";
  EXPECT_EQ(Departed(uids, nullptr), uids);
  EXPECT_EQ(Departed(uids, &live), std::set<std::string>{"a"});
  live.meta.deletion_time = base::TimePoint{};
  EXPECT_EQ(Departed(uids, &live), uids);
}

/// A user who may write a status could write one of a run that began, but without a start.
TEST(WaitForOthers, EndsAJobWhoseStatusSaysThatItRuns) {
  domain::WorkflowSpec spec{.jobs = {{.name = "j"}}, .after = {{.kind = "Job", .name = "other"}}};
  for (const auto phase : {domain::JobPhase::kRunning, domain::JobPhase::kSucceeded}) {
    engine::Execution execution{.owner = {.kind = "Job", .name = "j"},
                                .plan = domain::MakePlan(spec, "hash")};
    execution.recorded.jobs = {{{.phase = phase, .attempts = 1}, "j"}};
    execution.run = domain::RestoreRun(execution.plan, execution.recorded);
    const auto failed = [](const domain::AfterRef&) { return Awaited{.failed = true}; };
    const GateStep step = WaitForOthers(execution, spec, false, failed, base::TimePoint{});
    ASSERT_TRUE(step.status);
    EXPECT_EQ(step.status->phase, RunPhase::kFailed);
    EXPECT_EQ(step.status->jobs.at(0).phase, domain::JobPhase::kBlocked);
    EXPECT_EQ(step.status->counts, (domain::Counts{.total = 1, .skipped = 1}));
  }
}

TEST(Stall, ReportsABugOfTheControllerOnce) {
  const domain::Status before{.phase = domain::RunPhase::kRunning};
  const Ground first{
      .before = before, .generation = 3, .now = base::TimePoint{std::chrono::seconds{1}}};
  const domain::Status stalled = Stall(first, "job 'a' cannot go from Succeeded to Running");
  EXPECT_EQ(stalled.phase, domain::RunPhase::kRunning) << "the run itself has not ended";
  const auto found = std::ranges::find(stalled.conditions, "Stalled", &domain::Condition::type);
  ASSERT_NE(found, stalled.conditions.end());
  EXPECT_TRUE(found->status);
  EXPECT_EQ(found->reason, "Error");
  EXPECT_EQ(found->message, "job 'a' cannot go from Succeeded to Running");
  EXPECT_EQ(
      Stall({.before = stalled, .generation = 3, .now = base::TimePoint{std::chrono::seconds{9}}},
            found->message),
      stalled)
      << "nothing is written when it happens again";
}

}  // namespace
}  // namespace executioner::reconcile
