#include "controller/adapters/pods/pod_releaser.h"

#include <algorithm>
#include <utility>

#include "controller/adapters/pods/names.h"
#include "controller/adapters/pods/pod_ending.h"
#include "controller/adapters/pods/pod_identity.h"
#include "controller/base/json_writer.h"
#include "controller/kube/burst.h"

namespace executioner::pods {
namespace {

constexpr base::Duration kRetryDelay{1000};
constexpr std::chrono::seconds kLastWords{2};
constexpr std::size_t kIdlePods = 64;  // then check again for other work

}  // namespace

std::vector<std::string> ReleasedPodsPaths(const std::string& ns, const std::string& owner_uid,
                                           std::string_view outcome, bool by_phase) {
  const std::string path = kube::ResourcePath(kube::kPods, ns) + "?labelSelector=";
  const std::string label{kOutcomeLabel};
  const std::string released =
      std::string(kOwnerUidLabel) + "=" + owner_uid + "," + std::string(kReleasedLabel) + "=true,";
  std::vector<std::string> paths{path +
                                 kube::EncodeQuery(released + label + "=" + std::string(outcome))};
  if (by_phase) {
    const std::string_view phase = outcome == kOutcomeSucceeded ? "Succeeded" : "Failed";
    paths.push_back(path + kube::EncodeQuery(released + "!" + label) +
                    "&fieldSelector=" + kube::EncodeQuery("status.phase=" + std::string(phase)));
  }
  return paths;
}

std::string ReleasePatch(const PodRef& pod, bool recorded) {
  base::JsonWriter json;
  json.BeginObject().Key("metadata").BeginObject();
  if (!pod.uid.empty()) {
    json.Key("uid").Text(pod.uid);
  }
  json.Key("$deleteFromPrimitiveList/finalizers").BeginArray().Text(kRecordFinalizer).EndArray();
  if (recorded) {
    json.Key("labels").BeginObject().Key(kReleasedLabel).Text(kReleasedLabelValue);
    if (!pod.outcome.empty()) {
      json.Key(kOutcomeLabel).Text(pod.outcome);
    }
    json.EndObject();
  }
  json.EndObject();
  if (pod.stop) {
    json.Key("spec").BeginObject().Key("activeDeadlineSeconds").Number(kStopDeadlineSeconds);
    json.EndObject();
  }
  return json.EndObject().Take();
}

void PodReleaser::Release(ReleaseOrder order, const kube::Store<Pod>& pods) {
  const auto is_held = [&](const PodRef& ref) {
    const auto pod = pods.Get(ref.ns + "/" + ref.name);
    const bool is_done = pod && !pod->has_finalizer && IsReleased(*pod);
    return pod && pod->meta.uid == ref.uid && !is_done;
  };
  {
    const std::scoped_lock lock(mutex_);
    std::erase_if(order.pods, [&](const PodRef& pod) {
      if (!ordered_.insert(pod.uid).second) {
        return true;
      }
      // Seen() may have been called since the caller looked, and would not be called again.
      const bool held = is_held(pod);
      if (!held) {
        ordered_.erase(pod.uid);
      }
      return !held;
    });
  }
  // Outside of the lock: reading how an attempt ended parses its last words.
  for (PodRef& ref : order.pods) {
    const auto pod = pods.Get(ref.ns + "/" + ref.name);
    if (pod && HasEnded(*pod)) {
      const bool completed = ReadEnding(*pod).reason == domain::Reason::kCompleted;
      ref.outcome = completed ? kOutcomeSucceeded : kOutcomeFailed;
      ref.stop = OutlivesItsJob(*pod);
      if (order.apart && (completed ? order.delete_succeeded : order.delete_failed)) {
        order.deletes.push_back(ref);
      }
    }
  }
  if (order.apart) {
    order.delete_succeeded = false;
    order.delete_failed = false;
  }
  if (!order.pods.empty()) {
    Queue(std::move(order));
  }
}

bool PodReleaser::Seen(const std::string& uid) {
  const std::scoped_lock lock(mutex_);
  return ordered_.erase(uid) > 0;
}

void PodReleaser::ForgetAll() {
  const std::scoped_lock lock(mutex_);
  ordered_.clear();
}

void PodReleaser::Queue(ReleaseOrder order) {
  pending_ += order.pods.size();
  const std::scoped_lock lock(mutex_);
  queue_.push_back(std::move(order));
  arrived_.notify_one();
}

/// \return nothing on stop if nothing is queued
std::vector<ReleaseOrder> PodReleaser::Next(const std::stop_token& stop) {
  std::unique_lock lock(mutex_);
  arrived_.wait(lock, stop, [&] { return !queue_.empty(); });
  lock.unlock();
  const bool idle = IsIdle();  // the caller's function may take locks
  lock.lock();
  std::vector<ReleaseOrder> orders;
  std::size_t pods = 0;
  while (!queue_.empty() && (orders.empty() || (idle && pods < kIdlePods))) {
    pods += queue_.front().pods.size();
    orders.push_back(std::move(queue_.front()));
    queue_.pop_front();
  }
  return orders;
}

void PodReleaser::Run(const std::stop_token& stop) {
  std::optional<std::chrono::steady_clock::time_point> deadline;
  for (auto orders = Next(stop); !orders.empty(); orders = Next(stop)) {
    if (stop.stop_requested()) {
      deadline = deadline.value_or(runtime_.clock.Steady() + kLastWords);
      if (runtime_.clock.Steady() > *deadline) {
        return;
      }
    }
    Carry(std::move(orders), stop);
  }
}

void PodReleaser::Carry(std::vector<ReleaseOrder> orders, const std::stop_token& stop) {
  std::vector<std::pair<ReleaseOrder*, PodRef>> pods;
  for (ReleaseOrder& order : orders) {
    for (PodRef& pod : std::exchange(order.pods, {})) {
      pods.emplace_back(&order, std::move(pod));
    }
  }
  std::size_t started = 0;
  bool proceeds = true;
  const auto start = [&](std::size_t i) {
    const PodRef& pod = pods[started + i].second;
    return client_.StartPatch(kube::ResourcePath(kube::kPods, pod.ns, pod.name),
                              kube::PatchType::kStrategic, ReleasePatch(pod, /*recorded=*/true));
  };
  // An order that still has pods is retried, see Complete.
  const auto put_back = [](auto& pod) { pod.first->pods.push_back(std::move(pod.second)); };
  const auto finish = [&](std::size_t i, const kube::ApiResult& result) {
    if (!Accept(pods[started + i].second, result)) {
      put_back(pods[started + i]);
      proceeds = false;
    }
    return proceeds;
  };
  // Whether the process is idle may change with each burst.
  while (proceeds && started < pods.size()) {
    started += kube::SendBurst(client_, IsIdle() ? std::min(pods.size() - started, kIdlePods) : 1,
                               start, finish);
  }
  std::for_each(pods.begin() + static_cast<std::ptrdiff_t>(started), pods.end(), put_back);
  pending_ -= pods.size();
  Complete(std::move(orders), stop);
}

/// \return false if a retry may succeed
bool PodReleaser::Accept(PodRef& pod, const kube::ApiResult& result) {
  // A conflict means another pod of that name, or a race in the server.
  const bool other_pod =
      result.status.IsConflict() && result.status.message.find("UID") != std::string::npos;
  if (!result.ok && (result.status.IsTransient() || (result.status.IsConflict() && !other_pod))) {
    return false;
  }
  const bool is_refused = !result.ok && !result.status.IsNotFound() && !other_pod;
  if (is_refused && std::exchange(pod.stop, false)) {
    runtime_.Log(kube::LogLevel::kWarning,
                 "could not stop a pod whose job has ended; delete it by hand",
                 {{"pod", pod.ns + "/" + pod.name}, {"error", result.status.message}});
    return false;  // retries the release without the stop
  }
  if (is_refused) {
    Seen(pod.uid);  // a later order may try again
    runtime_.Log(kube::LogLevel::kError, "could not release a pod; remove its finalizer by hand",
                 {{"pod", pod.ns + "/" + pod.name}, {"error", result.status.message}});
  }
  return true;
}

/// Retries orders that still have pods, and deletes the pods of the others that need not be kept.
void PodReleaser::Complete(std::vector<ReleaseOrder> orders, const std::stop_token& stop) {
  std::vector<ReleaseOrder> again;
  for (ReleaseOrder& order : orders) {
    if (!order.pods.empty()) {
      again.push_back(std::move(order));
      continue;
    }
    if (order.delete_succeeded) {
      DeleteCollection(order, kOutcomeSucceeded);
    }
    if (order.delete_failed) {
      DeleteCollection(order, kOutcomeFailed);
    }
    DeleteEach(order);
  }
  if (!again.empty() && runtime_.wait(kRetryDelay, stop)) {
    for (ReleaseOrder& order : again) {
      Queue(std::move(order));
    }
  }
}

void PodReleaser::DeleteEach(const ReleaseOrder& order) {
  const auto start = [&](std::size_t i) {
    const PodRef& pod = order.deletes[i];
    return client_.StartDelete(kube::ResourcePath(kube::kPods, pod.ns, pod.name),
                               R"({"preconditions":{"uid":")" + pod.uid + R"("}})");
  };
  const auto finish = [&](std::size_t i, const kube::ApiResult& result) {
    // A conflict means that another pod has this name: ours is gone.
    if (!result.ok && !result.status.IsNotFound() && !result.status.IsConflict()) {
      runtime_.Log(
          kube::LogLevel::kWarning, "could not delete a released pod",
          {{"pod", order.ns + "/" + order.deletes[i].name}, {"error", result.status.message}});
    }
    return true;
  };
  kube::SendBurst(client_, order.deletes.size(), start, finish);
}

void PodReleaser::DeleteCollection(const ReleaseOrder& order, std::string_view outcome) {
  for (const std::string& path :
       ReleasedPodsPaths(order.ns, order.owner_uid, outcome, order.by_phase)) {
    const kube::ApiResult result = client_.Delete(path);
    if (!result.ok && !result.status.IsNotFound()) {
      runtime_.Log(kube::LogLevel::kWarning,
                   "could not delete released pods; the next record tries again",
                   {{"namespace", order.ns}, {"error", result.status.message}});
    }
  }
}

}  // namespace executioner::pods
