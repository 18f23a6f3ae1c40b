#include "controller/adapters/pods/pod.h"

#include <algorithm>
#include <array>

#include "controller/adapters/pods/names.h"
#include "controller/adapters/pods/pod_identity.h"
#include "controller/kube/json_value.h"

namespace executioner::pods {
namespace {

using kube::Member;

/// Only labels that we set; others with our prefix mean nothing and would waste memory.
bool IsOurLabel(std::string_view label) {
  constexpr std::array kKept{kWorkflowLabel, kJobLabel,      kOwnerUidLabel, kRunLabel,
                             kAttemptLabel,  kReleasedLabel, kOutcomeLabel};
  return std::ranges::count(kKept, label) > 0;
}

bool IsSpecHash(std::string_view annotation) {
  return annotation == kSpecHashAnnotation;
}

PodPhase PhaseOf(std::string_view value) {
  using enum PodPhase;
  const std::string name = kube::TextValue(value).value_or("");
  return name == "Running"                   ? kRunning
         : name == "Succeeded"               ? kSucceeded
         : name == "Failed"                  ? kFailed
         : name == "Pending" || name.empty() ? kPending
                                             : kUnknown;
}

/// The state in a core/v1 ContainerStatus.
struct ContainerStatus {
  std::string name = {};
  bool running = false;
  std::string waiting_reason = {};
  std::string waiting_message = {};
  std::optional<int> exit_code = std::nullopt;  // set: it has terminated
  int signal = 0;
  std::string terminated_reason = {};
  std::string terminated_message = {};
  std::optional<base::TimePoint> started_at = std::nullopt;
  std::optional<base::TimePoint> finished_at = std::nullopt;
};

ContainerStatus ReadContainerStatus(std::string_view json) {
  ContainerStatus container;
  const auto read_terminated = [&](std::string_view state) {
    kube::ReadObject(
        state, Member{"exitCode", container.exit_code}, Member{"signal", container.signal},
        Member{"reason", container.terminated_reason},
        Member{"message", container.terminated_message}, Member{"startedAt", container.started_at},
        Member{"finishedAt", container.finished_at});
  };
  const auto read_waiting = [&](std::string_view state) {
    kube::ReadObject(state, Member{"reason", container.waiting_reason},
                     Member{"message", container.waiting_message});
  };
  const auto read_running = [&](std::string_view state) {
    container.running = state != "null";
    kube::ReadObject(state, Member{"startedAt", container.started_at});
  };
  kube::ReadObject(json, Member{"name", container.name},
                   Member{"state", [&](std::string_view state) {
                            kube::ReadObject(state, Member{"terminated", read_terminated},
                                             Member{"waiting", read_waiting},
                                             Member{"running", read_running});
                          }});
  return container;
}

void ReadConditions(std::string_view json, Pod& pod) {
  base::ForEachElement(json, [&](std::string_view element) {
    std::string type;
    std::string status;
    std::string reason;
    std::string message;
    std::optional<base::TimePoint> changed;
    kube::ReadObject(element, Member{"type", type}, Member{"status", status},
                     Member{"reason", reason}, Member{"message", message},
                     Member{"lastTransitionTime", changed});
    pod.last_transition_time = std::max(pod.last_transition_time, changed);
    if (type == "DisruptionTarget" && status == "True") {
      pod.disruption_reason = reason;
      pod.disruption_message = message;
    } else if (type == "PodScheduled" && status == "False") {
      pod.unschedulable = message.empty() ? reason : message;
    }
    return true;
  });
}

/// Whether a container with an exit code never ran: the runtime could not start it, or the kubelet
/// has no trace of it and does not say that it ran (kubernetes pkg/kubelet/kubelet_pods.go,
/// ContainerStatusUnknown).
bool NeverRan(const ContainerStatus& container) {
  const std::string& reason = container.terminated_reason;
  const bool no_trace =
      reason == "ContainerStatusUnknown" && !container.started_at &&
      container.terminated_message.find("used to be Running") == std::string::npos;
  return no_trace || reason == "StartError" || reason == "ContainerCannotRun";
}

bool HasStarted(const ContainerStatus& container) {
  return container.running || (container.exit_code && !NeverRan(container));
}

/// One of the ordinary containers.
void TakeContainer(const ContainerStatus& container, Pod& pod) {
  if (container.name != kJobContainer) {
    pod.others_remain = pod.others_remain || !container.exit_code;
    return;
  }
  pod.started = HasStarted(container);
  if (pod.waiting_reason.empty()) {
    pod.waiting_reason = container.waiting_reason;
    pod.waiting_message = container.waiting_message;
  }
  pod.exit_code = container.exit_code;
  pod.signal = container.signal;
  pod.terminated_reason = container.terminated_reason;
  pod.termination_message = container.terminated_message;
  pod.started_at = container.started_at;
  pod.finished_at = container.finished_at;
}

void TakeInitContainer(const ContainerStatus& container, Pod& pod) {
  const bool queues =
      container.waiting_reason.empty() || container.waiting_reason == "PodInitializing";
  if (!queues) {
    pod.waiting_reason = container.waiting_reason;
    pod.waiting_message = container.waiting_message;
  }
  if (container.running && container.name != kRunnerContainer) {
    pod.init_running = container.name;
  }
  if (container.exit_code.value_or(0) != 0 && pod.init_failure.empty()) {
    pod.init_failure = "init container '" + container.name + "' ended with exit code " +
                       std::to_string(*container.exit_code);
    if (!container.terminated_message.empty()) {
      pod.init_failure += ": " + container.terminated_message;
    }
  }
}

/// \param take  called with each container
template <class Take>
void ReadContainers(std::string_view json, Pod& pod, const Take& take) {
  base::ForEachElement(json, [&](std::string_view element) {
    const ContainerStatus container = ReadContainerStatus(element);
    pod.any_started = pod.any_started || HasStarted(container);
    take(container, pod);
    return true;
  });
}

void ReadStatus(std::string_view json, Pod& pod) {
  // Both lists come in any order; a waiting init container explains more than the job's own wait.
  std::string_view init = "null";
  std::string_view main = "null";
  kube::ReadObject(json,
                   Member{"phase", [&](std::string_view phase) { pod.phase = PhaseOf(phase); }},
                   Member{"reason", pod.reason}, Member{"message", pod.message},
                   Member{"startTime", pod.start_time},
                   Member{"conditions", [&](std::string_view list) { ReadConditions(list, pod); }},
                   Member{"initContainerStatuses", [&](std::string_view list) { init = list; }},
                   Member{"containerStatuses", [&](std::string_view list) { main = list; }});
  ReadContainers(init, pod, TakeInitContainer);
  ReadContainers(main, pod, TakeContainer);
}

/// Whether a restartPolicy, of the pod or of a container, lets a container run again.
bool Restarts(std::string_view policy) {
  return !policy.empty() && policy != "Never";
}

/// Reads `containers` or `initContainers`.
void ReadContainerSpecs(std::string_view containers, Pod& pod) {
  base::ForEachElement(containers, [&](std::string_view container) {
    std::string name;
    std::string memory;
    std::string policy;
    const auto read_limits = [&](std::string_view limits) {
      kube::ReadObject(limits, Member{"memory", memory});
    };
    kube::ReadObject(container, Member{"name", name}, Member{"restartPolicy", policy},
                     Member{"resources",
                            [&](std::string_view resources) {
                              kube::ReadObject(resources, Member{"limits", read_limits});
                            }},
                     // Rules of any container can restart all containers of its pod.
                     Member{"restartPolicyRules", [&](std::string_view rules) {
                              base::ForEachElement(rules, [&](std::string_view) {
                                pod.restarts = true;
                                return false;
                              });
                            }});
    if (name == kJobContainer) {
      pod.memory_limit = memory;
      pod.restarts = pod.restarts || Restarts(policy);
    }
    return true;
  });
}

void ReadGates(std::string_view gates, Pod& pod) {
  base::ForEachElement(gates, [&](std::string_view gate) {
    std::string name;
    kube::ReadObject(gate, Member{"name", name});
    pod.gates += (pod.gates.empty() ? "'" : ", '") + name + "'";
    return true;
  });
}

void ReadSpec(std::string_view json, Pod& pod) {
  std::string policy;
  const auto read_containers = [&](std::string_view list) { ReadContainerSpecs(list, pod); };
  kube::ReadObject(
      json, Member{"nodeName", pod.node},
      Member{"activeDeadlineSeconds", pod.active_deadline_seconds}, Member{"restartPolicy", policy},
      Member{"schedulingGates", [&](std::string_view gates) { ReadGates(gates, pod); }},
      Member{"containers", read_containers}, Member{"initContainers", read_containers});
  pod.restarts = pod.restarts || Restarts(policy);
}

}  // namespace

bool Pod::IsTerminal() const {
  return phase == PodPhase::kSucceeded || phase == PodPhase::kFailed ||
         (meta.deletion_time && (node.empty() || meta.deletion_grace_seconds == 0));
}

Pod DecodePod(std::string_view json) {
  Pod pod;
  const auto read_meta = [&](std::string_view metadata) {
    pod.meta = kube::ReadMeta(metadata, IsOurLabel, IsSpecHash);
  };
  kube::ReadObject(json, Member{"metadata", read_meta},
                   Member{"spec", [&](std::string_view spec) { ReadSpec(spec, pod); }},
                   Member{"status", [&](std::string_view status) { ReadStatus(status, pod); }});
  pod.has_finalizer = std::ranges::count(pod.meta.finalizers, kRecordFinalizer) > 0;
  pod.identity = ProveIdentity(pod.meta);
  return pod;
}

}  // namespace executioner::pods
