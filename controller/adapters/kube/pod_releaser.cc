#include "controller/adapters/kube/pod_releaser.h"

#include <utility>

#include "controller/adapters/kube/burst.h"
#include "controller/adapters/kube/names.h"

namespace executioner::kube {
namespace {

constexpr base::Duration kRetryDelay{1000};
constexpr std::chrono::seconds kLastWords{2};

}  // namespace

std::string ReleasePatch(const std::string& uid) {
  std::string patch = R"({"metadata":{)";
  if (!uid.empty()) {
    patch += R"("uid":")" + uid + R"(",)";
  }
  patch += R"("$deleteFromPrimitiveList/finalizers":[")" + std::string(kRecordFinalizer) +
           R"("],"labels":{")" + std::string(kReleasedLabel) + R"(":"true"}}})";
  return patch;
}

void PodReleaser::Release(ReleaseOrder order) {
  {
    const std::scoped_lock lock(mutex_);
    std::erase_if(order.pods, [&](const PodRef& pod) { return !ordered_.insert(pod.uid).second; });
  }
  if (!order.pods.empty()) {
    Queue(std::move(order));
  }
}

void PodReleaser::Seen(const std::string& uid) {
  const std::scoped_lock lock(mutex_);
  ordered_.erase(uid);
}

void PodReleaser::Queue(ReleaseOrder order) {
  pending_ += order.pods.size();
  const std::scoped_lock lock(mutex_);
  queue_.push_back(std::move(order));
  arrived_.notify_one();
}

std::optional<ReleaseOrder> PodReleaser::Next(const std::stop_token& stop) {
  std::unique_lock lock(mutex_);
  arrived_.wait(lock, stop, [&] { return !queue_.empty(); });
  if (queue_.empty()) {
    return std::nullopt;
  }
  ReleaseOrder order = std::move(queue_.front());
  queue_.pop_front();
  return order;
}

void PodReleaser::Run(const std::stop_token& stop) {
  std::optional<std::chrono::steady_clock::time_point> deadline;
  while (auto order = Next(stop)) {
    if (stop.stop_requested()) {
      deadline = deadline.value_or(runtime_.clock.Steady() + kLastWords);
      if (runtime_.clock.Steady() > *deadline) {
        return;
      }
    }
    Carry(std::move(*order), stop);
  }
}

void PodReleaser::Carry(ReleaseOrder order, const std::stop_token& stop) {
  std::vector<PodRef> again;
  const auto start = [&](std::size_t i) {
    const PodRef& pod = order.pods[i];
    return client_.StartPatch(ResourcePath(kPods, pod.ns, pod.name), PatchType::kStrategic,
                              ReleasePatch(pod.uid));
  };
  const auto finish = [&](std::size_t i, const ApiResult& result) {
    // A conflict is another pod of that name, or a race inside the server.
    const bool other_pod =
        result.status.IsConflict() && result.status.message.find("UID") != std::string::npos;
    if (!result.ok && (result.status.IsTransient() || (result.status.IsConflict() && !other_pod))) {
      again.push_back(order.pods[i]);
      return false;
    }
    if (!result.ok && !result.status.IsNotFound() && !other_pod) {
      Seen(order.pods[i].uid);
      runtime_.Log(
          LogLevel::kError, "could not release a pod; take the finalizer off by hand",
          {{"pod", order.pods[i].ns + "/" + order.pods[i].name}, {"error", result.status.message}});
    }
    return true;
  };
  const std::size_t started = SendBurst(client_, order.pods.size(), start, finish);
  again.insert(again.end(), order.pods.begin() + static_cast<std::ptrdiff_t>(started),
               order.pods.end());
  pending_ -= order.pods.size();
  if (!again.empty()) {
    order.pods = std::move(again);
    if (runtime_.wait(kRetryDelay, stop)) {
      Queue(std::move(order));
    }
    return;
  }
  if (order.delete_succeeded) {
    DeleteCollection(order, "Succeeded");
  }
  if (order.delete_failed) {
    DeleteCollection(order, "Failed");
  }
}

void PodReleaser::DeleteCollection(const ReleaseOrder& order, std::string_view phase) {
  const std::string selector = std::string(kOwnerUidLabel) + "=" + order.owner_uid + "," +
                               std::string(kReleasedLabel) + "=true";
  const std::string path = ResourcePath(kPods, order.ns) +
                           "?labelSelector=" + EncodeQuery(selector) +
                           "&fieldSelector=" + EncodeQuery("status.phase=" + std::string(phase));
  const ApiResult result = client_.Delete(path);
  if (!result.ok && !result.status.IsNotFound()) {
    runtime_.Log(LogLevel::kWarning, "could not delete released pods; the next record tries again",
                 {{"namespace", order.ns}, {"error", result.status.message}});
  }
}

}  // namespace executioner::kube
