#include "controller/manifest/json_codec.h"

#include <limits>

#include <gtest/gtest.h>

#include "controller/domain/complaints.h"
#include "tests/unit/manifest/codec_fixture.h"

namespace executioner::manifest {
namespace {

TEST(ReadWorkflow, ReadsEveryFieldOfTheWorkflow) {
  const SpecResult result = ReadWorkflow(R"({
    "parallelism": 2, "failurePolicy": "Continue", "activeDeadlineSeconds": 3, "suspend": true,
    "cancel": "Graceful", "skip": ["b"], "rerunOn": "SpecChange", "priority": -4,
    "ttlSecondsAfterFinished": 5, "podRetention": {"succeeded": "Delete", "failed": "Keep"},
    "defaults": {"image": "busybox"},
    "jobs": [{"name": "a"},
             {"name": "b", "dependsOn": ["a"], "trigger": "AnyFailed", "allowFailure": true,
              "priority": 6}]})");
  EXPECT_EQ(InWords(result.complaints), Strings{});
  const domain::Controls& controls = result.spec.controls;
  EXPECT_EQ(controls.parallelism, 2);
  EXPECT_EQ(controls.failure_policy, domain::FailurePolicy::kContinue);
  EXPECT_EQ(controls.active_deadline_seconds, 3);
  EXPECT_TRUE(controls.suspend);
  EXPECT_EQ(controls.cancel, domain::CancelMode::kGraceful);
  EXPECT_EQ(controls.skip, Strings{"b"});
  EXPECT_TRUE(controls.rerun_on_spec_change);
  EXPECT_EQ(controls.priority, -4);
  EXPECT_EQ(controls.ttl_seconds_after_finished, 5);
  EXPECT_FALSE(controls.pod_retention->keep_succeeded);
  EXPECT_TRUE(controls.pod_retention->keep_failed);
  EXPECT_EQ(result.spec.defaults.image, "busybox");
  ASSERT_EQ(result.spec.jobs.size(), 2U);
  EXPECT_EQ(result.spec.jobs[1].name, "b");
  EXPECT_EQ(result.spec.jobs[1].depends_on, Strings{"a"});
  EXPECT_EQ(result.spec.jobs[1].trigger, domain::Trigger::kAnyFailed);
  EXPECT_TRUE(result.spec.jobs[1].allow_failure);
  EXPECT_EQ(result.spec.jobs[1].priority, 6);
  EXPECT_FALSE(result.spec.single);
}

TEST(ReadWorkflow, KeepsDefaultsOfAbsentFields) {
  const SpecResult result = ReadWorkflow(OneJob(""));
  EXPECT_EQ(InWords(result.complaints), Strings{});
  const domain::Controls& controls = result.spec.controls;
  EXPECT_FALSE(controls.parallelism || controls.active_deadline_seconds || controls.pod_retention);
  EXPECT_EQ(controls.failure_policy, domain::FailurePolicy::kFinishRunning);
  EXPECT_EQ(controls.cancel, domain::CancelMode::kNone);
  EXPECT_FALSE(controls.rerun_on_spec_change);
  EXPECT_FALSE(result.spec.jobs[0].trigger.has_value());
}

TEST(ReadWorkflow, KnowsEveryTrigger) {
  const std::vector<std::pair<std::string, domain::Trigger>> words{
      {"AllSucceeded", domain::Trigger::kAllSucceeded},
      {"AllFinished", domain::Trigger::kAllFinished},
      {"AnySucceeded", domain::Trigger::kAnySucceeded},
      {"AnyFailed", domain::Trigger::kAnyFailed},
      {"AllFailed", domain::Trigger::kAllFailed},
      {"NoneFailed", domain::Trigger::kNoneFailed}};
  for (const auto& [word, trigger] : words) {
    EXPECT_EQ(ReadWorkflow(OneJob("\"trigger\":\"" + word + "\"")).spec.jobs[0].trigger, trigger);
  }
  EXPECT_EQ(JobComplaints(R"("trigger":"allFailed")"),
            Strings{".trigger: is 'allFailed'; allowed: AllSucceeded, AllFinished, AnySucceeded, "
                    "AnyFailed, AllFailed, NoneFailed"});
}

TEST(ReadWorkflow, RejectsTextThatIsNotASpec) {
  EXPECT_EQ(InWords(ReadWorkflow("{").complaints),
            Strings{"spec: is not valid JSON at byte 2: unexpected end of input"});
  EXPECT_EQ(InWords(ReadWorkflow("null").complaints), Strings{"spec: must be an object, not null"});
  EXPECT_EQ(InWords(ReadWorkflow("[]").complaints), Strings{"spec: must be an object, not a list"});
  EXPECT_EQ(InWords(ReadWorkflow(R"({"jobs":{}})").complaints),
            Strings{"spec.jobs: must be a list, not an object"});
  EXPECT_EQ(InWords(ReadWorkflow(R"({"jobs":["a",{"name":"b"},null]})").complaints),
            (Strings{"spec.jobs[0]: must be an object, not text",
                     "spec.jobs[2]: must be an object, not null"}));
}

TEST(ReadWorkflow, NamesUnknownFields) {
  EXPECT_EQ(JobComplaints(R"("image":"x","timeoutSecond":3,"a.b":1)"),
            (Strings{"[a.b]: there is no such field",
                     ".timeoutSecond: there is no such field; did you mean 'timeoutSeconds'?"}));
  EXPECT_EQ(InWords(ReadWorkflow(R"({"jobs":[],"paralelism":3})").complaints),
            Strings{"spec.paralelism: there is no such field; did you mean 'parallelism'?"});
  EXPECT_EQ(
      InWords(ReadWorkflow(R"({"jobs":[],"podRetention":{"failed":"Keep","x":1}})").complaints),
      Strings{"spec.podRetention.x: there is no such field"});
}

TEST(ReadWorkflow, RejectsUnsupportedNumbers) {
  EXPECT_EQ(JobComplaints(R"("timeoutSeconds":3.9)"),
            Strings{".timeoutSeconds: must be an integer, not 3.9"});
  EXPECT_EQ(JobComplaints(R"("timeoutSeconds":"3")"),
            Strings{".timeoutSeconds: must be an integer, not text: take the quotes away"});
  EXPECT_EQ(JobComplaints(R"("timeoutSeconds":2147483648)"),
            Strings{".timeoutSeconds: is 2147483648; integers have at most 32 bits"});
  EXPECT_EQ(JobComplaints(R"("priority":-2147483649)"),
            Strings{".priority: is -2147483649; integers have at most 32 bits"});
  EXPECT_EQ(JobComplaints(R"("timeoutSeconds":123456789012345678901)"),
            Strings{".timeoutSeconds: must be an integer, not 123456789012345678901"});
  EXPECT_EQ(ReadWorkflow(OneJob(R"("priority":-2147483648)")).spec.jobs[0].priority,
            std::numeric_limits<int>::min());
}

TEST(ReadWorkflow, HasHintsForQuotedNumbersAndBooleans) {
  const std::string integer = ".timeoutSeconds: must be an integer, not text";
  for (const char* text : {"10", "-1", "0x1F"}) {
    EXPECT_EQ(JobComplaints("\"timeoutSeconds\":\"" + std::string(text) + '"'),
              Strings{integer + ": take the quotes away"})
        << text;
  }
  EXPECT_EQ(JobComplaints(R"("timeoutSeconds":"010")"), Strings{integer + ": write 10"});
  EXPECT_EQ(JobComplaints(R"("timeoutSeconds":"1_000")"), Strings{integer + ": write 1000"});
  for (const char* text : {"", "ten", "1.5", "007.5", "22:22", "yes", "1e3"}) {
    EXPECT_EQ(JobComplaints("\"timeoutSeconds\":\"" + std::string(text) + '"'), Strings{integer})
        << text;
  }
  const std::string boolean = ".allowFailure: must be true or false, not text";
  EXPECT_EQ(JobComplaints(R"("allowFailure":"no")"), Strings{boolean + ": write false"});
  EXPECT_EQ(JobComplaints(R"("allowFailure":"010")"), Strings{boolean});
}

TEST(ReadWorkflow, RejectsNullsAndOtherTypes) {
  EXPECT_EQ(JobComplaints(R"("image":null)"),
            Strings{".image: has no value: give it one or leave the field out"});
  EXPECT_EQ(JobComplaints(R"("image":5)"),
            Strings{".image: must be text, not an integer: put it in quotes"});
  EXPECT_EQ(JobComplaints(R"("image":[])"), Strings{".image: must be text, not a list"});
  EXPECT_EQ(JobComplaints(R"("allowFailure":"true")"),
            Strings{".allowFailure: must be true or false, not text: take the quotes away"});
  EXPECT_EQ(JobComplaints(R"("dependsOn":"b")"), Strings{".dependsOn: must be a list, not text"});
  EXPECT_EQ(JobComplaints(R"("args":["a",1,null,1.5])"),
            (Strings{".args[1]: must be text, not an integer: put it in quotes",
                     ".args[2]: must be text, not null",
                     ".args[3]: must be text, not 1.5: put it in quotes"}));
}

TEST(ReadWorkflow, RequiresTheNameOfAJob) {
  EXPECT_EQ(InWords(ReadWorkflow(R"({"jobs":[{"image":"x"}]})").complaints),
            Strings{"spec.jobs[0].name: is missing"});
}

TEST(ReadWorkflow, StopsAtABoundedNumberOfComplaints) {
  std::string jobs;
  for (int i = 0; i < 1100; ++i) {
    jobs += (jobs.empty() ? "" : ",") + std::string(R"({"nam":"x"})");
  }
  const auto complaints = ReadWorkflow("{\"jobs\":[" + jobs + "]}").complaints;
  EXPECT_EQ(complaints.size(), domain::Complaints::kMost + 1);
}

TEST(ReadJob, ReturnsAWorkflowOfOneJob) {
  const SpecResult result = ReadJob(
      R"({"image":"x","command":["true"],"suspend":true,"cancel":"Now","activeDeadlineSeconds":1,
          "ttlSecondsAfterFinished":2,"podRetention":{},"rerunOn":"Never",
          "after":[{"kind":"Workflow","name":"etl"}],"afterTimeoutSeconds":9})",
      "daily.report");
  EXPECT_EQ(InWords(result.complaints), Strings{});
  EXPECT_TRUE(result.spec.single);
  ASSERT_EQ(result.spec.jobs.size(), 1U);
  EXPECT_EQ(result.spec.jobs[0].name, "daily.report");
  EXPECT_EQ(result.spec.jobs[0].work.command, Strings{"true"});
  EXPECT_EQ(result.spec.controls.cancel, domain::CancelMode::kNow);
  EXPECT_TRUE(result.spec.controls.suspend);
  ASSERT_EQ(result.spec.after.size(), 1U);
  EXPECT_EQ(result.spec.after[0].kind, "Workflow");
  EXPECT_EQ(result.spec.after[0].name, "etl");
  EXPECT_EQ(result.spec.after_timeout_seconds, 9);
}

TEST(ReadJob, HasPathsWithoutJobs) {
  EXPECT_EQ(
      InWords(
          ReadJob(R"({"timeoutSeconds":"x","jobs":[],"after":[{"kind":"Job"}]})", "a").complaints),
      (Strings{"spec.timeoutSeconds: must be an integer, not text",
               "spec.after[0].name: is missing", "spec.jobs: there is no such field"}));
  EXPECT_EQ(InWords(ReadJob("3", "a").complaints),
            Strings{"spec: must be an object, not an integer"});
  EXPECT_EQ(InWords(ReadJob("x", "a").complaints),
            Strings{"spec: is not valid JSON at byte 1: invalid literal"});
}

}  // namespace
}  // namespace executioner::manifest
