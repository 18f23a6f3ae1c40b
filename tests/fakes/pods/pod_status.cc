#include "tests/fakes/pods/pod_status.h"

#include <algorithm>
#include <utility>

#include "controller/adapters/pods/names.h"

namespace executioner::fakes {
namespace {

using nlohmann::json;

constexpr const char* kProxy = "proxy";

/// Sets a condition; keeps the time of the last transition when the status stays.
void SetCondition(json& status, const std::string& type, const std::string& value,
                  const std::string& reason, base::TimePoint now) {
  json condition = {{"type", type},
                    {"status", value},
                    {"lastProbeTime", nullptr},
                    {"lastTransitionTime", base::FormatTime(now)}};
  if (!reason.empty()) {
    condition["reason"] = reason;
  }
  json& conditions = status["conditions"];
  if (!conditions.is_array()) {
    conditions = json::array();
  }
  const auto old = std::find_if(conditions.begin(), conditions.end(), [&](const json& candidate) {
    return candidate.at("type") == type;
  });
  if (old == conditions.end()) {
    conditions.push_back(std::move(condition));
    return;
  }
  if (old->at("status") == value) {
    condition["lastTransitionTime"] = old->at("lastTransitionTime");
  }
  *old = std::move(condition);
}

json ContainerStatus(const json& pod, const json& container, json state) {
  const std::string name = container.at("name").get<std::string>();
  const bool waiting = state.contains("waiting");
  json status = {{"name", name},
                 {"image", container.at("image")},
                 {"imageID", waiting ? "" : "sha256:0"},
                 {"ready", state.contains("running")},
                 {"started", state.contains("running")},
                 {"restartCount", 0},
                 {"lastState", json::object()},
                 {"state", std::move(state)}};
  if (!waiting) {
    status["containerID"] =
        "containerd://" + pod.at("metadata").at("uid").get<std::string>() + "-" + name;
  }
  return status;
}

std::string MainContainer(const json& pod) {
  const json& containers = pod.at("spec").at("containers");
  const bool has_job = std::any_of(containers.begin(), containers.end(), [](const json& container) {
    return container.at("name") == pods::kJobContainer;
  });
  return has_job ? std::string{pods::kJobContainer}
                 : containers.front().at("name").get<std::string>();
}

json Terminated(const json& pod, const ContainerEnd& end, base::TimePoint now) {
  const std::string reason = !end.reason.empty()  ? end.reason
                             : end.exit_code == 0 ? "Completed"
                                                  : "Error";
  json terminated = {{"exitCode", end.exit_code},
                     {"reason", reason},
                     {"startedAt", pod.at("status").value("startTime", base::FormatTime(now))},
                     {"finishedAt", base::FormatTime(now)}};
  if (!end.message.empty()) {
    terminated["message"] = end.message;
  }
  return {{"terminated", std::move(terminated)}};
}

/// The common part of everything a kubelet writes.
json KubeletStatus(const json& pod, const std::string& phase, base::TimePoint now) {
  json status = pod.at("status");
  status["phase"] = phase;
  status["hostIP"] = "192.0.2.1";
  status["hostIPs"] = {{{"ip", "192.0.2.1"}}};
  status["observedGeneration"] = pod.at("metadata").value("generation", 1);
  if (!status.contains("startTime")) {
    status["startTime"] = base::FormatTime(now);
  }
  return status;
}

void SetInitContainers(const json& pod, json& status, base::TimePoint now) {
  for (const json& container : pod.at("spec").value("initContainers", json::array())) {
    status["initContainerStatuses"].push_back(
        ContainerStatus(pod, container, Terminated(pod, {}, now)));
  }
}

void SetReadiness(json& status, bool initialized, bool ready, const std::string& why,
                  base::TimePoint now) {
  SetCondition(status, "PodReadyToStartContainers", initialized ? "True" : "False", "", now);
  SetCondition(status, "Initialized", "True", "", now);
  SetCondition(status, "Ready", ready ? "True" : "False", why, now);
  SetCondition(status, "ContainersReady", ready ? "True" : "False", why, now);
}

void SetReasons(const PodEnd& end, json& status) {
  for (const auto& [field, text] : {std::pair{"reason", end.reason}, {"message", end.message}}) {
    if (!text.empty()) {
      status[field] = text;
    }
  }
}

}  // namespace

json UnschedulableStatus(const json& pod, base::TimePoint now) {
  json status = pod.at("status");
  SetCondition(status, "PodScheduled", "False", "Unschedulable", now);
  status["conditions"].back()["message"] = "0/1 nodes are available: 1 Insufficient cpu.";
  return status;
}

json WaitingStatus(const json& pod, const std::string& reason, const std::string& message,
                   base::TimePoint now) {
  json status = KubeletStatus(pod, "Pending", now);
  status["containerStatuses"] = json::array();
  for (const json& container : pod.at("spec").at("containers")) {
    json waiting = {{"reason", reason}};
    if (!message.empty()) {
      waiting["message"] = message;
    }
    status["containerStatuses"].push_back(
        ContainerStatus(pod, container, {{"waiting", std::move(waiting)}}));
  }
  SetReadiness(status, false, false, "ContainersNotReady", now);
  return status;
}

json RunningStatus(const json& pod, base::TimePoint now) {
  json status = KubeletStatus(pod, "Running", now);
  status["podIP"] = "192.0.2.100";
  status["podIPs"] = {{{"ip", "192.0.2.100"}}};
  status.erase("initContainerStatuses");
  SetInitContainers(pod, status, now);
  status["containerStatuses"] = json::array();
  for (const json& container : pod.at("spec").at("containers")) {
    status["containerStatuses"].push_back(
        ContainerStatus(pod, container, {{"running", {{"startedAt", base::FormatTime(now)}}}}));
  }
  SetReadiness(status, true, true, "", now);
  return status;
}

json EndedStatus(const json& pod, const PodEnd& end, base::TimePoint now) {
  const bool failed = end.container.exit_code != 0 || !end.reason.empty() || !end.has_container;
  json status = KubeletStatus(pod, failed ? "Failed" : "Succeeded", now);
  if (end.has_container) {
    const std::string main = MainContainer(pod);
    status["containerStatuses"] = json::array();
    for (const json& container : pod.at("spec").at("containers")) {
      const bool is_main = container.at("name") == main;
      status["containerStatuses"].push_back(ContainerStatus(
          pod, container, Terminated(pod, is_main ? end.container : ContainerEnd{}, now)));
    }
  }
  SetReasons(end, status);
  if (!end.disruption.empty()) {
    SetCondition(status, "DisruptionTarget", "True", end.disruption, now);
  }
  SetReadiness(status, false, false, failed ? "PodFailed" : "PodCompleted", now);
  return status;
}

json OutlivedStatus(const json& pod, const ContainerEnd& end, base::TimePoint now) {
  json status = RunningStatus(pod, now);
  json proxy = status.at("containerStatuses").at(0);
  proxy["name"] = kProxy;
  status["containerStatuses"] = {
      ContainerStatus(pod, pod.at("spec").at("containers").at(0), Terminated(pod, end, now)),
      std::move(proxy)};
  SetReadiness(status, true, false, "ContainersNotReady", now);
  return status;
}

bool IsOutlived(const json& pod) {
  const json statuses = pod.at("status").value("containerStatuses", json::array());
  return std::any_of(statuses.begin(), statuses.end(),
                     [](const json& status) { return status.at("name") == kProxy; });
}

json StoppedStatus(const json& pod, const PodEnd& end, base::TimePoint now) {
  json status = KubeletStatus(pod, "Failed", now);
  for (json& container : status["containerStatuses"]) {
    if (container.at("state").contains("running")) {
      container["state"] = Terminated(pod, {.exit_code = 137}, now);
      container["ready"] = false;
    }
  }
  SetReasons(end, status);
  SetReadiness(status, false, false, "PodFailed", now);
  return status;
}

}  // namespace executioner::fakes
