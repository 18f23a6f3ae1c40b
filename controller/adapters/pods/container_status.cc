#include "controller/adapters/pods/container_status.h"

#include "controller/kube/json_span.h"

namespace executioner::pods {
namespace {

constexpr std::string_view kPlace = "status.containerStatuses[].state";

void ReadTerminated(std::string_view state, kube::ValueReader& reader, ContainerStatus& container) {
  kube::ForEachMember(state, [&](std::string_view name, std::string_view value) {
    if (name == "exitCode") {
      reader.Read(value, kPlace, container.exit_code);
    } else if (name == "signal") {
      reader.Read(value, kPlace, container.signal);
    } else if (name == "reason") {
      reader.Read(value, kPlace, container.terminated_reason);
    } else if (name == "message") {
      reader.Read(value, kPlace, container.terminated_message);
    } else if (name == "startedAt") {
      reader.Read(value, kPlace, container.started_at);
    } else if (name == "finishedAt") {
      reader.Read(value, kPlace, container.finished_at);
    }
    return true;
  });
}

void ReadWaiting(std::string_view state, kube::ValueReader& reader, ContainerStatus& container) {
  kube::ForEachMember(state, [&](std::string_view name, std::string_view value) {
    if (name == "reason") {
      reader.Read(value, kPlace, container.waiting_reason);
    } else if (name == "message") {
      reader.Read(value, kPlace, container.waiting_message);
    }
    return true;
  });
}

void ReadRunning(std::string_view state, kube::ValueReader& reader, ContainerStatus& container) {
  container.running = true;
  if (const auto started = kube::FindMember(state, "startedAt")) {
    reader.Read(*started, kPlace, container.started_at);
  }
}

void ReadState(std::string_view json, kube::ValueReader& reader, ContainerStatus& container) {
  const bool fine = kube::ForEachMember(json, [&](std::string_view name, std::string_view state) {
    if (state == "null") {
      return true;
    }
    if (name == "terminated") {
      ReadTerminated(state, reader, container);
    } else if (name == "waiting") {
      ReadWaiting(state, reader, container);
    } else if (name == "running") {
      ReadRunning(state, reader, container);
    }
    return true;
  });
  reader.Expect(fine, json, kPlace);
}

}  // namespace

ContainerStatus ReadContainerStatus(std::string_view json, kube::ValueReader& reader) {
  ContainerStatus container;
  const bool fine = kube::ForEachMember(json, [&](std::string_view name, std::string_view value) {
    if (name == "name") {
      reader.Read(value, "status.containerStatuses[].name", container.name);
    } else if (name == "state") {
      ReadState(value, reader, container);
    }
    return true;
  });
  reader.Expect(fine, json, "status.containerStatuses[]");
  return container;
}

}  // namespace executioner::pods
