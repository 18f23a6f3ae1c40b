#include <gtest/gtest.h>

#include "tests/unit/domain/validate_fixture.h"

namespace executioner::domain {
namespace {

WorkflowSpec JobObject(std::vector<AfterRef> after = {}) {
  WorkflowSpec spec = Good({GoodJob("daily.report")});
  spec.single = true;
  spec.after = std::move(after);
  return spec;
}

TEST(ValidateControls, BoundsNumbers) {
  WorkflowSpec spec = Good();
  spec.controls.parallelism = 1;
  spec.controls.active_deadline_seconds = 1;
  spec.controls.ttl_seconds_after_finished = 0;
  EXPECT_EQ(ComplaintsOf(spec), Strings{});
  spec.controls.parallelism = 0;
  spec.controls.active_deadline_seconds = 0;
  spec.controls.ttl_seconds_after_finished = -1;
  EXPECT_EQ(ComplaintsOf(spec),
            (Strings{"spec.parallelism: is 0; allowed: at least 1",
                     "spec.activeDeadlineSeconds: is 0; allowed: at least 1",
                     "spec.ttlSecondsAfterFinished: is -1; allowed: at least 0"}));
}

TEST(ValidateJobObject, HasPathsWithoutJobs) {
  WorkflowSpec spec = JobObject();
  spec.jobs[0].work.timeout_seconds = 0;
  EXPECT_EQ(ComplaintsOf(spec), Strings{"spec.timeoutSeconds: is 0; allowed: at least 1"});
}

TEST(ValidateJobObject, AcceptsAfter) {
  EXPECT_EQ(
      ComplaintsOf(JobObject({{"Job", "a"}, {"Workflow", "a"}, {"Workflow", "daily.report"}})),
      Strings{});
}

TEST(ValidateJobObject, RejectsInvalidAfter) {
  EXPECT_EQ(ComplaintsOf(JobObject({{"Pod", "a"}})),
            Strings{"spec.after[0].kind: is 'Pod'; allowed: Job, Workflow"});
  EXPECT_EQ(ComplaintsOf(JobObject({{"Job", ""}})), Strings{"spec.after[0].name: is empty"});
  EXPECT_EQ(ComplaintsOf(JobObject({{"Job", "a"}, {"Job", "a"}})),
            Strings{"spec.after[1]: Job 'a' is given twice"});
  EXPECT_EQ(ComplaintsOf(JobObject({{"Job", "daily.report"}})),
            Strings{"spec.after[0]: Job 'daily.report' waits for itself"});
}

TEST(ValidateJobObject, BoundsTheTimeout) {
  WorkflowSpec spec = JobObject({{"Job", "a"}});
  spec.after_timeout_seconds = 0;
  EXPECT_EQ(ComplaintsOf(spec), Strings{"spec.afterTimeoutSeconds: is 0; allowed: at least 1"});
}

}  // namespace
}  // namespace executioner::domain
