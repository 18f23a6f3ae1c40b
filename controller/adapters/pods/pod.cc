#include "controller/adapters/pods/pod.h"

#include <algorithm>

#include "controller/adapters/pods/container_status.h"
#include "controller/adapters/pods/names.h"
#include "controller/adapters/pods/pod_identity.h"
#include "controller/adapters/pods/pod_meta.h"
#include "controller/kube/json_span.h"
#include "controller/kube/value_reader.h"

namespace executioner::pods {
namespace {

PodPhase PhaseOf(std::string_view value, kube::ValueReader& reader) {
  using enum PodPhase;
  std::string name;
  reader.Read(value, "status.phase", name);
  if (name == "Running") {
    return kRunning;
  }
  if (name == "Succeeded") {
    return kSucceeded;
  }
  if (name == "Failed") {
    return kFailed;
  }
  const bool pending = name == "Pending" || name.empty();
  reader.Expect(pending || name == "Unknown", value, "status.phase");
  return pending ? kPending : kUnknown;
}

struct Condition {
  std::string type = {};
  std::string status = {};
  std::string reason = {};
  std::string message = {};
  std::optional<base::TimePoint> last_transition_time = std::nullopt;
};

Condition ReadCondition(std::string_view json, kube::ValueReader& reader) {
  constexpr std::string_view kPlace = "status.conditions[]";
  Condition condition;
  const bool fine = kube::ForEachMember(json, [&](std::string_view name, std::string_view value) {
    if (name == "type") {
      reader.Read(value, kPlace, condition.type);
    } else if (name == "status") {
      reader.Read(value, kPlace, condition.status);
    } else if (name == "reason") {
      reader.Read(value, kPlace, condition.reason);
    } else if (name == "message") {
      reader.Read(value, kPlace, condition.message);
    } else if (name == "lastTransitionTime") {
      reader.Read(value, kPlace, condition.last_transition_time);
    }
    return true;
  });
  reader.Expect(fine, json, kPlace);
  return condition;
}

void ReadConditions(std::string_view json, kube::ValueReader& reader, Pod& pod) {
  const bool fine = kube::ForEachElement(json, [&](std::string_view element) {
    const Condition condition = ReadCondition(element, reader);
    pod.last_transition_time = std::max(pod.last_transition_time, condition.last_transition_time);
    if (condition.type == "DisruptionTarget" && condition.status == "True") {
      pod.disruption_reason = condition.reason;
      pod.disruption_message = condition.message;
    } else if (condition.type == "PodScheduled" && condition.status == "False") {
      pod.unschedulable = condition.message.empty() ? condition.reason : condition.message;
    }
    return true;
  });
  reader.Expect(fine, json, "status.conditions");
}

/// The runtime could not start it: it has an exit code, but never ran.
/// A container that the kubelet has no trace of did not run, unless it says that it did
/// (kubernetes pkg/kubelet/kubelet_pods.go, ContainerStatusUnknown).
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

void TakeJobContainer(const ContainerStatus& container, Pod& pod) {
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

template <class Take>
void ReadContainers(std::string_view json, kube::ValueReader& reader, const Take& take) {
  const bool fine = kube::ForEachElement(json, [&](std::string_view element) {
    take(ReadContainerStatus(element, reader));
    return true;
  });
  reader.Expect(fine, json, "status.containerStatuses");
}

/// Both lists come in any order; a waiting init container explains more than the job's own wait.
struct ContainerLists {
  std::string_view init = "null";
  std::string_view main = "null";
};

void ReadContainerLists(const ContainerLists& lists, kube::ValueReader& reader, Pod& pod) {
  ReadContainers(lists.init, reader, [&](const ContainerStatus& container) {
    pod.any_started = pod.any_started || HasStarted(container);
    TakeInitContainer(container, pod);
  });
  ReadContainers(lists.main, reader, [&](const ContainerStatus& container) {
    pod.any_started = pod.any_started || HasStarted(container);
    if (container.name == kJobContainer) {
      TakeJobContainer(container, pod);
    } else {
      pod.others_remain = pod.others_remain || !container.exit_code;
    }
  });
}

void ReadStatus(std::string_view json, kube::ValueReader& reader, Pod& pod) {
  ContainerLists lists;
  const bool fine = kube::ForEachMember(json, [&](std::string_view name, std::string_view value) {
    if (name == "phase") {
      pod.phase = PhaseOf(value, reader);
    } else if (name == "reason") {
      reader.Read(value, "status.reason", pod.reason);
    } else if (name == "message") {
      reader.Read(value, "status.message", pod.message);
    } else if (name == "startTime") {
      reader.Read(value, "status.startTime", pod.start_time);
    } else if (name == "conditions") {
      ReadConditions(value, reader, pod);
    } else if (name == "initContainerStatuses") {
      lists.init = value;
    } else if (name == "containerStatuses") {
      lists.main = value;
    }
    return true;
  });
  reader.Expect(fine, json, "status");
  ReadContainerLists(lists, reader, pod);
}

/// \return the member at the end of a path of names, or nothing
std::optional<std::string_view> Dig(std::string_view json,
                                    std::initializer_list<std::string_view> path) {
  std::optional<std::string_view> found = json;
  for (const std::string_view name : path) {
    found = found ? kube::FindMember(*found, name) : std::nullopt;
  }
  return found;
}

/// Whether a restartPolicy, of the pod or of a container, lets a container run again.
bool Restarts(std::string_view policy, std::string_view place, kube::ValueReader& reader) {
  std::string name;
  reader.Read(policy, place, name);
  return !name.empty() && name != "Never";
}

/// Whether a container has restart rules; the rules of one container can restart all containers.
bool HasRestartRules(std::string_view container) {
  bool found = false;
  if (const auto rules = kube::FindMember(container, "restartPolicyRules")) {
    kube::ForEachElement(*rules, [&](std::string_view) {
      found = true;
      return false;
    });
  }
  return found;
}

void ReadJobContainer(std::string_view container, kube::ValueReader& reader, Pod& pod) {
  if (const auto limit = Dig(container, {"resources", "limits", "memory"})) {
    reader.Read(*limit, "spec.containers[].resources.limits.memory", pod.memory_limit);
  }
  if (const auto policy = kube::FindMember(container, "restartPolicy")) {
    pod.restarts = Restarts(*policy, "spec.containers[].restartPolicy", reader) || pod.restarts;
  }
}

void ReadContainerSpecs(std::string_view containers, kube::ValueReader& reader, Pod& pod) {
  kube::ForEachElement(containers, [&](std::string_view container) {
    pod.restarts = pod.restarts || HasRestartRules(container);
    const auto name = kube::FindMember(container, "name");
    if (name && kube::PlainString(*name) == kJobContainer) {
      ReadJobContainer(container, reader, pod);
    }
    return true;
  });
}

void ReadGates(std::string_view gates, kube::ValueReader& reader, Pod& pod) {
  constexpr std::string_view kPlace = "spec.schedulingGates";
  const bool fine = kube::ForEachElement(gates, [&](std::string_view gate) {
    std::string name;
    reader.Read(kube::FindMember(gate, "name").value_or("null"), kPlace, name);
    pod.gates += (pod.gates.empty() ? "'" : ", '") + name + "'";
    return true;
  });
  reader.Expect(fine, gates, kPlace);
}

void ReadSpec(std::string_view json, kube::ValueReader& reader, Pod& pod) {
  const bool fine = kube::ForEachMember(json, [&](std::string_view name, std::string_view value) {
    if (name == "nodeName") {
      reader.Read(value, "spec.nodeName", pod.node);
    } else if (name == "activeDeadlineSeconds") {
      reader.Read(value, "spec.activeDeadlineSeconds", pod.active_deadline_seconds);
    } else if (name == "restartPolicy") {
      pod.restarts = Restarts(value, "spec.restartPolicy", reader) || pod.restarts;
    } else if (name == "schedulingGates") {
      ReadGates(value, reader, pod);
    } else if (name == "containers") {
      ReadContainerSpecs(value, reader, pod);
    } else if (name == "initContainers") {
      kube::ForEachElement(value, [&](std::string_view container) {
        pod.restarts = pod.restarts || HasRestartRules(container);
        return !pod.restarts;
      });
    }
    return true;
  });
  reader.Expect(fine, json, "spec");
}

}  // namespace

bool Pod::IsTerminal() const {
  return phase == PodPhase::kSucceeded || phase == PodPhase::kFailed ||
         (meta.deletion_time && (node.empty() || meta.deletion_grace_seconds == 0));
}

Pod DecodePod(std::string_view json) {
  Pod pod;
  kube::ValueReader reader;
  const bool fine = kube::ForEachMember(json, [&](std::string_view name, std::string_view value) {
    if (name == "metadata") {
      pod.meta = ReadPodMeta(value, reader);
    } else if (name == "spec") {
      ReadSpec(value, reader, pod);
    } else if (name == "status") {
      ReadStatus(value, reader, pod);
    }
    return true;
  });
  reader.Expect(fine, json, "the object");
  pod.has_finalizer = std::ranges::count(pod.meta.finalizers, kRecordFinalizer) > 0;
  pod.identity = ProveIdentity(pod.meta);
  pod.malformed = reader.Malformed();
  return pod;
}

}  // namespace executioner::pods
