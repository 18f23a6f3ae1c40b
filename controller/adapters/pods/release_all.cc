#include "controller/adapters/pods/release_all.h"

#include <optional>

#include "controller/adapters/pods/names.h"
#include "controller/adapters/pods/pod.h"
#include "controller/adapters/pods/pod_releaser.h"
#include "controller/kube/burst.h"
#include "controller/kube/json_span.h"

namespace executioner::kube {
namespace {

std::size_t ReleasePage(Client& client, const std::vector<Pod>& pods) {
  std::optional<ApiStatus> failure;
  const auto start = [&](std::size_t i) {
    const ObjectMeta& meta = pods[i].meta;
    return client.StartPatch(ResourcePath(kPods, meta.ns, meta.name), PatchType::kStrategic,
                             ReleasePatch({.uid = meta.uid}, /*recorded=*/false));
  };
  const auto finish = [&](std::size_t, const ApiResult& result) {
    if (!result.ok && !result.status.IsNotFound()) {
      failure = result.status;
    }
    return !failure;
  };
  SendBurst(client, pods.size(), start, finish);
  if (failure) {
    throw KubeApiError(*failure);
  }
  return pods.size();
}

std::size_t ReleaseNamespace(Client& client, const std::string& ns) {
  std::size_t released = 0;
  std::string next;
  do {
    const std::string path = ResourcePath(kPods, ns) +
                             "?limit=500&labelSelector=" + EncodeQuery(kOwnerUidLabel) +
                             (next.empty() ? "" : "&continue=" + EncodeQuery(next));
    const std::string page = client.Get(path).OrThrow();
    std::vector<Pod> pods;
    ForEachElement(FindMember(page, "items").value_or("[]"), [&](std::string_view item) {
      Pod pod = DecodePod(item);
      if (pod.has_finalizer) {
        pods.push_back(std::move(pod));
      }
      return true;
    });
    released += ReleasePage(client, pods);
    next = MemberText(FindMember(page, "metadata").value_or("{}"), "continue");
  } while (!next.empty());
  return released;
}

}  // namespace

std::size_t ReleaseAll(Client& client, const std::vector<std::string>& namespaces) {
  if (namespaces.empty()) {
    return ReleaseNamespace(client, "");
  }
  std::size_t released = 0;
  for (const std::string& ns : namespaces) {
    released += ReleaseNamespace(client, ns);
  }
  return released;
}

}  // namespace executioner::kube
