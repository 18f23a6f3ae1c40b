#include "tests/integration/scripted_kubelet.h"

#include <charconv>
#include <cstddef>
#include <utility>

#include "controller/adapters/pods/names.h"
#include "controller/kube/runtime.h"
#include "tests/fakes/pods/pod_status.h"

namespace executioner::tests {
namespace {

constexpr int kWriters = 8;
constexpr int kNotFound = 404;
constexpr int kMostTries = 600;
constexpr base::Duration kBetweenTries{50};

std::string JobOf(const json& pod) {
  return LabelOf(pod, pods::kJobLabel);
}

}  // namespace

ScriptedKubelet::ScriptedKubelet(bench::Door& door) : door_(door), writers_(kWriters) {}

void ScriptedKubelet::Script(const std::string& job, std::vector<int> exit_codes) {
  const std::scoped_lock lock(mutex_);
  scripts_[job] = std::move(exit_codes);
}

void ScriptedKubelet::Hold(const std::string& job) {
  const std::scoped_lock lock(mutex_);
  held_jobs_.insert(job);
}

void ScriptedKubelet::LetGo(const std::string& job) {
  const std::scoped_lock lock(mutex_);
  held_jobs_.erase(job);
  if (const auto held = held_pods_.extract(job)) {
    writers_.Do([this, pod = held.mapped()] { End(pod); });
  }
}

void ScriptedKubelet::Take(const json& pod) {
  const std::scoped_lock lock(mutex_);
  if (taken_.insert(pod.at("metadata").at("uid").get<std::string>()).second) {
    writers_.Do([this, pod] { Run(pod); });
  }
}

void ScriptedKubelet::Run(const json& pod) {
  const json running = WriteStatus(pod, fakes::RunningStatus(pod, door_.Clock().Now()));
  if (running.is_null()) {
    return;
  }
  {
    const std::scoped_lock lock(mutex_);
    if (held_jobs_.contains(JobOf(pod))) {
      held_pods_[JobOf(pod)] = running;
      return;
    }
  }
  End(running);
}

void ScriptedKubelet::End(const json& pod) {
  const fakes::PodEnd end{.container = {.exit_code = ExitCodeOf(pod)}};
  WriteStatus(pod, fakes::EndedStatus(pod, end, door_.Clock().Now()));
}

/// As a kubelet does it writes until the server has answered. \return the pod, null when it is gone
json ScriptedKubelet::WriteStatus(const json& pod, const json& status) {
  const json& meta = pod.at("metadata");
  const std::string path = kube::ResourcePath(kube::kPods, meta.at("namespace").get<std::string>(),
                                              meta.at("name").get<std::string>(), "status");
  kube::ApiResult result;
  for (int tries = 0; tries < kMostTries; ++tries) {
    result = door_.Client().Patch(path, kube::PatchType::kMerge, json{{"status", status}}.dump());
    if (result.ok) {
      return json::parse(result.body);
    }
    if (result.status.code == kNotFound) {
      return {};
    }
    kube::WaitFor(kBetweenTries, {});
  }
  std::fprintf(stderr, "kubelet: %s: %s\n", path.c_str(), result.status.message.c_str());
  return {};
}

int ScriptedKubelet::ExitCodeOf(const json& pod) {
  const std::string label = LabelOf(pod, pods::kAttemptLabel);
  std::size_t attempt = 0;
  std::from_chars(label.data(), label.data() + label.size(), attempt);
  const std::scoped_lock lock(mutex_);
  const std::vector<int>& script = scripts_[JobOf(pod)];
  return attempt >= 1 && attempt <= script.size() ? script[attempt - 1] : 0;
}

std::string LabelOf(const json& pod, std::string_view label) {
  const json labels = pod.at("metadata").value("labels", json::object());
  return labels.value(std::string(label), "");
}

}  // namespace executioner::tests
