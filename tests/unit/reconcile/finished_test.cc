#include "controller/reconcile/finished.h"

#include <gtest/gtest.h>

namespace executioner::reconcile {
namespace {

using std::chrono::seconds;

constexpr base::TimePoint kEnd{seconds{1'000}};

OwnerObject Ended() {
  OwnerObject object;
  object.meta.generation = 4;
  object.finished = true;
  object.ended.completion_time = kEnd;
  object.controls.ttl_seconds_after_finished = 60;
  return object;
}

TEST(Expiry, IsNeverWithoutTtlOrEnd) {
  OwnerObject object = Ended();
  object.controls.ttl_seconds_after_finished.reset();
  EXPECT_EQ(ExpiryOf(object, kEnd + seconds{1'000}).kind, Expiry::Kind::kNever);
  object = Ended();
  object.ended.completion_time.reset();
  EXPECT_EQ(ExpiryOf(object, kEnd + seconds{1'000}).kind, Expiry::Kind::kNever);
}

TEST(Expiry, IsWhenTheTtlHasPassed) {
  const Expiry early = ExpiryOf(Ended(), kEnd + seconds{59});
  EXPECT_EQ(early.kind, Expiry::Kind::kLater);
  EXPECT_EQ(early.left, seconds{1});
  EXPECT_EQ(ExpiryOf(Ended(), kEnd + seconds{60}).kind, Expiry::Kind::kObject);
}

TEST(Expiry, IsOfPodsOnlyForObjectsThatAToolWouldCreateAgain) {
  OwnerObject object = Ended();
  object.meta.annotations[std::string(kFluxTracking)] = "x";
  EXPECT_EQ(ExpiryOf(object, kEnd + seconds{60}).kind, Expiry::Kind::kPods);
}

domain::Status Recorded() {
  domain::Status status{.observed_generation = 2, .phase = domain::RunPhase::kFailed};
  status.conditions = {{.type = "Failed", .status = true, .observed_generation = 2},
                       {.type = "SpecChanged", .status = true, .observed_generation = 3}};
  return status;
}

TEST(AcknowledgeEdit, ReportsASpecThatDidNotRun) {
  OwnerObject object = Ended();
  object.spec_changed = true;
  domain::Status status = AcknowledgeEdit(object, Recorded(), kEnd);
  EXPECT_EQ(status.observed_generation, 4);
  EXPECT_EQ(status.phase, domain::RunPhase::kFailed);
  ASSERT_EQ(status.conditions.size(), 2U);
  EXPECT_EQ(status.conditions[0].observed_generation, 2) << "that of the spec that ran";
  EXPECT_EQ(status.conditions[1].type, "SpecChanged");
  EXPECT_EQ(status.conditions[1].reason, "RerunNever");
  EXPECT_EQ(status.conditions[1].observed_generation, 4);
}

TEST(AcknowledgeEdit, NamesCancelAsTheObstacle) {
  OwnerObject object = Ended();
  object.spec_changed = true;
  object.controls.rerun_on_spec_change = true;
  object.controls.cancel = domain::CancelMode::kGraceful;
  const domain::Status status = AcknowledgeEdit(object, Recorded(), kEnd);
  EXPECT_EQ(status.conditions.back().reason, "CancelIsSet");
}

TEST(AcknowledgeEdit, ClearsSpecChanged) {
  const domain::Status status = AcknowledgeEdit(Ended(), Recorded(), kEnd);
  ASSERT_EQ(status.conditions.size(), 1U);
  EXPECT_EQ(status.conditions[0].type, "Failed");
  EXPECT_EQ(status.conditions[0].observed_generation, 4);
}

}  // namespace
}  // namespace executioner::reconcile
