/// \file
/// An attempt ends with its container "job": what a mesh or a log shipper injects beside it runs on
/// by itself, and the kubelet keeps the pod for it.
#include "tests/e2e/cluster_fixture.h"

namespace executioner::e2e {
namespace {

/// Every pod of the namespace gets an ordinary container that does not end.
class InjectedContainer : public ClusterTest {
 protected:
  void SetUp() override {
    ClusterTest::SetUp();
    if (IsSkipped() || HasFatalFailure()) {
      return;
    }
    const json policy = {
        {"apiVersion", kApi},
        {"kind", "MutatingAdmissionPolicy"},
        {"metadata", {{"name", Namespace()}}},
        {"spec",
         {{"failurePolicy", "Fail"},
          {"reinvocationPolicy", "Never"},
          {"matchConstraints",
           {{"namespaceSelector",
             {{"matchLabels", {{"kubernetes.io/metadata.name", Namespace()}}}}},
            {"resourceRules",
             {{{"apiGroups", {""}},
               {"apiVersions", {"v1"}},
               {"operations", {"CREATE"}},
               {"resources", {"pods"}}}}}}},
          {"mutations",
           {{{"patchType", "JSONPatch"},
             {"jsonPatch",
              {{"expression",
                R"([JSONPatch{op: "add", path: "/spec/containers/0",)"
                R"( value: Object.spec.containers{name: "mesh", image: "busybox:1.36",)"
                R"( command: ["sleep", "10000"]}}])"}}}}}}}}};
    const json binding = {{"apiVersion", kApi},
                          {"kind", "MutatingAdmissionPolicyBinding"},
                          {"metadata", {{"name", Namespace()}}},
                          {"spec", {{"policyName", Namespace()}}}};
    for (const json& object : {policy, binding}) {
      const tests::TempFile file(object.dump(), "object.json");
      Kubectl("apply -f " + file.Path());
    }
    ASSERT_TRUE(AwaitInjection());
  }

  void TearDown() override {
    if (!Namespace().empty()) {
      TryKubectl("delete mutatingadmissionpolicybinding,mutatingadmissionpolicy " + Namespace());
    }
    ClusterTest::TearDown();
  }

  /// How a pod of a job ended for the kubelet, and for us.
  std::string EndOf(const std::string& job) const {
    return Kubectl("get pod -l executioner.dev/job=" + job +
                   " -o jsonpath='{.items[0].status.phase} "
                   R"({.items[0].metadata.labels.executioner\.dev/outcome}')");
  }

 private:
  static constexpr const char* kApi = "admissionregistration.k8s.io/v1";

  /// The API server takes up a policy a moment after it was created.
  bool AwaitInjection() const {
    constexpr int kTries = 200;
    for (int i = 0; i < kTries; ++i) {
      const CommandResult probe = TryKubectl(
          "run probe --image=busybox:1.36 --dry-run=server -o jsonpath="
          "'{.spec.containers[*].name}'");
      if (probe.output == "mesh probe") {
        return true;
      }
    }
    return false;
  }
};

TEST_F(InjectedContainer, DoesNotKeepAJobFromEnding) {
  const json quick = {{"terminationGracePeriodSeconds", 0}};
  json bad = ScriptJob("bad", "echo disk full >&2; exit 3", quick);
  bad.update({{"dependsOn", {"good"}}, {"allowFailure", true}});
  json last = ScriptJob("last", "true", quick);
  last.update({{"dependsOn", {"bad"}}});
  Apply("w", {{"jobs", {ScriptJob("good", "true", quick), bad, last}}, {"parallelism", 1}});
  const json workflow = Await("w");
  EXPECT_EQ(workflow.value("/status/phase"_json_pointer, ""), "Succeeded") << workflow.dump(1);
  EXPECT_EQ(JobOf(workflow, "good").value("phase", ""), "Succeeded");
  EXPECT_EQ(JobOf(workflow, "bad").value("exitCode", 0), 3) << workflow.dump(1);
  EXPECT_NE(JobOf(workflow, "bad").value("message", "").find("disk full"), std::string::npos);
  for (const std::string job : {"good", "bad", "last"}) {
    Kubectl(
        "wait --timeout=60s --for=jsonpath='{.status.phase}'=Failed pod -l executioner.dev/job=" +
        job);
    EXPECT_EQ(EndOf(job), job == "bad" ? "Failed failed" : "Failed succeeded");
  }
}

TEST_F(InjectedContainer, IsStoppedWithAPodThatIsCancelled) {
  Apply("w", {{"jobs", {ScriptJob("a", "sleep 1000", {{"terminationGracePeriodSeconds", 0}})}}});
  ASSERT_TRUE(AwaitValue("xwf/w", ".status.jobs[0].phase", "Running"));
  Kubectl(R"(patch xwf w --type=merge -p '{"spec":{"cancel":"Graceful"}}')");
  const json workflow = Await("w");
  EXPECT_EQ(JobOf(workflow, "a").value("phase", ""), "Cancelled") << workflow.dump(1);
}

}  // namespace
}  // namespace executioner::e2e
