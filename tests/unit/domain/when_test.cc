#include "controller/domain/when.h"

#include <gtest/gtest.h>

#include "controller/domain/reopen.h"
#include "tests/unit/domain/run_driver.h"
#include "tests/unit/domain/validate_fixture.h"

namespace executioner::domain {
namespace {

using testing::MakeJob;
using testing::RunDriver;

JobSpec When(JobSpec job, const std::string& when, Trigger trigger = Trigger::kAllSucceeded) {
  job.when = when;
  if (!job.depends_on.empty()) {
    job.trigger = trigger;
  }
  return job;
}

JobSpec MayFail(JobSpec job) {
  job.allow_failure = true;
  return job;
}

TEST(When, RunsTheJobIfItHolds) {
  RunDriver run({MakeJob("a"), When(MakeJob("b", {"a"}), "jobs.a.outcome == 'Succeeded'")});
  run.Step();
  run.Succeeds("a");
  EXPECT_EQ(run.launched, (Strings{"a#1", "b#1"}));
}

TEST(When, SkipsTheJobIfItIsFalse) {
  RunDriver run({MayFail(MakeJob("a")), When(MakeJob("b", {"a"}), "jobs.a.exitCode == 0"),
                 MakeJob("c", {"b"}), When(MakeJob("d"), "workflow.run > 1")});
  run.Step();
  EXPECT_EQ(run.launched, (Strings{"a#1"}));
  run.Ends("a", {.reason = Reason::kFailed, .exit_code = 3});
  EXPECT_EQ(run.State("b").phase, JobPhase::kSkipped);
  EXPECT_EQ(run.State("b").reason, Reason::kConditionFalse);
  EXPECT_EQ(run.State("b").message, "its condition 'when' is false");
  EXPECT_EQ(run.State("c").reason, Reason::kTriggerNotMet) << "b counts as neither ok nor bad";
  EXPECT_EQ(run.State("d").reason, Reason::kConditionFalse) << "jobs without dependencies, too";
  EXPECT_EQ(run.run.phase, RunPhase::kSucceeded);
}

TEST(When, AnErrorFailsTheJobWithoutAnAttempt) {
  RunDriver run({MakeJob("a"), When(MakeJob("b", {"a"}), "1 / (jobs.a.exitCode - 0) == 1"),
                 MakeJob("c", {"b"})});
  run.Step();
  run.Succeeds("a");
  EXPECT_EQ(run.State("b").phase, JobPhase::kFailed);
  EXPECT_EQ(run.State("b").reason, Reason::kExpressionError);
  EXPECT_EQ(run.State("b").message, "when: line 1, column 3: division by zero");
  EXPECT_EQ(run.State("b").attempts, 0);
  EXPECT_EQ(run.State("c").phase, JobPhase::kBlocked);
  EXPECT_EQ(run.run.phase, RunPhase::kFailed);
}

TEST(When, AnErrorTripsTheFailurePolicy) {
  RunDriver run({MakeJob("a"), When(MakeJob("b", {"a"}), "jobs.a.exitCode / 0 == 1"),
                 MakeJob("slow"), MakeJob("after", {"slow"})});
  run.Step();
  run.Succeeds("a");
  EXPECT_EQ(run.State("after").reason, Reason::kNotReached);
}

TEST(When, IsEvaluatedOnlyIfTheTriggerHolds) {
  RunDriver run({MakeJob("a"), When(MakeJob("b", {"a"}), "1 / 0 == 1")});
  run.Step();
  run.Ends("a", {.reason = Reason::kFailed, .exit_code = 1});
  EXPECT_EQ(run.State("b").phase, JobPhase::kBlocked);
}

TEST(When, SkipWinsOverTheCondition) {
  RunDriver run({When(MakeJob("a"), "1 / 0 == 1")}, {.skip = {"a"}});
  run.Step();
  EXPECT_EQ(run.State("a").reason, Reason::kSkippedByUser);
}

TEST(When, KnowsHowOthersEnded) {
  RunDriver run(
      {MakeJob("a"), When(MakeJob("alert", {"a"}),
                          "jobs.a.outcome in ['Failed', 'Cancelled'] && has(jobs.a.exitCode) && "
                          "jobs.a.exitCode != 4",
                          Trigger::kAllFinished)});
  run.Step();
  run.Ends("a", {.reason = Reason::kFailed, .exit_code = 1});
  EXPECT_EQ(run.launched.back(), "alert#1");
}

TEST(When, GivesTheSameAnswerAfterARestart) {
  RunDriver run({MakeJob("a"), When(MakeJob("b", {"a"}), "jobs.a.exitCode != 0"),
                 When(MakeJob("c", {"a"}), "jobs.a.exitCode / 0 == 1"), MakeJob("slow")});
  run.Step();
  run.Succeeds("a");
  const Status status = MakeStatus(run.plan, run.run, {}, 1, run.now);
  domain::Run restored = RestoreRun(run.plan, status);
  Decide(run.plan, run.controls, restored, run.now);
  EXPECT_EQ(restored.instances[run.InstanceOf("b")].reason, Reason::kConditionFalse);
  EXPECT_EQ(restored.instances[run.InstanceOf("c")].reason, Reason::kExpressionError);
  EXPECT_TRUE(restored.failed);
}

TEST(When, ReadsParams) {
  const auto param = [](const char* name, ValueType type, const char* json) {
    return Param{.name = name, .type = type, .value = {json}};
  };
  WorkflowSpec spec;
  spec.params = {param("region", ValueType::kString, R"("eu-\u0031")"),
                 param("count", ValueType::kInteger, "3"),
                 param("ratio", ValueType::kNumber, "1"),
                 param("full", ValueType::kBoolean, "true"),
                 param("names", ValueType::kList, R"(["a", 2, null])"),
                 param("options", ValueType::kObject, R"({"deep": {"n": [1.5]}})")};
  spec.metadata = Metadata{.labels = {{"team", "data"}}};
  spec.jobs = {
      When(MakeJob("a"),
           "params.region.startsWith('eu-1') && params.count == 3 && params.ratio < 1.5 && "
           "params.full && 2 in params.names && params.options.deep.n[0] == 1.5 && "
           "workflow.labels.team == 'data' && !has(workflow.labels.other)")};
  const Plan plan = MakePlan(spec, "hash");
  EXPECT_FALSE(EvaluateWhen(plan, StartRun(plan, 1), NodeId{0}));
}

TEST(When, ARetryOfTheRunEvaluatesItAgain) {
  RunDriver run({MakeJob("a"), When(MakeJob("b", {"a"}), "jobs.a.outcome == 'Succeeded'",
                                    Trigger::kAllFinished)});
  run.Step();
  run.Ends("a", {.reason = Reason::kFailed, .exit_code = 1});
  EXPECT_EQ(run.State("b").reason, Reason::kConditionFalse);
  ASSERT_EQ(run.run.phase, RunPhase::kFailed);
  const Status again = Reopen(run.plan, MakeStatus(run.plan, run.run, {}, 1, run.now), {});
  domain::Run retried = RestoreRun(run.plan, again);
  EXPECT_EQ(retried.instances[run.InstanceOf("b")].phase, JobPhase::kPending);
}

Strings ComplaintsAbout(const std::string& when) {
  return ComplaintsOf(Good(
      {GoodJob("a"), GoodJob("b", {"a"}), When(GoodJob("c", {"b"}), when), GoodJob("d", {"c"})}));
}

TEST(Validate, ChecksConditions) {
  EXPECT_EQ(ComplaintsAbout("jobs.a.outcome == 'Failed' || jobs.b.exitCode > 1"), Strings{});
  EXPECT_EQ(ComplaintsAbout("jobs.a.outcome ==\n  1"),
            Strings{"spec.jobs[2].when: line 1, column 16: found no matching overload for '_==_' "
                    "applied to '(string, int)'"});
  EXPECT_EQ(ComplaintsAbout("jobs.x.outcome == ''"),
            Strings{"spec.jobs[2].when: line 1, column 6: undefined field 'x'"});
  EXPECT_EQ(ComplaintsAbout("jobs.a.exitcode == 1"),
            Strings{"spec.jobs[2].when: line 1, column 8: undefined field 'exitcode'; did you mean "
                    "'exitCode'?"});
  EXPECT_EQ(ComplaintsAbout("1 + 1"),
            Strings{"spec.jobs[2].when: line 1, column 3: expected type 'bool' but found 'int'"});
}

TEST(Validate, RefusesConditionsOnJobsThatCannotHaveEnded) {
  EXPECT_EQ(ComplaintsAbout("jobs.d.outcome == 'Failed'"),
            Strings{"spec.jobs[2].dependsOn: jobs wait for each other: c -> d -> c ('c' refers to "
                    "'d'); take one of these dependencies or references out"});
  EXPECT_EQ(ComplaintsAbout("jobs['c'].outcome == 'Failed'"),
            Strings{"spec.jobs[2].when: refers to the job itself, which has not run by then"});
}

JobSpec Declares(JobSpec job, std::vector<ResultSpec> results) {
  job.work.results = std::move(results);
  return job;
}

TEST(When, MakesTheJobWaitForTheJobsItRefersTo) {
  RunDriver run({MakeJob("a"), When(MakeJob("b"), "jobs.a.outcome == 'Succeeded'")});
  run.Step();
  EXPECT_EQ(run.launched, (Strings{"a#1"}));
  run.Succeeds("a");
  EXPECT_EQ(run.launched, (Strings{"a#1", "b#1"}));
}

TEST(When, ReadsResultsByTheirTypes) {
  RunDriver run({Declares(MakeJob("a"), {{.name = "rows", .type = ValueType::kInteger},
                                         {.name = "name"},
                                         {.name = "ratio", .type = ValueType::kNumber},
                                         {.name = "files", .type = ValueType::kList},
                                         {.name = "unit", .otherwise = {R"("kg")"}},
                                         {.name = "missing"}}),
                 When(MakeJob("b"),
                      "jobs.a.results.rows > 9 && jobs.a.results.name == '17' && "
                      "jobs.a.results.ratio == 2.0 && 'x' in jobs.a.results.files && "
                      "jobs.a.results.unit == 'kg' && !has(jobs.a.results.missing)"),
                 MayFail(When(MakeJob("c"), "jobs.a.results.missing == ''"))});
  run.Step();
  run.Ends("a", {.reason = Reason::kCompleted,
                 .exit_code = 0,
                 .results = Results(
                     {{"rows", "17"}, {"name", "17"}, {"ratio", "2"}, {"files", R"(["x"])"}})});
  EXPECT_EQ(run.launched, (Strings{"a#1", "b#1"}));
  EXPECT_EQ(run.State("c").reason, Reason::kExpressionError);
  EXPECT_EQ(run.State("c").message,
            "when: line 1, column 16: job 'a' has not written result 'missing', which has no "
            "default");
}

TEST(Validate, ChecksTypesOfResultsInConditions) {
  EXPECT_EQ(
      ComplaintsOf(Good({Declares(GoodJob("a"), {{.name = "rows", .type = ValueType::kInteger}}),
                         When(GoodJob("b"), "jobs.a.results.rows == '1'"),
                         When(GoodJob("c"), "jobs.a.results.row == 1"),
                         When(GoodJob("d"), "jobs.b.results.x == 1")})),
      (Strings{"spec.jobs[1].when: line 1, column 21: found no matching overload for '_==_' "
               "applied to '(int, string)'",
               "spec.jobs[2].when: line 1, column 16: undefined field 'row'; did you mean "
               "'rows'?",
               "spec.jobs[3].when: line 1, column 8: undefined field 'results'"}));
}

TEST(When, AConditionThatDoesNotCompileFailsTheJob) {
  // Validation refuses it; the run of another version may have one.
  RunDriver run({When(MakeJob("a"), "1 +")});
  run.Step();
  EXPECT_EQ(run.State("a").reason, Reason::kExpressionError);
}

}  // namespace
}  // namespace executioner::domain
