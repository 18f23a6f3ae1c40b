#include "controller/adapters/pods/release_all.h"

#include <optional>

#include "controller/adapters/pods/names.h"
#include "controller/adapters/pods/pod.h"
#include "controller/adapters/pods/pod_releaser.h"
#include "controller/base/json_span.h"
#include "controller/kube/burst.h"

namespace executioner::pods {
namespace {

std::size_t ReleasePage(kube::Client& client, const std::vector<Pod>& pods) {
  std::optional<kube::ApiStatus> failure;
  const auto start = [&](std::size_t i) {
    const kube::ObjectMeta& meta = pods[i].meta;
    return client.StartPatch(kube::ResourcePath(kube::kPods, meta.ns, meta.name),
                             kube::PatchType::kStrategic,
                             ReleasePatch({.uid = meta.uid}, /*recorded=*/false));
  };
  const auto finish = [&](std::size_t, const kube::ApiResult& result) {
    if (!result.ok && !result.status.IsNotFound()) {
      failure = result.status;
    }
    return !failure;
  };
  kube::SendBurst(client, pods.size(), start, finish);
  if (failure) {
    throw kube::KubeApiError(*failure);
  }
  return pods.size();
}

std::size_t ReleaseNamespace(kube::Client& client, const std::string& ns) {
  std::size_t released = 0;
  std::string next;
  do {
    // The pages of kubectl: the memory of the hook does not grow with the number of pods.
    const std::string path = kube::ResourcePath(kube::kPods, ns) +
                             "?limit=500&labelSelector=" + kube::EncodeQuery(kOwnerUidLabel) +
                             (next.empty() ? "" : "&continue=" + kube::EncodeQuery(next));
    const std::string page = client.Get(path).OrThrow();
    std::vector<Pod> pods;
    base::ForEachElement(base::FindMember(page, "items").value_or("[]"),
                         [&](std::string_view item) {
                           Pod pod = DecodePod(item);
                           if (pod.has_finalizer) {
                             pods.push_back(std::move(pod));
                           }
                           return true;
                         });
    released += ReleasePage(client, pods);
    next = base::MemberText(base::FindMember(page, "metadata").value_or("{}"), "continue");
  } while (!next.empty());
  return released;
}

}  // namespace

std::size_t ReleaseAll(kube::Client& client, const std::vector<std::string>& namespaces) {
  const std::vector<std::string> all{""};
  std::size_t released = 0;
  for (const std::string& ns : namespaces.empty() ? all : namespaces) {
    released += ReleaseNamespace(client, ns);
  }
  return released;
}

}  // namespace executioner::pods
