/// \file
/// Pods that a real API server does not create: what its answers look like is decided there.
#include "tests/integration/live_world.h"

namespace executioner::tests {
namespace {

class RefusedPods : public LiveTest {
 protected:
  /// Applies an object of the cluster; NS in it stands for the namespace of the test.
  void Apply(std::string manifest) {
    for (std::size_t at = manifest.find("NS"); at != std::string::npos; at = manifest.find("NS")) {
      manifest.replace(at, 2, Namespace());
    }
    const TempFile file(manifest);
    const CommandResult applied = Kubectl("apply -f " + file.Path());
    ASSERT_EQ(applied.exit_code, 0) << applied.output;
  }

  /// Waits until a policy that was just applied answers for pods of this namespace.
  void AwaitPolicy(const std::string& words) {
    const CommandResult seen =
        RunShell("for i in $(seq 100); do kubectl --namespace " + Namespace() +
                 " run probe --image=i --dry-run=server 2>&1 | grep -q " + Quoted(words) +
                 " && exit 0; done; exit 1");
    ASSERT_EQ(seen.exit_code, 0) << Kubectl("run probe --image=i --dry-run=server").output;
  }

  bool AwaitReason(const std::string& reason) {
    return Kubectl("wait --for=jsonpath='{.status.jobs[0].reason}'=" + reason +
                   " --timeout=60s workflow.executioner.dev/w")
               .exit_code == 0;
  }

  std::string Message() {
    return Kubectl("get workflow.executioner.dev/w -o jsonpath='{.status.jobs[0].message}'").output;
  }

  void ExpectSuccess() {
    const json workflow = Witness().AwaitFinished("w");
    ASSERT_TRUE(workflow.is_object());
    EXPECT_EQ(workflow["status"]["phase"], "Succeeded") << workflow["status"].dump(1);
    EXPECT_EQ(JobOf(workflow, "a")["attempts"], 1);
  }
};

/// kube-apiserver 1.36 panics in this policy, and closes the connection.
TEST_F(RefusedPods, ReportAServerThatClosesTheConnection) {
  Apply(R"(
apiVersion: admissionregistration.k8s.io/v1
kind: MutatingAdmissionPolicy
metadata: {name: NS}
spec:
  failurePolicy: Fail
  reinvocationPolicy: Never
  matchConstraints:
    namespaceSelector: {matchLabels: {kubernetes.io/metadata.name: NS}}
    resourceRules: [{apiGroups: [""], apiVersions: [v1], operations: [CREATE], resources: [pods]}]
  mutations:
  - patchType: JSONPatch
    jsonPatch:
      expression: >-
        [JSONPatch{op: "add", path: "/spec/tolerations",
         value: [Object.spec.tolerations{key: "a", operator: "Exists"}]}]
---
apiVersion: admissionregistration.k8s.io/v1
kind: MutatingAdmissionPolicyBinding
metadata: {name: NS}
spec: {policyName: NS}
)");
  AwaitPolicy("EOF\\|INTERNAL_ERROR");  // as the connection is HTTP/1.1 or HTTP/2
  const auto controller = WorkingController();
  CreateWorkflow("w", {{"jobs", {LiveJob("a")}}});
  ASSERT_TRUE(AwaitReason("ConnectionClosed")) << Message();
  EXPECT_NE(Message().find("check its log and its admission plugins"), std::string::npos);
  Kubectl("wait --for=jsonpath='{.reason}'=CreateDelayed --timeout=30s events.events.k8s.io --all");
  EXPECT_NE(Kubectl("get events").output.find("CreateDelayed"), std::string::npos);
  Kubectl("delete mutatingadmissionpolicybinding,mutatingadmissionpolicy " + Namespace());
  ExpectSuccess();
}

TEST_F(RefusedPods, WaitForPermissionToCreateThem) {
  Apply(R"(
apiVersion: rbac.authorization.k8s.io/v1
kind: ClusterRole
metadata: {name: NS}
rules:
- {apiGroups: [executioner.dev, events.k8s.io], resources: ["*"], verbs: ["*"]}
- {apiGroups: [""], resources: [pods], verbs: [get, list, watch, patch, delete]}
---
apiVersion: rbac.authorization.k8s.io/v1
kind: RoleBinding
metadata: {name: limited}
roleRef: {apiGroup: rbac.authorization.k8s.io, kind: ClusterRole, name: NS}
subjects: [{kind: User, apiGroup: rbac.authorization.k8s.io, name: limited}]
)");
  const TempFile kubeconfig(RunShell("kubectl config view --raw --flatten -o json | "
                                     "sed 's/\"client-certificate-data\"/\"as\": \"limited\", &/'")
                                .output,
                            "limited.yaml");
  ChildProcess limited({Binary(), "controller", "--kubeconfig=" + kubeconfig.Path(),
                        "--namespace=" + Namespace(), "--metrics-address=127.0.0.1:0",
                        "--status-interval-ms=50", "--leader-elect=false",
                        "--runner-image=test.local/executioner-runner:dev"});
  ASSERT_TRUE(limited.AwaitLine(kWorks, kLongEnough));
  CreateWorkflow("w", {{"jobs", {LiveJob("a")}}});
  ASSERT_TRUE(AwaitReason("Forbidden")) << Message();
  EXPECT_NE(Message().find("User \"limited\" cannot create resource \"pods\""), std::string::npos);
  Kubectl("patch clusterrole " + Namespace() +
          R"( --type=json -p '[{"op":"add","path":"/rules/1/verbs/-","value":"create"}]')");
  ExpectSuccess();
  Kubectl("delete clusterrole " + Namespace());
}

TEST_F(RefusedPods, WaitForAClassThatIsAppliedLater) {
  const auto controller = WorkingController();
  CreateWorkflow(
      "w",
      {{"jobs",
        {LiveJob("a", {}, {{"podTemplate", {{"spec", {{"priorityClassName", Namespace()}}}}}})}}});
  ASSERT_TRUE(AwaitReason("CreateRefused")) << Message();
  EXPECT_NE(Message().find("no PriorityClass with name " + Namespace() + " was found"),
            std::string::npos);
  Kubectl("create priorityclass " + Namespace() + " --value=7");
  ExpectSuccess();
  Kubectl("delete priorityclass " + Namespace());
}

TEST_F(RefusedPods, DoNotWaitForObjectsThatAPolicyMisses) {
  Apply(R"(
apiVersion: admissionregistration.k8s.io/v1
kind: ValidatingAdmissionPolicy
metadata: {name: NS}
spec:
  failurePolicy: Fail
  matchConstraints:
    namespaceSelector: {matchLabels: {kubernetes.io/metadata.name: NS}}
    resourceRules: [{apiGroups: [""], apiVersions: [v1], operations: [CREATE], resources: [pods]}]
  validations: [{expression: "false", message: "the label team was not found", reason: Forbidden}]
---
apiVersion: admissionregistration.k8s.io/v1
kind: ValidatingAdmissionPolicyBinding
metadata: {name: NS}
spec: {policyName: NS, validationActions: [Deny]}
)");
  AwaitPolicy("was not found");
  const auto controller = WorkingController();
  CreateWorkflow("w", {{"jobs", {LiveJob("a")}}});
  const json workflow = Witness().AwaitFinished("w");
  ASSERT_TRUE(workflow.is_object());
  EXPECT_EQ(JobOf(workflow, "a")["reason"], "CreateRefused");
  Kubectl("delete validatingadmissionpolicybinding,validatingadmissionpolicy " + Namespace());
}

}  // namespace
}  // namespace executioner::tests
