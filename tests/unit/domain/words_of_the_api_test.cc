/// \file
/// Reasons and phases: every word is read back as what it was, and phases move as their table says.
#include <gtest/gtest.h>

#include "controller/domain/phase.h"
#include "controller/domain/reason.h"
#include "controller/domain/run.h"

namespace executioner::domain {
namespace {

TEST(Reason, IsParsedFromItsName) {
  for (int i = 0; i <= static_cast<int>(Reason::kThrottled); ++i) {
    const auto reason = static_cast<Reason>(i);
    EXPECT_EQ(ParseReason(ReasonName(reason)), reason) << i;
  }
  EXPECT_EQ(ParseReason("Nonsense"), std::nullopt);
}

TEST(Phase, IsParsedFromItsName) {
  for (int i = 0; i < kJobPhases; ++i) {
    EXPECT_EQ(ParseJobPhase(PhaseName(static_cast<JobPhase>(i))), static_cast<JobPhase>(i));
  }
  for (int i = 0; i <= static_cast<int>(RunPhase::kCancelled); ++i) {
    EXPECT_EQ(ParseRunPhase(PhaseName(static_cast<RunPhase>(i))), static_cast<RunPhase>(i));
  }
  EXPECT_EQ(ParseJobPhase(""), std::nullopt);
  EXPECT_EQ(ParseRunPhase("Done"), std::nullopt);
}

TEST(Phase, IsFinalAfterTheEnd) {
  for (int from = static_cast<int>(JobPhase::kSucceeded); from < kJobPhases; ++from) {
    for (int to = 0; to < kJobPhases; ++to) {
      EXPECT_EQ(MayMove(static_cast<JobPhase>(from), static_cast<JobPhase>(to)), from == to);
    }
  }
}

TEST(Phase, NeverGoesBackToPending) {
  for (int from = 1; from < kJobPhases; ++from) {
    EXPECT_FALSE(MayMove(static_cast<JobPhase>(from), JobPhase::kPending));
  }
}

/// The builds of `make test` assert: there it ends the process, so that no test can miss it.
TEST(MoveTo, RejectsAnIllegalMoveWithoutChangingAnything) {
  const Plan plan = MakePlan({.jobs = {{.name = "a"}}}, "hash");
  domain::Run run = StartRun(plan, 1);
  const InstanceId instance = run.instances.Ids().front();
  MoveTo(plan, run, instance, JobPhase::kSucceeded);
#ifdef NDEBUG
  EXPECT_THROW(MoveTo(plan, run, instance, JobPhase::kRunning), IllegalMoveError);
  EXPECT_EQ(run.instances[instance].phase, JobPhase::kSucceeded);
  EXPECT_EQ(CountsOf(run).succeeded, 1);
#else
  EXPECT_DEATH(MoveTo(plan, run, instance, JobPhase::kRunning),
               "a job makes a move that does not exist");
#endif
}

}  // namespace
}  // namespace executioner::domain
