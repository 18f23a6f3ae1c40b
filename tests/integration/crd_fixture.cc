#include "tests/integration/crd_fixture.h"

#include <cctype>
#include <cstdlib>
#include <unistd.h>

namespace executioner::tests {
namespace {

// Nothing in these tests changes the environment.
bool HasCluster() {
  return std::getenv("KUBECONFIG") != nullptr;  // NOLINT(concurrency-mt-unsafe)
}

// Of the suite that is running: suites end one by one and take their namespace along.
std::string Namespace() {
  std::string name = testing::UnitTest::GetInstance()->current_test_suite()->name();
  for (char& c : name) {
    const auto byte = static_cast<unsigned char>(c);
    c = std::isalnum(byte) != 0 ? static_cast<char>(std::tolower(byte)) : '-';
  }
  return name + "-" + std::to_string(getpid());
}

// A command of about a tenth of a second, so this gives up after some twenty seconds.
constexpr int kMostTries = 200;

std::string Manifest(const std::string& kind, const std::string& name, const std::string& spec) {
  return "apiVersion: executioner.dev/v1alpha1\nkind: " + kind + "\nmetadata: {name: " + name +
         "}\nspec:\n" + spec + "\n";
}

}  // namespace

void CrdTest::SetUpTestSuite() {
  if (!HasCluster()) {
    return;
  }
  const auto applied = RunShell(EXECUTIONER_SOURCE_DIR "/tests/cluster/apply-crds.sh");
  ASSERT_EQ(applied.exit_code, 0) << applied.output;
  const auto ready = KubectlUntilDone("get workflows.executioner.dev,jobs.executioner.dev");
  ASSERT_EQ(ready.exit_code, 0) << ready.output;
  const auto made = RunShell("kubectl create namespace " + Namespace());
  ASSERT_EQ(made.exit_code, 0) << made.output;
}

void CrdTest::TearDownTestSuite() {
  if (HasCluster()) {
    Kubectl("delete workflows.executioner.dev,jobs.executioner.dev --all");
    RunShell("kubectl delete namespace --wait=false --ignore-not-found " + Namespace());
  }
}

void CrdTest::SetUp() {
  if (!HasCluster()) {
    GTEST_SKIP() << "KUBECONFIG is not set: these tests need an API server";
  }
}

CommandResult CrdTest::Kubectl(const std::string& arguments) {
  return RunShell("kubectl --namespace " + Namespace() + " " + arguments);
}

CommandResult CrdTest::KubectlUntilDone(const std::string& arguments) {
  CommandResult result = Kubectl(arguments);
  for (int tries = 1; result.exit_code != 0 && tries < kMostTries; ++tries) {
    result = Kubectl(arguments);
  }
  return result;
}

CommandResult CrdTest::Apply(const std::string& manifest, const std::string& how) {
  const TempFile file(manifest);
  return Kubectl("apply -f " + file.Path() + " " + how);
}

CommandResult CrdTest::Patch(const std::string& object, const std::string& merge_patch) {
  return Kubectl("patch " + object + " --type=merge --patch=" + Quoted(merge_patch));
}

CommandResult CrdTest::PatchStatus(const std::string& object, const std::string& merge_patch) {
  return Kubectl("patch " + object +
                 " --subresource=status --type=merge --patch=" + Quoted(merge_patch));
}

std::string CrdTest::Field(const std::string& object, const std::string& json_path) {
  return Kubectl("get " + object + " -o " + Quoted("jsonpath={" + json_path + "}")).output;
}

std::string WorkflowManifest(const std::string& name, const std::string& spec) {
  return Manifest("Workflow", name, spec);
}

std::string JobManifest(const std::string& name, const std::string& spec) {
  return Manifest("Job", name, spec);
}

}  // namespace executioner::tests
