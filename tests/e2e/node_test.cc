/// \file
/// A node that is lost for good, with a pod on it.
#include <cstdlib>

#include "tests/e2e/cluster_fixture.h"

namespace executioner::e2e {
namespace {

constexpr const char* kCluster = EXECUTIONER_SOURCE_DIR "/tests/cluster/cluster.sh ";

/// Has a second node, started when a test begins and taken away at its end: the other tests count
/// on one.
class LostNode : public ClusterTest {
 protected:
  void SetUp() override {
    ASSERT_NE(std::getenv("CLUSTER_STATE"), nullptr)  // NOLINT(concurrency-mt-unsafe)
        << "only a node of tests/cluster may lose its power: run 'make e2e'";
    ClusterTest::SetUp();
    const CommandResult started = tests::RunShell(std::string(kCluster) + "node node2");
    ASSERT_EQ(started.exit_code, 0) << started.output;
  }

  void TearDown() override {
    CutPower();
    ClusterTest::TearDown();
    tests::RunShell("kubectl delete node node2 --ignore-not-found");
  }

  /// Kubelet, containerd and all containers of the node end at once, and say nothing.
  static void CutPower() {
    const CommandResult cut = tests::RunShell(std::string(kCluster) + "node-down node2");
    EXPECT_EQ(cut.exit_code, 0) << cut.output;
  }

  /// Runs on the second node as long as that accepts pods, without end in its first attempt.
  static json JobOnSecondNode() {
    const json second = {
        {"matchExpressions",
         {{{"key", "kubernetes.io/hostname"}, {"operator", "In"}, {"values", {"node2"}}}}}};
    const json wish = {{{"weight", 100}, {"preference", second}}};
    const json affinity = {
        {"nodeAffinity", {{"preferredDuringSchedulingIgnoredDuringExecution", wish}}}};
    return ScriptJob("a", "[ \"$EXECUTIONER_ATTEMPT\" = 1 ] && sleep 1000; true",
                     {{"podTemplate", {{"spec", {{"affinity", affinity}}}}}});
  }
};

TEST_F(LostNode, ItsJobRunsElsewhereAfterTheNodeIsDeclaredDead) {
  Apply("w", {{"jobs", {JobOnSecondNode(), ScriptJob("b", "true", {{"dependsOn", {"a"}}})}}});
  ASSERT_TRUE(AwaitValue("xwf/w", ".status.jobs[0].phase", "Running"));
  const std::string lost = JobOf(Get("w"), "a")["pod"];
  ASSERT_EQ(Kubectl("get pod " + lost + " -o jsonpath={.spec.nodeName}"), "node2");

  CutPower();
  ASSERT_TRUE(
      AwaitValue("node/node2", ".status.conditions[?(@.type==\"Ready\")].status", "Unknown"));
  // It may only be cut off, and the job still run there.
  EXPECT_EQ(JobOf(Get("w"), "a")["attempts"], 1);

  Kubectl("taint node node2 node.kubernetes.io/out-of-service=nodeshutdown:NoExecute");
  const json workflow = Await("w");
  EXPECT_EQ(workflow["status"]["phase"], "Succeeded") << workflow["status"].dump(1);
  const json job = JobOf(workflow, "a");
  EXPECT_EQ(job["attempts"], 2) << job.dump(1);
  EXPECT_EQ(job["disruptions"], 1) << job.dump(1);
  const std::string said =
      Kubectl("get events --field-selector reason=JobRetrying -o jsonpath={.items[*].message}");
  EXPECT_TRUE(said.starts_with("job 'a': NodeLost: attempt 1: node 'node2' was lost")) << said;
  EXPECT_EQ(Kubectl("get pod " + job["pod"].get<std::string>() + " -o jsonpath={.spec.nodeName}"),
            "node1");
  Kubectl("wait --timeout=60s --for=delete pod/" + lost);
}

}  // namespace
}  // namespace executioner::e2e
