#include "tests/integration/live_world.h"

#include <cctype>
#include <cstdlib>
#include <unistd.h>
#include <utility>

#include "controller/adapters/pods/resources.h"

namespace executioner::tests {
namespace {

// Nothing in these tests changes the environment.
std::string Variable(const char* name) {
  const char* value = std::getenv(name);  // NOLINT(concurrency-mt-unsafe)
  return value == nullptr ? "" : value;
}

/// "RunsOnce" -> "live-runsonce-<pid>-<n>": without a controller manager no name becomes free
/// again.
std::string NamespaceFor(std::string test) {
  static int count = 0;
  for (char& c : test) {
    c = static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
  }
  return "live-" + test.substr(0, 40) + "-" + std::to_string(getpid()) + "-" +
         std::to_string(++count);
}

}  // namespace

std::string Binary() {
  const std::string given = Variable("EXECUTIONER_BINARY");
  return given.empty() ? EXECUTIONER_DEFAULT_BINARY : given;
}

void LiveTest::SetUp() {
  if (Variable("KUBECONFIG").empty()) {
    GTEST_SKIP() << "KUBECONFIG is not set: these tests need an API server";
  }
  namespace_ = NamespaceFor(testing::UnitTest::GetInstance()->current_test_info()->name());
  const auto applied = RunShell(EXECUTIONER_SOURCE_DIR "/tests/cluster/apply-crds.sh");
  ASSERT_EQ(applied.exit_code, 0) << applied.output;
  ASSERT_EQ(RunShell("kubectl create namespace " + namespace_).exit_code, 0);
  door_ = std::make_unique<bench::Door>(Variable("KUBECONFIG"));
  kubelet_ = std::make_unique<ScriptedKubelet>(*door_);
  const auto see_pod = [this](std::string_view type, std::string_view text) {
    const json pod = json::parse(text);
    witness_.SeePod(type, pod);
    if (type == "ADDED" && IsOfARun(pod)) {
      kubelet_->Take(pod);
    }
  };
  const auto see_workflow = [this](std::string_view type, std::string_view text) {
    witness_.SeeWorkflow(type, json::parse(text));
  };
  watches_.push_back(std::make_unique<LiveWatch>(*door_, kube::kPods, namespace_, see_pod));
  watches_.push_back(std::make_unique<LiveWatch>(*door_, pods::OwnerResource("Workflow"),
                                                 namespace_, see_workflow));
}

void LiveTest::TearDown() {
  if (namespace_.empty()) {
    return;
  }
  if (HasFailure()) {
    std::fputs(Kubectl("get workflows.executioner.dev,pods").output.c_str(), stderr);
  }
  watches_.clear();
  kubelet_.reset();
  // Without a controller manager nothing in a deleted namespace goes by itself.
  Kubectl("delete workflows.executioner.dev --all --wait=false");
  Kubectl("delete pods --all --force --wait=false");
  RunShell("kubectl delete namespace --wait=false " + namespace_);
}

std::unique_ptr<ChildProcess> LiveTest::Controller(std::vector<std::string> flags) const {
  std::vector<std::string> command{Binary(),
                                   "controller",
                                   "--kubeconfig=" + Variable("KUBECONFIG"),
                                   "--namespace=" + namespace_,
                                   "--metrics-bind-address=127.0.0.1:0",
                                   "--health-probe-bind-address=127.0.0.1:0",
                                   "--status-interval-ms=50",
                                   "--runner-image=test.local/executioner-runner:dev"};
  command.insert(command.end(), flags.begin(), flags.end());
  return std::make_unique<ChildProcess>(command);
}

std::unique_ptr<ChildProcess> LiveTest::WorkingController() const {
  auto controller = Controller({"--leader-elect=false"});
  EXPECT_TRUE(controller->AwaitLine(kWorks, kLongEnough));
  return controller;
}

std::unique_ptr<ChildProcess> LiveTest::Replica(std::vector<std::string> flags) const {
  flags.insert(flags.end(), {"--leader-elect=true", "--lease-namespace=" + namespace_,
                             "--lease-duration-seconds=4", "--lease-renew-seconds=3",
                             "--lease-retry-seconds=1"});
  return Controller(std::move(flags));
}

CommandResult LiveTest::Kubectl(const std::string& arguments) const {
  return RunShell("kubectl --namespace " + namespace_ + " " + arguments);
}

void LiveTest::CreateWorkflow(const std::string& name, const json& spec) {
  const json workflow = {{"apiVersion", "executioner.dev/v1alpha1"},
                         {"kind", "Workflow"},
                         {"metadata", {{"name", name}}},
                         {"spec", spec}};
  door_->Client()
      .Create(kube::ResourcePath(pods::OwnerResource("Workflow"), namespace_), workflow.dump())
      .OrThrow();
}

json LiveTest::JobOf(const json& workflow, const std::string& job) {
  for (const json& one : workflow.value("/status/jobs"_json_pointer, json::array())) {
    if (one.at("name") == job) {
      return one;
    }
  }
  return json::object();
}

std::string FieldOf(const ChildProcess& process, const std::string& text,
                    const std::string& field) {
  for (const std::string& line : process.Lines()) {
    if (line.find(text) != std::string::npos) {
      const json entry = json::parse(line, nullptr, false);
      return entry.is_object() ? entry.value(field, "") : "";
    }
  }
  return "";
}

json LiveJob(const std::string& name, const std::vector<std::string>& depends_on,
             const json& more) {
  json job = {{"name", name}, {"image", "busybox:1.36"}, {"command", {"true"}}};
  if (!depends_on.empty()) {
    job["dependsOn"] = depends_on;
  }
  job.update(more);
  return job;
}

}  // namespace executioner::tests
