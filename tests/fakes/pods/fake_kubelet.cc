#include "tests/fakes/pods/fake_kubelet.h"

#include <charconv>
#include <chrono>
#include <stop_token>

#include "controller/adapters/pods/names.h"

namespace executioner::fakes {
namespace {

using nlohmann::json;

constexpr int kSigKill = 137;

std::string PathOf(const json& pod, std::string_view subresource = {}) {
  const json& metadata = pod.at("metadata");
  return "/api/v1/namespaces/" + metadata.at("namespace").get<std::string>() + "/pods/" +
         metadata.at("name").get<std::string>() + std::string{subresource};
}

bool Is2xx(const kube::HttpResponse& response) {
  return response.status >= 200 && response.status < 300;
}

bool HasStarted(const json& pod) {
  return pod.at("status").value("phase", "") == "Running";
}

bool IsOverdue(const json& pod, base::TimePoint now) {
  if (!pod.at("spec").contains("activeDeadlineSeconds")) {
    return false;
  }
  const auto allowed = pod.at("spec").at("activeDeadlineSeconds").get<long>();
  const auto started = base::ParseTime(pod.at("status").value("startTime", ""));
  return started && (allowed <= 1 || now - *started >= std::chrono::seconds{allowed});
}

json StatusOnceStopped(const json& pod, const PodEnd& end, base::TimePoint now) {
  return IsOutlived(pod) ? StoppedStatus(pod, end, now) : EndedStatus(pod, end, now);
}

}  // namespace

PodScript PodScript::Exit(int code, std::string message) {
  return {.end = {.container = {.exit_code = code, .message = std::move(message)}}};
}

PodScript PodScript::Outlived(int code, std::string message) {
  PodScript script = Exit(code, std::move(message));
  script.outlived = true;
  return script;
}

PodScript PodScript::Signal(int number, std::string message) {
  return Exit(128 + number, std::move(message));
}

PodScript PodScript::OomKilled() {
  return {.end = {.container = {.exit_code = kSigKill, .reason = "OOMKilled"}}};
}

PodScript PodScript::Evicted() {
  return {.end = {.container = {.exit_code = kSigKill},
                  .reason = "Evicted",
                  .message = "The node was low on resource: memory.",
                  .disruption = "TerminationByKubelet"}};
}

PodScript PodScript::Disrupted(std::string reason) {
  return {.end = {.container = {.exit_code = 143}, .disruption = std::move(reason)},
          .deleted = true};
}

PodScript PodScript::Hangs(std::string message) {
  return {.kind = Kind::kHangs, .when_stopped = {.exit_code = 143, .message = std::move(message)}};
}

PodScript PodScript::PullFails() {
  return {.kind = Kind::kPullFails};
}

PodScript PodScript::Unschedulable() {
  return {.kind = Kind::kUnschedulable};
}

FakeKubelet::~FakeKubelet() {
  Stop();
}

void FakeKubelet::Script(std::string_view job, int attempt, PodScript script) {
  const std::lock_guard lock(mutex_);
  scripts_[{std::string{job}, attempt}] = std::move(script);
}

void FakeKubelet::SetDefault(PodScript script) {
  const std::lock_guard lock(mutex_);
  default_ = std::move(script);
}

namespace {

/// The value in the container's environment, or else a label, because labels of a pod may be
/// changed.
std::string ToldOrLabelled(const json& pod, const char* variable, std::string_view label) {
  for (const json& one : pod["spec"]["containers"][0].value("env", json::array())) {
    if (one.value("name", "") == variable) {
      return one.value("value", "");
    }
  }
  const json labels = pod.at("metadata").value("labels", json::object());
  return labels.value(std::string(label), "");
}

}  // namespace

const PodScript& FakeKubelet::ScriptOf(const json& pod) const {
  const std::string job = ToldOrLabelled(pod, "EXECUTIONER_JOB", pods::kJobLabel);
  const std::string told = ToldOrLabelled(pod, "EXECUTIONER_ATTEMPT", pods::kAttemptLabel);
  int attempt = 0;  // also for what is not a number: anybody may write labels
  std::from_chars(told.data(), told.data() + told.size(), attempt);
  for (const int number : {attempt, 0}) {
    const auto found = scripts_.find(std::pair{job, number});
    if (found != scripts_.end()) {
      return found->second;
    }
  }
  return default_;
}

int FakeKubelet::RunOnce() {
  const std::lock_guard lock(mutex_);
  int moved = 0;
  for (const json& pod : server_.Objects(
           "/api/v1/pods?fieldSelector=status.phase%21%3DSucceeded,status.phase%21%3DFailed")) {
    moved += Advance(pod) ? 1 : 0;
  }
  return moved;
}

void FakeKubelet::RunUntilIdle() {
  while (RunOnce() > 0) {
  }
}

bool FakeKubelet::Advance(const json& pod) {
  const PodScript& script = ScriptOf(pod);
  const bool deleted = pod.at("metadata").contains("deletionTimestamp");
  if (!pod.at("spec").contains("nodeName")) {
    return !deleted && AdvanceUnbound(pod, script);
  }
  if (deleted) {
    return FinishDeletion(pod, script);
  }
  if (IsOverdue(pod, clock_.Now())) {
    return StopByDeadline(pod, script);
  }
  if (HasStarted(pod)) {
    return AdvanceRunning(pod, script);
  }
  if (script.kind == PodScript::Kind::kPullFails) {
    return WriteStatus(
        pod, WaitingStatus(pod, "ImagePullBackOff", "Back-off pulling image", clock_.Now()));
  }
  return WriteStatus(pod, RunningStatus(pod, clock_.Now()));
}

bool FakeKubelet::AdvanceUnbound(const json& pod, const PodScript& script) {
  if (script.kind == PodScript::Kind::kUnschedulable) {
    return WriteStatus(pod, UnschedulableStatus(pod, clock_.Now()));
  }
  const json binding = {{"target", {{"kind", "Node"}, {"name", "node1"}}}};
  return Is2xx(server_.Admin({.method = "POST",
                              .path = PathOf(pod, "/binding"),
                              .content_type = "application/json",
                              .body = binding.dump()}));
}

bool FakeKubelet::AdvanceRunning(const json& pod, const PodScript& script) {
  if (script.kind == PodScript::Kind::kHangs || IsOutlived(pod)) {
    return false;
  }
  if (++steps_[pod.at("metadata").at("uid").get<std::string>()] < script.steps) {
    return true;
  }
  const bool written =
      WriteStatus(pod, script.outlived ? OutlivedStatus(pod, script.end.container, clock_.Now())
                                       : EndedStatus(pod, script.end, clock_.Now()));
  return script.deleted ? Remove(pod) : written;
}

bool FakeKubelet::StopByDeadline(const json& pod, const PodScript& script) {
  const PodEnd end{.container = script.when_stopped,
                   .has_container = HasStarted(pod),
                   .reason = "DeadlineExceeded",
                   .message = "Pod was active on the node longer than the specified deadline"};
  return WriteStatus(pod, StatusOnceStopped(pod, end, clock_.Now()));
}

bool FakeKubelet::FinishDeletion(const json& pod, const PodScript& script) {
  const PodEnd end{.container = script.when_stopped, .has_container = HasStarted(pod)};
  WriteStatus(pod, StatusOnceStopped(pod, end, clock_.Now()));
  return Remove(pod);
}

bool FakeKubelet::WriteStatus(const json& pod, const json& status) {
  if (pod.at("status") == status) {
    return false;
  }
  const json patch = {{"metadata", {{"uid", pod.at("metadata").at("uid")}}}, {"status", status}};
  const kube::HttpResponse response = server_.Admin({.method = "PATCH",
                                                     .path = PathOf(pod, "/status"),
                                                     .content_type = "application/merge-patch+json",
                                                     .body = patch.dump()});
  if (!Is2xx(response)) {
    return false;
  }
  const json now = json::parse(response.body);
  const std::string phase = now.at("status").value("phase", "");
  const bool was_deleted_meanwhile = now.at("metadata").contains("deletionTimestamp") &&
                                     !pod.at("metadata").contains("deletionTimestamp");
  if (was_deleted_meanwhile && (phase == "Succeeded" || phase == "Failed")) {
    Remove(pod);  // ended pods are not looked at again
  }
  return true;
}

bool FakeKubelet::Remove(const json& pod) {
  const json options = {{"gracePeriodSeconds", 0},
                        {"preconditions", {{"uid", pod.at("metadata").at("uid")}}}};
  return Is2xx(server_.Admin({.method = "DELETE", .path = PathOf(pod), .body = options.dump()}));
}

void FakeKubelet::Start() {
  thread_ = std::jthread([this](const std::stop_token& stop) {
    while (!stop.stop_requested()) {
      const std::uint64_t seen = server_.Activity();
      if (RunOnce() == 0) {
        server_.AwaitActivity(seen, stop);
      }
    }
  });
}

void FakeKubelet::Stop() {
  if (thread_.joinable()) {
    thread_.request_stop();
    thread_.join();
  }
}

}  // namespace executioner::fakes
