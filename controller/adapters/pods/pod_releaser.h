/// \file
/// Takes our finalizer off pods whose outcome is on record, and deletes those that nobody wants to
/// keep. Works behind everything else, so that no pod's creation waits for another pod's release.
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
  std::string uid = {};  ///< another pod of that name is left alone; empty: any
  /// Value of kOutcomeLabel, "" when the attempt has not ended. Filled in by Release, as is `stop`.
  std::string_view outcome = {};
  /// The pod outlives its job and is stopped with its release, the way a cancel stops one.
  bool stop = false;
};

/// Pods of one owner that are on record.
struct ReleaseOrder {
  std::vector<PodRef> pods = {};
  std::string ns = {};
  std::string owner_uid = {};
  bool delete_succeeded = false;  ///< after the release, one deletecollection
  bool delete_failed = false;
  bool by_phase = false;  ///< pods without kOutcomeLabel are among those to delete
  /// Foreign pods carry the owner's UID as a label, and a deletecollection would delete them too:
  /// after the release the pods of this order are deleted one by one.
  bool apart = false;
  std::vector<PodRef> deletes = {};  ///< these; filled in by Release
};

/// Release is safe from any thread; Run is one thread's.
class PodReleaser {
 public:
  /// Whether the process has nothing better to do; any thread.
  using Idle = std::function<bool()>;

  /// \param client   borrowed, as the runtime's clock
  /// \param is_idle  then many pods go at a time, else one after the other: a burst of releases
  /// keeps
  ///                 the API server from the creation of pods; empty: never
  PodReleaser(kube::Client& client, kube::Runtime runtime, Idle is_idle = {})
      : client_(client), runtime_(std::move(runtime)), is_idle_(std::move(is_idle)) {}

  /// Queues an order, without the pods that were ordered before or that have lost our finalizer
  /// since the caller looked. What fails for now is tried again; what is still queued at the end of
  /// the process is found again by the next one, by its finalizer.
  /// \param pods  where the caller saw them
  void Release(ReleaseOrder order, const kube::Store<Pod>& pods);

  /// A pod was seen without our finalizer, or is gone: what was remembered of it may go. The store
  /// must know it before.
  /// \return whether it was ordered
  bool Seen(const std::string& uid);

  /// The API server's store went back: pods may be held again that were released before. A release
  /// that lands later counts as a stranger's, so that the owner of a pod whose outcome is no longer
  /// recorded looks at it.
  void ForgetAll();

  /// Works until `stop`, then finishes what is queued within two seconds.
  void Run(const std::stop_token& stop);

  /// \return pods queued and not yet released
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
  std::deque<ReleaseOrder> queue_;           // guarded by mutex_, as below
  std::unordered_set<std::string> ordered_;  // UIDs, until they are seen without our finalizer
};

/// The paths of the released pods of an owner that ended so, for one deletecollection each. Pure.
/// \param outcome   kOutcomeSucceeded or kOutcomeFailed
/// \param by_phase  also those without kOutcomeLabel, by their phase
std::vector<std::string> ReleasedPodsPaths(const std::string& ns, const std::string& owner_uid,
                                           std::string_view outcome, bool by_phase);

/// The strategic merge patch that releases a pod. Pure.
/// \param recorded  the outcome is recorded: the pod is marked, so that nobody looks at it again
std::string ReleasePatch(const PodRef& pod, bool recorded);

}  // namespace executioner::pods
