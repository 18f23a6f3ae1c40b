#include "tests/e2e/cluster_fixture.h"

#include <array>
#include <csignal>
#include <cstdlib>
#include <fcntl.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>
#include <vector>

namespace executioner::e2e {
namespace {

constexpr const char* kBinary = "EXECUTIONER_BINARY";
constexpr const char* kGroup = ".executioner.dev";

std::string Variable(const char* name) {
  const char* value = std::getenv(name);
  return value == nullptr ? "" : value;
}

/// A namespace's name from the test's: "ImagePullFailed" -> "e2e-imagepullfailed-<pid>".
std::string NamespaceFor(std::string test) {
  for (char& c : test) {
    c = static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
  }
  return "e2e-" + test.substr(0, 45) + "-" + std::to_string(getpid());
}

}  // namespace

ControllerProcess& ControllerProcess::Get() {
  static ControllerProcess process;
  return process;
}

ControllerProcess::ControllerProcess()
    : log_("/tmp/executioner-e2e-" + std::to_string(getpid()) + ".log") {
  const auto applied = tests::RunShell(EXECUTIONER_SOURCE_DIR "/tests/cluster/apply-crds.sh");
  EXPECT_EQ(applied.exit_code, 0) << applied.output;
  Start();
}

ControllerProcess::~ControllerProcess() {
  if (pid_ != 0) {
    Stop();
  }
  unlink(log_.c_str());
}

void ControllerProcess::Start() {
  std::vector<std::string> words{Variable(kBinary),
                                 "controller",
                                 "--kubeconfig",
                                 Variable("KUBECONFIG"),
                                 "--leader-elect=false",
                                 "--metrics-bind-address=127.0.0.1:0",
                                 "--health-probe-bind-address=127.0.0.1:0",
                                 "--runner-image=test.local/executioner-runner:dev",
                                 "--log-level=debug"};
  std::vector<char*> argv;
  for (std::string& word : words) {
    argv.push_back(word.data());
  }
  argv.push_back(nullptr);
  posix_spawn_file_actions_t actions;
  posix_spawn_file_actions_init(&actions);
  posix_spawn_file_actions_addopen(&actions, STDERR_FILENO, log_.c_str(),
                                   O_WRONLY | O_CREAT | O_APPEND, 0600);
  EXPECT_EQ(posix_spawn(&pid_, argv[0], &actions, nullptr, argv.data(), environ), 0);
  posix_spawn_file_actions_destroy(&actions);
}

void ControllerProcess::Kill() {
  kill(pid_, SIGKILL);
  waitpid(pid_, nullptr, 0);
  pid_ = 0;
}

int ControllerProcess::Stop() {
  int status = 0;
  kill(pid_, SIGTERM);
  waitpid(pid_, &status, 0);
  pid_ = 0;
  return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
}

void ClusterTest::SetUp() {
  if (Variable("KUBECONFIG").empty() || Variable(kBinary).empty()) {
    GTEST_SKIP() << "needs KUBECONFIG and EXECUTIONER_BINARY: run 'make e2e'";
  }
  ControllerProcess::Get();
  namespace_ = NamespaceFor(testing::UnitTest::GetInstance()->current_test_info()->name());
  ASSERT_EQ(tests::RunShell("kubectl create namespace " + namespace_).exit_code, 0);
}

void ClusterTest::TearDown() {
  if (HasFailure() && !namespace_.empty()) {
    std::fputs(tests::RunShell("kubectl -n " + namespace_ +
                               " get xwf,xjob,pods,events -o wide; tail -n 40 " +
                               ControllerProcess::Get().Log())
                   .output.c_str(),
               stderr);
  }
  if (!namespace_.empty()) {
    tests::RunShell("kubectl delete namespace --wait=false " + namespace_);
  }
}

CommandResult ClusterTest::TryKubectl(const std::string& arguments) const {
  return tests::RunShell("kubectl -n " + namespace_ + " " + arguments);
}

std::string ClusterTest::Kubectl(const std::string& arguments) const {
  const CommandResult result = TryKubectl(arguments);
  EXPECT_EQ(result.exit_code, 0) << "kubectl " << arguments << ": " << result.output;
  return result.output;
}

void ClusterTest::Apply(const std::string& name, const json& spec, const std::string& kind) const {
  const json object = {{"apiVersion", "executioner.dev/v1alpha1"},
                       {"kind", kind},
                       {"metadata", {{"name", name}}},
                       {"spec", spec}};
  const tests::TempFile file(object.dump(), "object.json");
  Kubectl("apply -f " + file.Path());
}

json ClusterTest::Await(const std::string& name, const std::string& condition,
                        const std::string& kind) const {
  Kubectl("wait --timeout=120s --for=condition=" + condition + " " + kind + kGroup + "/" + name);
  return Get(name, kind);
}

bool ClusterTest::AwaitValue(const std::string& object, const std::string& json_path,
                             const std::string& value) const {
  const CommandResult result =
      TryKubectl("wait --timeout=60s --for=jsonpath=" + tests::Quoted("{" + json_path + "}") + "=" +
                 value + " " + object);
  EXPECT_EQ(result.exit_code, 0) << result.output;
  return result.exit_code == 0;
}

json ClusterTest::Get(const std::string& name, const std::string& kind) const {
  return json::parse(Kubectl("get -o json " + kind + kGroup + " " + name), nullptr, false);
}

json ClusterTest::JobOf(const json& workflow, const std::string& job) {
  for (const json& one : workflow.value("/status/jobs"_json_pointer, json::array())) {
    if (one.value("name", "") == job) {
      return one;
    }
  }
  return json::object();
}

std::string ClusterTest::Logs(const json& workflow, const std::string& job) const {
  return Kubectl("logs " + JobOf(workflow, job).value("pod", "none"));
}

json ScriptJob(const std::string& name, const std::string& script, const json& more) {
  json job = {{"name", name}, {"image", "busybox:1.36"}, {"script", script}};
  job.update(more);
  return job;
}

}  // namespace executioner::e2e
