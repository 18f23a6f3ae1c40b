/// \file
/// The controller as a process: flags, signals, health, the lease, and leaving a cluster.
#include <csignal>

#include "tests/integration/live_world.h"

namespace executioner::tests {
namespace {

/// What a user typed, where it leads to no cluster: nothing must start.
CommandResult RunWith(const std::string& flags) {
  return RunShell("KUBECONFIG=/no/kubeconfig " + Binary() + " controller " + flags);
}

TEST(ControllerFlags, AWrongFlagExitsWithTwoAndAMessage) {
  struct Case {
    const char* flags;
    const char* says;
  };

  for (const Case& one : {Case{"--workers=0", "--workers"}, Case{"--workers=many", "--workers"},
                          Case{"--log-level=loud", "--log-level"},
                          Case{"--kubeconfig=/no/such/file", "/no/such/file"},
                          Case{"--no-such-flag", "--no-such-flag"},
                          Case{"--config=/no/such/file", "/no/such/file"}}) {
    const CommandResult result = RunWith(one.flags);
    EXPECT_EQ(result.exit_code, 2) << one.flags << ": " << result.output;
    EXPECT_NE(result.output.find(one.says), std::string::npos)
        << one.flags << ": " << result.output;
  }
}

TEST(ControllerFlags, AWrongFileIsNamedWithTheLine) {
  struct Case {
    const char* text;
    const char* says;
  };

  for (const Case& one :
       {Case{"\nworker: 5\n", ":2: there is no flag 'worker'; did you mean 'workers'?"},
        Case{"workers: lots\n", ":1: "}, Case{"workers: 0\n", ":1: "},
        Case{"log-level: loud\n", ":1: "}, Case{"namespace: BAD_ns\n", ":1: "},
        Case{"workers: {a: 1}\n", ":1: 'workers' must be a plain value"},
        Case{"allow-host-network: maybe\n", ":1: "}, Case{"metrics-address: ':99999'\n", ":1: "},
        Case{"health-probe-bind-address: 8081\n", ":1: "}, Case{"workers\n", ":1: must be a map"},
        Case{"a: [\n", ":2: "}}) {
    const TempFile file(one.text, "config.yaml");
    const CommandResult result = RunWith("--config " + file.Path());
    EXPECT_EQ(result.exit_code, 2) << one.text << result.output;
    EXPECT_NE(result.output.find(file.Path() + one.says), std::string::npos)
        << one.text << result.output;
  }
}

TEST(ControllerFlags, AnInvalidKubeconfigIsNamed) {
  const TempFile file("clusters: 7\n", "broken.yaml");
  const CommandResult result = RunWith("--kubeconfig=" + file.Path());
  EXPECT_EQ(result.exit_code, 2) << result.output;
  EXPECT_NE(result.output.find(file.Path()), std::string::npos) << result.output;
}

class Controllers : public LiveTest {
 protected:
  /// A run whose first job runs until it is let go.
  void CreateHeldRun() {
    Kubelet().Hold("a");
    CreateWorkflow("w", {{"jobs", {LiveJob("a"), LiveJob("b", {"a"})}}});
  }

  void ExpectTheEnd() {
    Kubelet().LetGo("a");
    const json workflow = Witness().AwaitFinished("w");
    ASSERT_TRUE(workflow.is_object());
    EXPECT_EQ(workflow["status"]["phase"], "Succeeded") << workflow["status"].dump(1);
    EXPECT_EQ(JobOf(workflow, "a")["attempts"], 1);
    EXPECT_TRUE(Witness().AwaitReleased());
    EXPECT_TRUE(Witness().Violations().empty());
  }

  static CommandResult Ask(const ChildProcess& controller, const std::string& path,
                           const std::string& what = "serving health and metrics") {
    return RunShell(
        "curl -s -w '%{http_code}' http://127.0.0.1:" + FieldOf(controller, what, "port") + path);
  }
};

TEST_F(Controllers, HealthAndMetricsAnswer) {
  const auto controller = WorkingController();
  EXPECT_EQ(Ask(*controller, "/healthz").output, "ok\n200");
  EXPECT_EQ(Ask(*controller, "/readyz").output, "ok\n200");
  EXPECT_EQ(Ask(*controller, "/healthz", "serving health probes").output, "ok\n200");
  EXPECT_EQ(Ask(*controller, "/readyz", "serving health probes").output, "ok\n200");
  CreateWorkflow("w", {{"jobs", {LiveJob("a")}}});
  ASSERT_TRUE(Witness().AwaitFinished("w").is_object());
  const std::string metrics = Ask(*controller, "/metrics").output;
  for (const char* family : {"controller_runtime_reconcile_total", "workqueue_depth",
                             "rest_client_requests_total", "executioner_runs_finished_total"}) {
    EXPECT_NE(metrics.find(family), std::string::npos) << family << " is not in\n" << metrics;
  }
}

TEST_F(Controllers, UseAFileForFlagsThatAreNotGiven) {
  const TempFile file("workers: 3\nleader-elect: false\nmetrics-address: ':1'\n", "config.yaml");
  const auto controller = Controller({"--config=" + file.Path()});
  ASSERT_TRUE(controller->AwaitLine(kWorks, kLongEnough)) << "the file says that it does not elect";
  const std::string metrics = Ask(*controller, "/metrics").output;
  EXPECT_NE(metrics.find("max_concurrent_reconciles{controller=\"executioner\"} 3"),
            std::string::npos)
      << metrics.substr(0, 4000);
}

TEST_F(Controllers, StopCleanlyOnTerm) {
  const auto controller = WorkingController();
  controller->Signal(SIGTERM);
  EXPECT_EQ(controller->Wait(), 0) << controller->Lines().back();
}

TEST_F(Controllers, AnotherReplicaTakesOverWhenTheLeaderDies) {
  const auto leader = Replica();
  ASSERT_TRUE(leader->AwaitLine(kWorks, kLongEnough));
  const auto other = Replica();
  ASSERT_TRUE(other->AwaitLine(kReady, kLongEnough));
  CreateHeldRun();
  ASSERT_TRUE(Witness().AwaitRunning("a"));
  leader->Signal(SIGKILL);
  leader->Wait();
  EXPECT_TRUE(other->AwaitLine(kWorks, kLongEnough));
  ExpectTheEnd();
}

TEST_F(Controllers, ALeaderThatIsAskedToStopHandsOver) {
  const auto leader = Replica();
  ASSERT_TRUE(leader->AwaitLine(kWorks, kLongEnough));
  const auto other = Replica();
  ASSERT_TRUE(other->AwaitLine(kReady, kLongEnough));
  CreateHeldRun();
  ASSERT_TRUE(Witness().AwaitRunning("a"));
  leader->Signal(SIGTERM);
  EXPECT_EQ(leader->Wait(), 0);
  EXPECT_TRUE(other->AwaitLine(kWorks, kLongEnough));
  ExpectTheEnd();
}

TEST_F(Controllers, ReleaseAllTakesTheLeaseReleasesEveryPodAndLosesNoRun) {
  const auto leader = Replica();
  ASSERT_TRUE(leader->AwaitLine(kWorks, kLongEnough));
  const auto other = Replica();
  ASSERT_TRUE(other->AwaitLine(kReady, kLongEnough));
  CreateHeldRun();
  ASSERT_TRUE(Witness().AwaitRunning("a"));
  EXPECT_NE(Kubectl("get pods -o jsonpath={.items[*].metadata.finalizers}").output, "");
  const auto release = Replica({"--release-all"});
  EXPECT_EQ(release->Wait(), 0);
  EXPECT_EQ(FieldOf(*release, "released all pods", "pods"), "1");
  EXPECT_TRUE(leader->AwaitLine("handed over the lease to release all pods", kLongEnough));
  EXPECT_TRUE(other->AwaitLine("standing by", kLongEnough));
  EXPECT_EQ(Kubectl("get pods -o jsonpath={.items[*].metadata.finalizers}").output, "");
  const auto next = Replica();  // installed again while the old replicas still exist
  ASSERT_TRUE(next->AwaitLine(kWorks, kLongEnough));
  for (const auto& old : {leader.get(), other.get()}) {
    old->Signal(SIGTERM);
    EXPECT_EQ(old->Wait(), 0);
  }
  EXPECT_EQ(FieldOf(*other, kWorks, "workers"), "") << "it never led";
  ExpectTheEnd();
}

}  // namespace
}  // namespace executioner::tests
