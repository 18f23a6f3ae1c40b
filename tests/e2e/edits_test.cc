/// \file
/// Edits of running and finished workflows, retention and expiry.
#include "tests/e2e/cluster_fixture.h"

namespace executioner::e2e {
namespace {

class Edits : public ClusterTest {};

TEST_F(Edits, JobsOfARunningWorkflowAreFrozen) {
  Apply("w", {{"jobs", {ScriptJob("a", "sleep 1000", {{"terminationGracePeriodSeconds", 0}})}}});
  ASSERT_TRUE(AwaitValue("xwf/w", ".status.jobs[0].phase", "Running"));
  const CommandResult refused = TryKubectl(
      "patch xwf w --type json -p "
      "'[{\"op\":\"replace\",\"path\":\"/spec/jobs/0/script\",\"value\":\"true\"}]'");
  EXPECT_NE(refused.exit_code, 0);
  EXPECT_NE(refused.output.find("while the run is active"), std::string::npos) << refused.output;
}

TEST_F(Edits, AFinishedWorkflowRunsAgainOnlyOnRequest) {
  Apply("w", {{"jobs", {ScriptJob("a", "echo one")}}});
  Await("w");
  Apply("w", {{"jobs", {ScriptJob("a", "echo two")}}});
  ASSERT_TRUE(AwaitValue("xwf/w", ".status.conditions[?(@.type==\"SpecChanged\")].status", "True"));
  EXPECT_EQ(Get("w")["status"]["run"], 1);
  Apply("w", {{"jobs", {ScriptJob("a", "echo three")}}, {"rerunOn", "SpecChange"}});
  ASSERT_TRUE(AwaitValue("xwf/w", ".status.run", "2"));
  const json workflow = Await("w", "Complete");
  EXPECT_EQ(Logs(workflow, "a"), "three\n");
  EXPECT_EQ(workflow["status"]["history"].size(), 1U);
}

TEST_F(Edits, AnInvalidWorkflowIsCheckedAgainAfterAnEdit) {
  Apply("w", {{"jobs", {ScriptJob("a", "true", {{"dependsOn", {"b"}}})}}});
  EXPECT_EQ(Await("w")["status"]["reason"], "InvalidSpec");
  Apply("w", {{"jobs", {ScriptJob("a", "true")}}});
  EXPECT_EQ(Await("w", "Complete")["status"]["run"], 2);
}

TEST_F(Edits, SuspendPausesAndResumes) {
  Apply("w", {{"jobs", {ScriptJob("a", "true")}}, {"suspend", true}});
  ASSERT_TRUE(AwaitValue("xwf/w", ".status.phase", "Suspended"));
  EXPECT_EQ(Kubectl("get pods -o name"), "");
  Kubectl("patch xwf w --type merge -p '{\"spec\":{\"suspend\":false}}'");
  EXPECT_EQ(Await("w")["status"]["phase"], "Succeeded");
}

TEST_F(Edits, AnExpiredWorkflowIsDeletedWithItsPods) {
  Apply("w", {{"jobs", {ScriptJob("a", "true")}}, {"ttlSecondsAfterFinished", 1}});
  Kubectl("wait --timeout=60s --for=delete xwf/w");
  Kubectl("wait --timeout=60s --for=delete pod --all");
}

TEST_F(Edits, RetentionDeletesRecordedPods) {
  Apply("w", {{"jobs", {ScriptJob("a", "true")}}, {"podRetention", {{"succeeded", "Delete"}}}});
  EXPECT_EQ(Await("w")["status"]["phase"], "Succeeded");
  Kubectl("wait --timeout=60s --for=delete pod --all");
}

}  // namespace
}  // namespace executioner::e2e
