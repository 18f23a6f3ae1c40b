/// \file
/// The chart's admission policies on a real API server: which writes they refuse, and which they
/// let pass. Needs helm and no node; every write is a dry run.
#include <cstdlib>
#include <map>
#include <string>
#include <unistd.h>
#include <vector>

#include <gtest/gtest.h>

#include "tests/integration/shell.h"

namespace executioner::e2e {
namespace {

using tests::CommandResult;
using tests::Quoted;
using tests::RunShell;
using tests::TempFile;

constexpr int kMostTries = 200;  // of a command of about a tenth of a second

/// Suspended, for the case that a controller works in this cluster.
constexpr const char* kOwners = R"(
apiVersion: executioner.dev/v1alpha1
kind: Workflow
metadata: {name: w}
spec: {suspend: true, jobs: [{name: a, image: i}]}
---
apiVersion: executioner.dev/v1alpha1
kind: Job
metadata: {name: j}
spec: {suspend: true, image: i}
)";

/// The pod "ours" is what the controller makes, but for a label by which it would find the pod;
/// "plain" is somebody's own. UID stands for the owner's, whom the garbage collector looks for.
constexpr const char* kPods = R"(
apiVersion: v1
kind: Pod
metadata:
  name: ours
  labels: {app.kubernetes.io/name: executioner-job, app.kubernetes.io/managed-by: test, executioner.dev/job: a,
           executioner.dev/owner-uid: UID, executioner.dev/run: "1", executioner.dev/attempt: "1"}
  annotations: {executioner.dev/spec-hash: h}
  finalizers: [executioner.dev/record]
  ownerReferences: [{apiVersion: executioner.dev/v1alpha1, kind: Workflow, name: w, uid: UID, controller: true}]
spec: {schedulerName: none, containers: [{name: job, image: i}]}
---
apiVersion: v1
kind: Pod
metadata: {name: plain, labels: {app.kubernetes.io/managed-by: somebody}}
spec: {schedulerName: none, containers: [{name: c, image: i}]}
)";

/// What the users may do as far as RBAC goes: "dev" everything to pods and to our kinds and even to
/// their status, "author" everything to our kinds only. "executioner" is the controller.
constexpr const char* kRoles = R"(
apiVersion: rbac.authorization.k8s.io/v1
kind: Role
metadata: {name: all}
rules:
  - {apiGroups: [""], resources: [pods, pods/status, pods/binding], verbs: ["*"]}
  - {apiGroups: [executioner.dev], resources: ["*"], verbs: ["*"]}
---
apiVersion: rbac.authorization.k8s.io/v1
kind: Role
metadata: {name: kinds}
rules:
  - {apiGroups: [executioner.dev], resources: [workflows, jobs], verbs: ["*"]}
)";

/// An install whose namespaces are the one of this suite. Other namespaces are other people's.
class Policies : public testing::Test {
 protected:
  static void SetUpTestSuite() {
    if (!CanRun()) {
      return;
    }
    Sh(EXECUTIONER_SOURCE_DIR "/tests/cluster/apply-crds.sh");
    UntilDone("kubectl get workflows.executioner.dev,jobs.executioner.dev");
    for (const std::string& ns : {Namespace(), Other()}) {
      Sh("kubectl create namespace " + ns);
      RunShell("kubectl --namespace " + ns + " create serviceaccount default");  // may exist
      Sh(In(ns) + "apply -f " + TempFile(kRoles).Path());
      Sh(In(ns) + "create rolebinding dev --role=all --user=dev --serviceaccount=" + Namespace() +
         ":x-executioner");
      Sh(In(ns) + "create rolebinding author --role=kinds --user=author");
      UntilDone(In(ns) + "apply -f " + TempFile(kOwners).Path());
      Sh("sed s/UID/$(" + In(ns) + "get xwf w -o 'jsonpath={.metadata.uid}')/ " +
         TempFile(kPods).Path() + " | " + In(ns) + "apply -f -");
    }
    Sh(Rendered() + " | kubectl apply -f -");
    UntilDone("! " + As("dev") + Dry("label pod plain executioner.dev/job=a"));
    UntilDone(
        "! " + As("dev") +
        Dry("patch xwf w --subresource=status --type=merge -p '{\"status\":{\"message\":\"m\"}}'"));
    UntilDone("! " + As("author") + Dry("create -f " + TempFile(Workflow()).Path()));
  }

  static void TearDownTestSuite() {
    if (CanRun()) {
      RunShell(Rendered() + " | kubectl delete -f -");
      for (const std::string& ns : {Namespace(), Other()}) {
        RunShell(In(ns) + R"(patch pod ours --type=merge -p '{"metadata":{"finalizers":null}}')");
        RunShell(In(ns) + "delete workflows.executioner.dev,jobs.executioner.dev --all");
        RunShell("kubectl delete namespace --wait=false " + ns);
      }
    }
  }

  void SetUp() override {
    if (!CanRun()) {
      GTEST_SKIP() << "needs KUBECONFIG and helm: run 'make e2e'";
    }
  }

  static bool CanRun() {
    static const bool can =
        std::getenv("KUBECONFIG") != nullptr && RunShell("command -v helm").exit_code == 0;
    return can;
  }

  static std::string Namespace() { return "policies-" + std::to_string(getpid()); }

  static std::string Other() { return Namespace() + "-other"; }

  static std::string In(const std::string& ns) { return "kubectl --namespace " + ns + " "; }

  static std::string As(const std::string& user, const std::string& ns = Namespace()) {
    return In(ns) + "--as=" + user + " ";
  }

  static std::string Controller() {
    return "system:serviceaccount:" + Namespace() + ":x-executioner";
  }

  static std::string Dry(const std::string& command) { return command + " --dry-run=server"; }

  static std::string Rendered() {
    return "helm template x " EXECUTIONER_SOURCE_DIR "/charts/executioner --namespace " +
           Namespace() + " --kube-version 1.36.0 -s templates/policies.yaml --set 'namespaces={" +
           Namespace() + "}'";
  }

  static void Sh(const std::string& command) {
    const CommandResult result = RunShell(command);
    EXPECT_EQ(result.exit_code, 0) << command << ": " << result.output;
  }

  /// For what the server takes up a moment after it was written.
  static void UntilDone(const std::string& command) {
    CommandResult result = RunShell(command);
    for (int tries = 1; result.exit_code != 0 && tries < kMostTries; ++tries) {
      result = RunShell(command);
    }
    EXPECT_EQ(result.exit_code, 0) << command << ": " << result.output;
  }

  static void ExpectRefused(const std::string& command, const std::string& policy) {
    const CommandResult result = RunShell(command);
    EXPECT_NE(result.exit_code, 0) << command << ": " << result.output;
    EXPECT_NE(result.output.find("x-executioner-" + policy + "." + Namespace()), std::string::npos)
        << command << ": " << result.output;
  }

  static void ExpectAllowed(const std::string& command) { Sh(command); }

  static std::string Patch(const std::string& object, const std::string& patch,
                           const std::string& more = "") {
    return Dry("patch " + object + " --type=merge -p " + Quoted(patch) + " " + more);
  }

  /// A new pod with this metadata.
  static std::string Pod(const std::string& metadata) {
    return "apiVersion: v1\nkind: Pod\nmetadata: {name: new, " + metadata +
           "}\nspec: {containers: [{name: c, image: i}]}\n";
  }

  static std::string Workflow() {
    return "apiVersion: executioner.dev/v1alpha1\nkind: Workflow\nmetadata: {name: new}\n"
           "spec: {jobs: [{name: a, image: i}]}\n";
  }

  static std::string Job() {
    return "apiVersion: executioner.dev/v1alpha1\nkind: Job\nmetadata: {name: new}\n"
           "spec: {image: i}\n";
  }

  /// The path of a subresource that kubectl has no flag for.
  static std::string Raw(const std::string& pod, const std::string& subresource) {
    return " --raw '/api/v1/namespaces/" + Namespace() + "/pods/" + pod + "/" + subresource +
           "?dryRun=All' -f ";
  }
};

const std::vector<std::string>& MetadataOfOurs() {
  static const std::vector<std::string> all{
      "labels: {executioner.dev/job: a}",
      "labels: {executioner.dev/anything: x}",
      "finalizers: [executioner.dev/record]",
      "ownerReferences: [{apiVersion: executioner.dev/v1alpha1, kind: Workflow, name: w, uid: u-1, "
      "controller: true}]",
      "ownerReferences: [{apiVersion: executioner.dev/v2, kind: Job, name: w, uid: u-1, "
      "controller: true}]",
  };
  return all;
}

TEST_F(Policies, LetOnlyTheControllerCreatePodsThatLookLikeItsOwn) {
  for (const std::string& metadata : MetadataOfOurs()) {
    const TempFile pod(Pod(metadata));
    ExpectRefused(As("dev") + Dry("create -f " + pod.Path()), "pods");
    ExpectAllowed(As(Controller()) + Dry("create -f " + pod.Path()));
  }
}

TEST_F(Policies, LetOthersCreatePodsOfTheirOwn) {
  for (const std::string metadata :
       {"labels: {app: web}", "labels: {app.kubernetes.io/managed-by: executioner}",
        "annotations: {executioner.dev/spec-hash: copied-by-kubectl-debug}",
        "finalizers: [example.com/mine]",
        "ownerReferences: [{apiVersion: executioner.dev/v1alpha1, kind: Workflow, name: w, uid: "
        "u-1}]",
        "ownerReferences: [{apiVersion: batch/v1, kind: Job, name: w, uid: u-1, controller: "
        "true}]"}) {
    ExpectAllowed(As("dev") + Dry("create -f " + TempFile(Pod(metadata)).Path()));
  }
}

const std::vector<std::string>& ChangesOfIdentity() {
  static const std::vector<std::string> all{
      R"({"metadata":{"labels":{"executioner.dev/job":null}}})",
      R"({"metadata":{"labels":{"executioner.dev/attempt":"2147483647"}}})",
      R"({"metadata":{"labels":{"executioner.dev/released":"true"}}})",
      R"({"metadata":{"labels":{"app.kubernetes.io/managed-by":null}}})",
      R"({"metadata":{"labels":{"app.kubernetes.io/name":"web"}}})",
      R"({"metadata":{"annotations":{"executioner.dev/spec-hash":"other"}}})",
      R"({"metadata":{"annotations":{"executioner.dev/spec-hash":null}}})",
      R"({"metadata":{"finalizers":null}})",
      R"({"metadata":{"ownerReferences":null}})",
      R"({"metadata":{"ownerReferences":[{"apiVersion":"executioner.dev/v1alpha1","kind":"Workflow","name":"w","uid":"u-1","controller":false}]}})",
      R"({"metadata":{"ownerReferences":[{"apiVersion":"executioner.dev/v1alpha1","kind":"Workflow","name":"v","uid":"u-2","controller":true}]}})",
  };
  return all;
}

TEST_F(Policies, LetOnlyTheControllerChangeTheIdentityOfItsPods) {
  for (const std::string& change : ChangesOfIdentity()) {
    ExpectRefused(As("dev") + Patch("pod ours", change), "pods");
    ExpectAllowed(As(Controller()) + Patch("pod ours", change));
  }
}

TEST_F(Policies, LetOnlyTheControllerChangeAFieldOfItsReference) {
  for (const auto& [field, value] : std::map<std::string, std::string>{
           {"name", "elsewhere"}, {"kind", "Job"}, {"apiVersion", "executioner.dev/v9"}}) {
    const std::string change = R"([{"op":"replace","path":"/metadata/ownerReferences/0/)" + field +
                               R"(","value":")" + value + R"("}])";
    ExpectRefused(As("dev") + Patch("pod ours", change, "--type=json"), "pods");
    ExpectAllowed(As(Controller()) + Patch("pod ours", change, "--type=json"));
  }
}

TEST_F(Policies, LetNobodyElseMakeAPodOneOfTheControllers) {
  for (
      const char* change :
      {R"({"metadata":{"labels":{"executioner.dev/owner-uid":"u-1"}}})",
       R"({"metadata":{"finalizers":["executioner.dev/record"]}})",
       R"({"metadata":{"ownerReferences":[{"apiVersion":"executioner.dev/v1alpha1","kind":"Workflow","name":"w","uid":"u-1","controller":true}]}})"}) {
    ExpectRefused(As("dev") + Patch("pod plain", change), "pods");
  }
}

TEST_F(Policies, HoldForEverySubresourceThatCarriesMetadata) {
  const std::string relabel = R"({"metadata":{"labels":{"executioner.dev/run":"7"}}})";
  ExpectRefused(As("dev") + Patch("pod ours", relabel, "--subresource=status"), "pods");
  for (const char* metadata : {R"("labels":{"executioner.dev/job":"a"})",
                               R"("annotations":{"executioner.dev/spec-hash":"other"})"}) {
    const TempFile binding(R"({"apiVersion":"v1","kind":"Binding","metadata":{"name":"plain",)" +
                               std::string(metadata) +
                               R"(},"target":{"apiVersion":"v1","kind":"Node","name":"n"}})",
                           "binding.json");
    ExpectRefused(As("dev") + "create" + Raw("plain", "binding") + binding.Path(), "pods");
  }
}

TEST_F(Policies, LetOthersUseTheirPermissionsOnTheControllersPods) {
  ExpectAllowed(As("dev") + Patch("pod ours", R"({"metadata":{"labels":{"team":"a"}}})"));
  ExpectAllowed(As("dev") + Patch("pod ours", R"({"metadata":{"annotations":{"note":"b"}}})"));
  ExpectAllowed(As("dev") +
                Patch("pod ours",
                      R"({"metadata":{"finalizers":["executioner.dev/record","example.com/x"]}})"));
  ExpectAllowed(As("dev") + Patch("pod ours", R"({"spec":{"activeDeadlineSeconds":1}})"));
  ExpectAllowed(As("dev") +
                Patch("pod ours", R"({"status":{"message":"m"}})", "--subresource=status"));
  ExpectAllowed(As("dev") + Dry("delete pod ours"));
  const TempFile binding(R"({"apiVersion":"v1","kind":"Binding","metadata":{"name":"ours"},)"
                         R"("target":{"apiVersion":"v1","kind":"Node","name":"n"}})",
                         "binding.json");
  ExpectAllowed(As("dev") + "create" + Raw("ours", "binding") + binding.Path());
}

TEST_F(Policies, LetTheGarbageCollectorOrphanPods) {
  const std::string orphan = R"({"metadata":{"ownerReferences":null}})";
  ExpectAllowed(As("system:serviceaccount:kube-system:generic-garbage-collector") +
                Patch("pod ours", orphan));
}

TEST_F(Policies, LetExemptGroupsRemoveAFinalizer) {
  ExpectAllowed(In(Namespace()) + Patch("pod ours", R"({"metadata":{"finalizers":null}})"));
  ExpectAllowed(As("root") + "--as-group=system:masters " +
                Patch("pod ours", R"({"metadata":{"finalizers":null}})"));
}

TEST_F(Policies, LetOnlyTheControllerWriteAStatus) {
  const std::string status = R"({"status":{"message":"m"}})";
  for (const char* object : {"xwf w", "xjob j"}) {
    ExpectRefused(As("dev") + Patch(object, status, "--subresource=status"), "status");
    ExpectAllowed(As(Controller()) + Patch(object, status, "--subresource=status"));
  }
}

TEST_F(Policies, LetOnlyThoseWriteSpecsWhoMayCreatePods) {
  for (const std::string& manifest : {Workflow(), Job()}) {
    const TempFile file(manifest);
    ExpectRefused(As("author") + Dry("create -f " + file.Path()), "authors");
    ExpectAllowed(As("dev") + Dry("create -f " + file.Path()));
  }
  for (const char* object : {"xwf w", "xjob j"}) {
    const std::string change = R"({"spec":{"activeDeadlineSeconds":9}})";
    ExpectRefused(As("author") + Patch(object, change), "authors");
    ExpectAllowed(As("dev") + Patch(object, change));
    ExpectAllowed(As("author") + Patch(object, R"({"metadata":{"labels":{"team":"a"}}})"));
    ExpectAllowed(As("author") + Dry(std::string("delete ") + object));
  }
}

TEST_F(Policies, SayWhichPermissionAnAuthorLacks) {
  const CommandResult refused =
      RunShell(As("author") + Dry("create -f " + TempFile(Workflow()).Path()));
  EXPECT_NE(refused.output.find("user 'author' may not create pods in namespace '" + Namespace() +
                                "', and a Workflow creates pods on their behalf"),
            std::string::npos)
      << refused.output;
}

TEST_F(Policies, DoNotApplyToNamespacesOfOtherReleases) {
  ExpectAllowed(As("dev", Other()) + Patch("pod ours", R"({"metadata":{"finalizers":null}})"));
  ExpectAllowed(As("author", Other()) + Dry("create -f " + TempFile(Workflow()).Path()));
  ExpectAllowed(As("dev", Other()) +
                Patch("xwf w", R"({"status":{"message":"m"}})", "--subresource=status"));
}

/// A spec near the size limit of an object is compared within the budget of an expression.
TEST_F(Policies, AcceptSpecsOfMaximumSize) {
  std::string spec = "spec:\n  suspend: true\n  jobs:\n";
  for (int i = 0; i < 1000; ++i) {
    spec += "    - {name: j" + std::to_string(i) + ", image: i, command: ['" +
            std::string(1000, 'x') + "']}\n";
  }
  const TempFile file(
      "apiVersion: executioner.dev/v1alpha1\nkind: Workflow\nmetadata: {name: large}\n" + spec);
  Sh(As("dev") + "create -f " + file.Path());
  ExpectAllowed(As("dev") + Patch("xwf large", R"({"metadata":{"labels":{"team":"a"}}})"));
  ExpectAllowed(As("dev") + Patch("xwf large", R"({"spec":{"activeDeadlineSeconds":9}})"));
}

}  // namespace
}  // namespace executioner::e2e
