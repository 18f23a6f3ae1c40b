/// \file
/// Removes our finalizer from pods whose outcome is recorded, and deletes pods that need not be
/// kept. Works in the background, so that releases do not delay the creation of pods.
#pragma once

#include <atomic>
#include <condition_variable>
#include <cstddef>
#include <deque>
#include <functional>
#include <mutex>
#include <optional>
#include <stop_token>
#include <string>
#include <unordered_set>
#include <vector>

#include "controller/adapters/pods/pod.h"
#include "controller/kube/client.h"
#include "controller/kube/runtime.h"
#include "controller/kube/store.h"

namespace executioner::pods {

/// A pod to release.
struct PodRef {
  std::string ns = {};
  std::string name = {};
  std::string uid = {};  ///< other pods of that name are not changed; empty: any
  /// Value of kOutcomeLabel; "" if the attempt has not ended. Set by Release, like `stop`.
  std::string_view outcome = {};
  /// Whether the pod outlives its job and must be stopped together with its release.
  bool stop = false;
};

/// Pods of one owner whose outcomes are recorded.
struct ReleaseOrder {
  std::vector<PodRef> pods = {};
  std::string ns = {};
  std::string owner_uid = {};
  bool delete_succeeded = false;  ///< with one deletecollection after the release
  bool delete_failed = false;
  bool by_phase = false;  ///< also delete pods without kOutcomeLabel, by their phase
  /// Whether to delete the pods of this order one by one, because other pods have the owner's UID
  /// as a label and a deletecollection would delete them too.
  bool apart = false;
  std::vector<PodRef> deletes = {};  ///< the pods to delete; set by Release
};

/// Release is safe from any thread; Run must be called by one thread.
class PodReleaser {
 public:
  /// Returns whether the process is idle; called on any thread.
  using Idle = std::function<bool()>;

  /// \param client   borrowed, like the runtime's clock
  /// \param is_idle  if it returns true, many pods are released at a time, otherwise one after the
  /// other, because a burst of releases would delay the creation of pods; empty: never idle
  PodReleaser(kube::Client& client, kube::Runtime runtime, Idle is_idle = {})
      : client_(client), runtime_(std::move(runtime)), is_idle_(std::move(is_idle)) {}

  /// Queues an order, except pods that are already queued or no longer have our finalizer.
  /// Transient failures are retried; pods that are still queued when the process ends are found by
  /// the next process by their finalizer.
  /// \param pods  the store in which the caller found them
  void Release(ReleaseOrder order, const kube::Store<Pod>& pods);

  /// Forgets a pod that was observed without our finalizer or is gone. The store must have been
  /// updated before.
  /// \return whether it had been queued
  bool Seen(const std::string& uid);

  /// Forgets all pods because the API server's store was restored from a backup: released pods may
  /// have the finalizer again. A release that takes effect later counts as a change by somebody
  /// else, so that an owner that has not recorded the outcome observes the pod.
  void ForgetAll();

  /// Works until `stop`, then releases queued pods for at most two seconds.
  void Run(const std::stop_token& stop);

  /// \return the number of pods that are queued and not yet released
  std::size_t Pending() const { return pending_.load(std::memory_order_relaxed); }

 private:
  bool IsIdle() const { return is_idle_ && is_idle_(); }

  void Queue(ReleaseOrder order);
  std::vector<ReleaseOrder> Next(const std::stop_token& stop);
  void Carry(std::vector<ReleaseOrder> orders, const std::stop_token& stop);
  bool Accept(PodRef& pod, const kube::ApiResult& result);
  void Complete(std::vector<ReleaseOrder> orders, const std::stop_token& stop);
  void DeleteEach(const ReleaseOrder& order);
  void DeleteCollection(const ReleaseOrder& order, std::string_view outcome);

  kube::Client& client_;
  const kube::Runtime runtime_;
  const Idle is_idle_;
  std::atomic<std::size_t> pending_ = 0;
  std::mutex mutex_;
  std::condition_variable_any arrived_;
  std::deque<ReleaseOrder> queue_;           // guarded by mutex_, like the member below
  std::unordered_set<std::string> ordered_;  // UIDs, until they are observed without our finalizer
};

/// Returns the paths of the released pods of an owner with an outcome, for one deletecollection
/// each. Pure.
/// \param outcome   kOutcomeSucceeded or kOutcomeFailed
/// \param by_phase  also pods without kOutcomeLabel, by their phase
std::vector<std::string> ReleasedPodsPaths(const std::string& ns, const std::string& owner_uid,
                                           std::string_view outcome, bool by_phase);

/// Returns the strategic merge patch that releases a pod. Pure.
/// \param recorded  whether the outcome is recorded; then the pod is labelled, so that it is not
/// examined again
std::string ReleasePatch(const PodRef& pod, bool recorded);

}  // namespace executioner::pods
