/// \file
/// What goes wrong in a cluster, and what the status says of it.
#include "tests/e2e/cluster_fixture.h"

namespace executioner::e2e {
namespace {

class Faults : public ClusterTest {};

json One(json job, const json& more = json::object()) {
  json spec = {{"jobs", {std::move(job)}}};
  spec.update(more);
  return spec;
}

TEST_F(Faults, AnImageThatCannotBePulled) {
  Apply("w", One(ScriptJob("a", "true",
                           {{"image", "test.local/none:1"}, {"pendingTimeoutSeconds", 4}})));
  const json job = JobOf(Await("w"), "a");
  EXPECT_EQ(job["reason"], "ImagePullFailed") << job.dump(1);
  EXPECT_NE(job["message"].get<std::string>().find("test.local/none:1"), std::string::npos)
      << job.dump(1);
}

TEST_F(Faults, APodThatCannotBeScheduled) {
  Apply("w", One(ScriptJob("a", "true",
                           {{"pendingTimeoutSeconds", 3},
                            {"podTemplate", {{"spec", {{"nodeSelector", {{"no", "where"}}}}}}}})));
  const json job = JobOf(Await("w"), "a");
  EXPECT_EQ(job["reason"], "PendingTimeout") << job.dump(1);
  EXPECT_NE(job["message"].get<std::string>().find("node"), std::string::npos) << job.dump(1);
}

TEST_F(Faults, ATimeoutKillsProcessesThatIgnoreTerm) {
  Apply("w", One(ScriptJob("a", "trap '' TERM; echo working; while true; do sleep 1; done",
                           {{"timeoutSeconds", 1}, {"terminationGracePeriodSeconds", 1}})));
  const json workflow = Await("w");
  EXPECT_EQ(JobOf(workflow, "a")["reason"], "TimedOut") << workflow["status"].dump(1);
  EXPECT_EQ(Logs(workflow, "a"), "working\n");
}

TEST_F(Faults, AnExitCodeIsReportedWithTheLastLines) {
  Apply("w", One(ScriptJob("a", "echo disk full >&2; exit 3")));
  const json job = JobOf(Await("w"), "a");
  EXPECT_EQ(job["exitCode"], 3);
  EXPECT_EQ(job["reason"], "Failed");
  EXPECT_NE(job["message"].get<std::string>().find("disk full"), std::string::npos) << job.dump(1);
}

TEST_F(Faults, AFailedCheckIsNamed) {
  Apply("w", One(ScriptJob("a", "true",
                           {{"postChecks", {{{"fileExists", {{"path", "/no/such/file"}}}}}}})));
  const json job = JobOf(Await("w"), "a");
  EXPECT_EQ(job["reason"], "PostCheckFailed");
  EXPECT_NE(job["message"].get<std::string>().find("/no/such/file"), std::string::npos)
      << job.dump(1);
}

TEST_F(Faults, TooMuchMemory) {
  Apply("w", One(ScriptJob("a", "head -c 200m /dev/zero | tail",
                           {{"resources", {{"limits", {{"memory", "30Mi"}}}}}})));
  EXPECT_EQ(JobOf(Await("w"), "a")["reason"], "OOMKilled") << Get("w")["status"].dump(1);
}

TEST_F(Faults, APodDeletedByHandIsRunAgain) {
  Apply("w", One(ScriptJob("a", "[ \"$EXECUTIONER_ATTEMPT\" = 1 ] && sleep 1000; true",
                           {{"terminationGracePeriodSeconds", 0}})));
  ASSERT_TRUE(AwaitValue("xwf/w", ".status.jobs[0].phase", "Running"));
  Kubectl("delete pod --wait=false -l executioner.dev/job=a");
  const json job = JobOf(Await("w"), "a");
  EXPECT_EQ(job["attempts"], 2) << job.dump(1);
  EXPECT_EQ(job["disruptions"], 1) << job.dump(1);
  EXPECT_EQ(job["phase"], "Succeeded");
}

TEST_F(Faults, AnEvictedPodIsRunAgain) {
  Apply("w", One(ScriptJob("a", "[ \"$EXECUTIONER_ATTEMPT\" = 1 ] && sleep 1000; true",
                           {{"terminationGracePeriodSeconds", 0}})));
  ASSERT_TRUE(AwaitValue("xwf/w", ".status.jobs[0].phase", "Running"));
  const std::string pod = JobOf(Get("w"), "a")["pod"];
  const json eviction = {{"apiVersion", "policy/v1"},
                         {"kind", "Eviction"},
                         {"metadata", {{"name", pod}, {"namespace", Namespace()}}}};
  const tests::TempFile file(eviction.dump(), "eviction.json");
  Kubectl("create --raw /api/v1/namespaces/" + Namespace() + "/pods/" + pod + "/eviction -f " +
          file.Path());
  const json job = JobOf(Await("w"), "a");
  EXPECT_EQ(job["disruptions"], 1) << job.dump(1);
  EXPECT_EQ(job["phase"], "Succeeded");
}

TEST_F(Faults, AQuotaIsAwaited) {
  Kubectl("create quota q --hard=pods=0");
  ASSERT_TRUE(AwaitValue("quota/q", ".status.hard.pods", "0"));
  Apply("w", One(ScriptJob("a", "true")));
  ASSERT_TRUE(AwaitValue("xwf/w", ".status.jobs[0].reason", "QuotaExceeded"));
  Kubectl("delete quota q");
  EXPECT_EQ(Await("w")["status"]["phase"], "Succeeded");
}

TEST_F(Faults, AMissingServiceAccountIsAwaitedAndNamed) {
  const auto as = [](const char* account) {
    return json{{"pendingTimeoutSeconds", account == std::string("nobody") ? 3 : 600},
                {"podTemplate", {{"spec", {{"serviceAccountName", account}}}}}};
  };
  Apply("w", One(ScriptJob("a", "true", as("nobody"))));
  Apply("v", One(ScriptJob("a", "true", as("late"))));
  ASSERT_TRUE(AwaitValue("xwf/v", ".status.jobs[0].reason", "CreateRefused"));
  Kubectl("create serviceaccount late");
  EXPECT_EQ(Await("v")["status"]["phase"], "Succeeded");
  const json job = JobOf(Await("w"), "a");
  EXPECT_EQ(job["reason"], "PendingTimeout");
  EXPECT_NE(job["message"].get<std::string>().find("nobody"), std::string::npos) << job.dump(1);
}

TEST_F(Faults, ResultsThatAreTooLargeFailTheJob) {
  Apply("w", One(ScriptJob("a", "seq 1000",
                           {{"results", {{{"name", "numbers"}, {"from", "Stdout"}}}}})));
  const json workflow = Await("w");
  EXPECT_EQ(JobOf(workflow, "a")["reason"], "InvalidResults");
  EXPECT_NE(JobOf(workflow, "a")["message"].get<std::string>().find("takes 3893 bytes"),
            std::string::npos);
  EXPECT_TRUE(Logs(workflow, "a").ends_with("999\n1000\n"));
}

TEST_F(Faults, CancelStopsARunningPodAndKeepsItsLog) {
  Apply("w", One(ScriptJob(
                 "a", "trap 'echo bye; exit 5' TERM; echo hi; while true; do sleep 0.1; done")));
  ASSERT_TRUE(AwaitValue("xwf/w", ".status.jobs[0].phase", "Running"));
  Kubectl("patch xwf w --type merge -p '{\"spec\":{\"cancel\":\"Graceful\"}}'");
  const json workflow = Await("w");
  EXPECT_EQ(workflow["status"]["phase"], "Cancelled");
  EXPECT_EQ(JobOf(workflow, "a")["phase"], "Cancelled");
  const std::string log = Logs(workflow, "a");
  // The shell may add a line of its own about the `sleep` that the same signal ended.
  EXPECT_TRUE(log.starts_with("hi\n") && log.find("bye\n") != std::string::npos) << log;
}

TEST_F(Faults, ADeletedNamespaceDisappearsWithRunningPods) {
  Apply("w", One(ScriptJob("a", "sleep 1000", {{"terminationGracePeriodSeconds", 0}})));
  ASSERT_TRUE(AwaitValue("xwf/w", ".status.jobs[0].phase", "Running"));
  EXPECT_EQ(tests::RunShell("kubectl delete namespace --timeout=100s " + Namespace()).exit_code, 0);
}

TEST_F(Faults, AForegroundDeletionDeletesThePodsFirst) {
  Apply("w", One(ScriptJob("a", "sleep 1000", {{"terminationGracePeriodSeconds", 0}})));
  ASSERT_TRUE(AwaitValue("xwf/w", ".status.jobs[0].phase", "Running"));
  Kubectl("delete xwf w --cascade=foreground --timeout=60s");
  EXPECT_EQ(Kubectl("get pods -o name"), "");
}

TEST_F(Faults, AnEvictionByTheJobsOwnFaultCountsAgainstTheRetryLimit) {
  const json volume = {{"name", "tmp"}, {"emptyDir", {{"sizeLimit", "1Mi"}}}};
  Apply("w", One(ScriptJob("a", "dd if=/dev/zero of=/tmp/x bs=1M count=30; sleep 1000",
                           {{"retry", {{"limit", 1}, {"delaySeconds", 0}}},
                            {"volumeMounts", {{{"name", "tmp"}, {"mountPath", "/tmp"}}}},
                            {"podTemplate", {{"spec", {{"volumes", {volume}}}}}}})));
  const json job = JobOf(Await("w"), "a");
  EXPECT_EQ(job["reason"], "Evicted") << job.dump(1);
  EXPECT_EQ(job["attempts"], 2) << job.dump(1);
  EXPECT_FALSE(job.contains("disruptions")) << job.dump(1);
}

TEST_F(Faults, ARunSurvivesTheDeathOfTheController) {
  Apply("w",
        {{"jobs", {ScriptJob("a", "sleep 1"), ScriptJob("b", "echo b", {{"dependsOn", {"a"}}})}}});
  ASSERT_TRUE(AwaitValue("xwf/w", ".status.jobs[0].phase", "Running"));
  ControllerProcess::Get().Kill();
  Kubectl(
      "wait --timeout=60s --for=jsonpath='{.status.phase}'=Succeeded pod -l executioner.dev/job=a");
  ControllerProcess::Get().Start();
  const json workflow = Await("w");
  EXPECT_EQ(workflow["status"]["phase"], "Succeeded");
  EXPECT_EQ(JobOf(workflow, "a")["attempts"], 1);
}

TEST_F(Faults, ValuesArriveByteForByte) {
  const std::string value = "$(SECRET) $$ $$$ '\"; rm -rf \n\ttwo\x01 ü";
  Apply("w", One({{"name", "a"},
                  {"image", "busybox:1.36"},
                  {"command", {"printf", "%s|%s", value, "$$(literal)"}}}));
  const json workflow = Await("w");
  EXPECT_EQ(Logs(workflow, "a"), value + "|$(literal)");
}

}  // namespace
}  // namespace executioner::e2e
