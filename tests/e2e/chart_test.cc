/// \file
/// The Helm chart: what it renders, what it refuses, and its whole life in a cluster, from
/// installing it to leaving nothing behind.
#include <set>
#include <sstream>

#include "tests/e2e/cluster_fixture.h"

namespace executioner::e2e {
namespace {

constexpr const char* kChart = EXECUTIONER_SOURCE_DIR "/charts/executioner";
constexpr const char* kImages =
    " --set controller.image.repository=test.local/executioner,controller.image.tag=dev"
    ",runner.image.repository=test.local/executioner-runner,runner.image.tag=dev";

CommandResult Helm(const std::string& arguments) {
  return tests::RunShell("helm " + arguments);
}

/// What the templates make of these values.
CommandResult Template(const std::string& values) {
  return Helm("template x " + std::string(kChart) + " --namespace there --kube-version 1.36.0 " +
              values);
}

/// The kinds of what is rendered.
std::set<std::string> KindsOf(const std::string& values) {
  const CommandResult kinds = tests::RunShell("helm template x " + std::string(kChart) +
                                              " --namespace there --kube-version 1.36.0 " + values +
                                              " | sed -n 's/^kind: //p'");
  std::set<std::string> found;
  std::istringstream lines(kinds.output);
  for (std::string line; std::getline(lines, line);) {
    found.insert(line);
  }
  return found;
}

/// Needs helm, and no cluster.
class ChartTemplates : public testing::Test {
 protected:
  void SetUp() override {
    if (tests::RunShell("command -v helm").exit_code != 0) {
      GTEST_SKIP() << "needs helm: run 'make e2e'";
    }
  }
};

TEST_F(ChartTemplates, PassTheLint) {
  const CommandResult lint = Helm("lint --strict " + std::string(kChart));
  EXPECT_EQ(lint.exit_code, 0) << lint.output;
}

TEST_F(ChartTemplates, RenderWithAllKindsOfValues) {
  for (const char* values :
       {"", "--set 'namespaces={a,b}'", "--set controller.allowHostNetwork=true",
        "--set runner.image.pullPolicy=Never,runner.injection=InitContainer",
        "--set 'controller.extraArgs={--lease-duration-seconds=30}'",
        "--set controller.podLabels.team=a,controller.podAnnotations.note=b",
        "--set 'imagePullSecrets[0].name=s' --set controller.priorityClassName=high",
        "--set controller.nodeSelector.disk=ssd --set 'controller.tolerations[0].operator=Exists'",
        "--set serviceAccount.create=false --set serviceAccount.name=mine",
        "--set rbac.create=false,rbac.aggregate=false,metrics.service=false,crds.install=false",
        "--set releaseOnUninstall=false --set crds.keep=false",
        "--set controller.podSecurityContext=null,controller.securityContext=null",
        "--set 'networkPolicy.metricsFrom[0].namespaceSelector.matchLabels.team=a'",
        "--set controller.podLimits.allowPrivileged=true,controller.podLimits.allowHostPorts=true",
        "--set 'controller.podLimits.allowedVolumeTypes={hostPath,secret}'",
        "--set controller.replicas=3 --set 'policies.exempt.users={a}'",
        "--set policies.enabled=false,networkPolicy.enabled=false"}) {
    const CommandResult rendered = Template(values);
    EXPECT_EQ(rendered.exit_code, 0) << values << "\n" << rendered.output;
    const tests::TempFile file(rendered.output, "rendered.yaml");
    const CommandResult parsed = tests::RunShell(
        "kubectl create --dry-run=client --validate=false -o name -f " + file.Path());
    EXPECT_EQ(parsed.exit_code, 0) << values << "\n" << parsed.output;
  }
}

TEST_F(ChartTemplates, MakeValidNamesForEveryReleaseThatHelmAccepts) {
  constexpr std::size_t kLongestRelease = 53;
  for (const std::string& release : {std::string("my.rel"), std::string(kLongestRelease, 'r')}) {
    const CommandResult names = tests::RunShell("helm template " + release + " " + kChart +
                                                " --kube-version 1.36.0 | sed -n 's/^  name: //p'");
    EXPECT_NE(names.output.find("-release-all\n"), std::string::npos) << names.output;
    std::istringstream lines(names.output);
    for (std::string name; std::getline(lines, name);) {
      const bool is_of_crd_or_policy =
          name.ends_with(".executioner.dev") || name.ends_with(".default");
      EXPECT_TRUE(is_of_crd_or_policy || (name.size() <= 63 && name.find('.') == std::string::npos))
          << name;
    }
  }
}

TEST_F(ChartTemplates, RejectInvalidValues) {
  for (const char* values :
       {"--set controler.workers=3", "--set controller.workers=0",
        "--set controller.log.level=loud", "--set runner.injection=Magic",
        "--set namespaces=default", "--set controller.podRetention.failed=Sometimes",
        "--set metrics.port=70000", "--set controller.image.repository=", "--set probes.port=0",
        "--set controller.image.digest=latest", "--set 'policies.validationActions={Shrug}'",
        "--set policies.exempt.groups=g"}) {
    const CommandResult rendered = Template(values);
    EXPECT_NE(rendered.exit_code, 0) << values;
    EXPECT_NE(rendered.output.find("schema"), std::string::npos) << values << "\n"
                                                                 << rendered.output;
  }
}

TEST_F(ChartTemplates, RejectAnOldKubernetesAndNameTheRequiredVersion) {
  const CommandResult old = Helm("template x " + std::string(kChart) + " --kube-version 1.29.9");
  EXPECT_NE(old.exit_code, 0);
  EXPECT_NE(old.output.find(">=1.30.0-0 which is incompatible with Kubernetes v1.29.9"),
            std::string::npos)
      << old.output;
  const CommandResult least = Helm("template x " + std::string(kChart) + " --kube-version 1.30.0");
  EXPECT_EQ(least.exit_code, 0) << least.output;
}

TEST_F(ChartTemplates, OfSomeNamespacesContainNoClusterRoles) {
  const std::set<std::string> kinds = KindsOf(
      "--set 'namespaces={a,b}' --set rbac.aggregate=false,crds.install=false"
      ",policies.enabled=false");
  EXPECT_TRUE(kinds.contains("Role"));
  EXPECT_FALSE(kinds.contains("ValidatingAdmissionPolicy"));
  EXPECT_FALSE(kinds.contains("ClusterRole"));
  EXPECT_FALSE(kinds.contains("ClusterRoleBinding"));
}

TEST_F(ChartTemplates, ContainThePoliciesUnlessTheyAreDisabled) {
  for (const char* kind : {"ValidatingAdmissionPolicy", "ValidatingAdmissionPolicyBinding"}) {
    EXPECT_TRUE(KindsOf("").contains(kind)) << kind;
    EXPECT_FALSE(KindsOf("--set policies.enabled=false").contains(kind)) << kind;
  }
}

TEST_F(ChartTemplates, LimitPoliciesToTheNamespacesOfTheRelease) {
  const std::string of_all = Template("-s templates/policies.yaml").output;
  EXPECT_EQ(of_all.find("namespaceSelector"), std::string::npos) << of_all;
  EXPECT_NE(of_all.find("[\"system:serviceaccount:there:x-executioner\"]"), std::string::npos);
  const std::string of_some =
      Template("-s templates/policies.yaml --set 'namespaces={a,b}' --set serviceAccount.name=own")
          .output;
  EXPECT_NE(of_some.find("values: [\"a\",\"b\"]"), std::string::npos) << of_some;
  EXPECT_NE(of_some.find("[\"system:serviceaccount:there:own\"]"), std::string::npos);
}

/// OpenShift's restricted-v2 gives each namespace users of its own and refuses all others.
TEST_F(ChartTemplates, LeaveTheUserToTheImageAndToTheNamespace) {
  const std::string rendered = Template("--set crds.install=false").output;
  for (const char* field : {"runAsUser", "runAsGroup", "fsGroup"}) {
    EXPECT_EQ(rendered.find(field), std::string::npos) << field;
  }
  EXPECT_NE(rendered.find("runAsNonRoot: true"), std::string::npos);
  const std::string own =
      Template("--set crds.install=false,controller.podSecurityContext.runAsUser=7").output;
  EXPECT_NE(own.find("runAsUser: 7"), std::string::npos);
}

TEST_F(ChartTemplates, ReleaseAllPodsInOneHookWithoutExtraPermissions) {
  const std::string rendered = Template("").output;
  std::size_t hooks = 0;
  for (auto at = rendered.find("helm.sh/hook:"); at != std::string::npos;
       at = rendered.find("helm.sh/hook:", at + 1)) {
    ++hooks;
  }
  EXPECT_EQ(hooks, 1U);
  const std::string hook = Template("-s templates/release-all.yaml").output;
  EXPECT_NE(hook.find("kind: Job\n"), std::string::npos) << hook;
  EXPECT_NE(hook.find("helm.sh/hook: pre-delete\n"), std::string::npos) << hook;
  EXPECT_NE(hook.find("serviceAccountName: x-executioner\n"), std::string::npos) << hook;
  EXPECT_NE(hook.find("activeDeadlineSeconds: 240\n"), std::string::npos) << hook;
  EXPECT_NE(hook.find(",hook-succeeded,hook-failed\n"), std::string::npos) << "nothing stays";
}

TEST_F(ChartTemplates, RejectImagePullSecretsThatAreOnlyNames) {
  const CommandResult refused = Template("--set 'imagePullSecrets={a}'");
  EXPECT_NE(refused.exit_code, 0);
  EXPECT_NE(refused.output.find("/imagePullSecrets/0"), std::string::npos) << refused.output;
}

TEST_F(ChartTemplates, NameTheLeaseInItsRole) {
  const std::string roles = Template("-s templates/rbac.yaml").output;
  EXPECT_NE(roles.find("resourceNames: [x-executioner]\n    verbs: [get, watch, update]\n"),
            std::string::npos)
      << roles;
}

TEST_F(ChartTemplates, ProtectSeveralReplicasFromDrains) {
  EXPECT_FALSE(KindsOf("").contains("PodDisruptionBudget")) << "it would keep the only one";
  const std::string budget =
      Template("-s templates/poddisruptionbudget.yaml --set controller.replicas=2").output;
  EXPECT_NE(budget.find("maxUnavailable: 1\n"), std::string::npos) << budget;
  EXPECT_NE(budget.find("unhealthyPodEvictionPolicy: AlwaysAllow\n"), std::string::npos) << budget;
}

TEST_F(ChartTemplates, LetOnlyTheNamedPeersReadMetrics) {
  const std::string policy =
      Template(
          "-s templates/networkpolicy.yaml "
          "--set 'networkPolicy.metricsFrom[0].namespaceSelector.matchLabels.team=a'")
          .output;
  EXPECT_NE(policy.find("- {protocol: TCP, port: 8081}\n    - ports:"), std::string::npos)
      << "probes come from anywhere\n"
      << policy;
  EXPECT_NE(policy.find("port: 8080}\n      from:\n        - namespaceSelector:"),
            std::string::npos)
      << policy;
  EXPECT_EQ(policy.find("Egress"), std::string::npos) << policy;
}

TEST_F(ChartTemplates, AcceptImagesByDigest) {
  const std::string digest = "sha256:" + std::string(64, 'a');
  const std::string rendered = Template("--set controller.image.digest=" + digest +
                                        ",runner.image.digest=" + digest + ",runner.image.tag=v1")
                                   .output;
  EXPECT_NE(rendered.find("image: ghcr.io/executioner/executioner@" + digest), std::string::npos);
  EXPECT_NE(rendered.find("--runner-image=ghcr.io/executioner/executioner-runner:v1@" + digest),
            std::string::npos);
}

/// A release in a namespace that admits only restricted pods. The controller that the other tests
/// share rests meanwhile, since two would work on the same objects.
class Chart : public ClusterTest {
 protected:
  void SetUp() override {
    ClusterTest::SetUp();
    if (IsSkipped()) {
      return;
    }
    ControllerProcess::Get().Stop();
    home_ = Namespace() + "-x";
    Sh("kubectl create namespace " + home_);
    Sh("kubectl label namespace " + home_ + " pod-security.kubernetes.io/enforce=restricted");
  }

  void TearDown() override {
    if (!home_.empty()) {
      if (HasFailure()) {
        std::fputs(
            tests::RunShell("kubectl -n " + home_ + " get all,leases,events -o wide; kubectl -n " +
                            home_ + " logs deploy/executioner --tail=40")
                .output.c_str(),
            stderr);
      }
      Helm("uninstall executioner --ignore-not-found --namespace " + home_);
      tests::RunShell("kubectl delete namespace --wait=false " + home_);
      ControllerProcess::Get().Start();
    }
    ClusterTest::TearDown();
  }

  static std::string Sh(const std::string& command) {
    const CommandResult result = tests::RunShell(command);
    EXPECT_EQ(result.exit_code, 0) << command << ": " << result.output;
    return result.output;
  }

  /// `helm install` or `helm upgrade`, until what it made is ready.
  void Release(const std::string& verb, const std::string& values = "") const {
    Sh("helm " + verb + " executioner " + kChart + " --wait --timeout 90s --namespace " + home_ +
       kImages + " " + values);
  }

  /// kubectl as a ServiceAccount that holds only the role `edit`, in the namespace of this test.
  CommandResult AsEditor(const std::string& arguments) const {
    return TryKubectl("--as=system:serviceaccount:" + Namespace() + ":dev " + arguments);
  }

  void MakeEditor() const {
    Kubectl("create serviceaccount dev");
    Kubectl("create rolebinding dev --clusterrole=edit --serviceaccount=" + Namespace() + ":dev");
  }

  /// A pod that runs and holds our finalizer.
  void StartEndlessRun() const {
    Apply("endless",
          {{"jobs", {ScriptJob("a", "sleep 1000", {{"terminationGracePeriodSeconds", 0}})}}});
    ASSERT_TRUE(AwaitValue("xwf/endless", ".status.jobs[0].phase", "Running"));
    EXPECT_NE(Finalizers(), "");
  }

  std::string Finalizers() const {
    return Kubectl("get pods -o jsonpath={.items[*].metadata.finalizers}");
  }

  void Uninstall() const {
    Sh("helm uninstall executioner --wait --timeout 120s --namespace " + home_);
  }

  /// A job that runs as non-root in a namespace that admits nothing else.
  void ExpectRestrictedJobsRun(const std::string& injection) const {
    Sh("kubectl label namespace " + Namespace() + " pod-security.kubernetes.io/enforce=restricted");
    Release("install", "--set crds.install=false,rbac.aggregate=false,runner.injection=" +
                           injection + " --set 'namespaces={" + Namespace() + "}'");
    Apply("w",
          {{"jobs",
            {ScriptJob("a", "id -u",
                       {{"securityContext", {{"runAsNonRoot", true}, {"runAsUser", 1000}}}})}}});
    const json workflow = Await("w");
    ASSERT_EQ(workflow["status"]["phase"], "Succeeded") << workflow["status"].dump(1);
    EXPECT_EQ(Kubectl("logs -c job " + JobOf(workflow, "a").value("pod", "none")), "1000\n");
  }

  const std::string& Home() const { return home_; }

 private:
  std::string home_;
};

TEST_F(Chart, LivesFromInstallToUninstall) {
  Sh("kubectl delete --ignore-not-found -f " EXECUTIONER_SOURCE_DIR "/crds/");
  Release("install");
  MakeEditor();
  const CommandResult applied =
      AsEditor("apply -f " EXECUTIONER_SOURCE_DIR "/examples/diamond.yaml");
  ASSERT_EQ(applied.exit_code, 0) << applied.output;
  EXPECT_EQ(Await("diamond")["status"]["phase"], "Succeeded");
  const CommandResult refused = AsEditor(
      "patch xwf diamond --subresource=status --type merge -p "
      "'{\"status\":{\"phase\":\"Failed\"}}'");
  EXPECT_NE(refused.exit_code, 0) << refused.output;
  EXPECT_NE(refused.output.find("workflows/status"), std::string::npos) << refused.output;
  EXPECT_EQ(AsEditor("auth can-i patch workflows.executioner.dev").output, "yes\n");
  EXPECT_EQ(AsEditor("auth can-i patch workflows.executioner.dev --subresource=status").output,
            "no\n");

  Release("upgrade", "--set controller.workers=3");
  Sh("kubectl -n " + Home() + " rollout status deployment/executioner --timeout=60s");
  EXPECT_NE(Sh("kubectl -n " + Home() + " get deployment executioner -o jsonpath={..args}")
                .find("--workers=3"),
            std::string::npos);
  StartEndlessRun();
  Uninstall();
  EXPECT_EQ(Finalizers(), "");
  EXPECT_EQ(Kubectl("get xwf endless -o name"), "workflow.executioner.dev/endless\n");
  EXPECT_EQ(Sh("kubectl -n " + Home() +
               " get deployments,services,jobs.batch,roles,rolebindings -o name"),
            "");
  EXPECT_EQ(Sh("kubectl get clusterroles,clusterrolebindings,validatingadmissionpolicies,"
               "validatingadmissionpolicybindings -o name | grep executioner || true"),
            "");
}

TEST_F(Chart, InSomeNamespacesWorksThereAndNowhereElse) {
  Release("install",
          "--set crds.install=false,rbac.aggregate=false --set 'namespaces={" + Namespace() + "}'");
  EXPECT_EQ(Sh("kubectl get clusterroles,clusterrolebindings -o name | grep executioner || true"),
            "");
  const std::string account = "--as=system:serviceaccount:" + Home() + ":executioner";
  EXPECT_EQ(TryKubectl(account + " auth can-i create pods").output, "yes\n");
  EXPECT_EQ(tests::RunShell("kubectl -n default " + account + " auth can-i create pods").output,
            "no\n");
  Apply("w", {{"jobs", {ScriptJob("a", "echo a")}}});
  EXPECT_EQ(Await("w")["status"]["phase"], "Succeeded");
  StartEndlessRun();
  Uninstall();
  EXPECT_EQ(Finalizers(), "");
}

TEST_F(Chart, AdmitsRestrictedJobsWithTheRunnerInAnImageVolume) {
  ExpectRestrictedJobsRun("ImageVolume");
}

TEST_F(Chart, AdmitsRestrictedJobsWithTheRunnerCopiedByAnInitContainer) {
  ExpectRestrictedJobsRun("InitContainer");
}

}  // namespace
}  // namespace executioner::e2e
