/// \file
/// The operator: starts and stops everything in the right order.
#pragma once

#include <atomic>
#include <chrono>
#include <condition_variable>
#include <functional>
#include <memory>
#include <mutex>
#include <stop_token>
#include <string>
#include <thread>
#include <vector>

#include "controller/adapters/pods/event_notifier.h"
#include "controller/kube/event_recorder.h"
#include "controller/kube/lease_elector.h"
#include "controller/kube/work_queue.h"
#include "controller/reconcile/scope.h"
#include "controller/reconcile/worker.h"

namespace executioner::reconcile {

struct ControllerOptions {
  std::vector<std::string> namespaces = {};  ///< empty: all namespaces
  int workers = 8;
  bool leader_elect = true;
  kube::LeaseOptions lease = {.name = "executioner"};
  pods::PodSettings pods = {};
  engine::Config engine = {};
  RunLimits memory = {};
  std::string instance = {};  ///< reporting instance of events, such as the pod's name
};

/// Callbacks of a controller, called on any thread; they must not block.
struct ControllerHooks {
  kube::WorkQueueHooks queue = {};
  WorkerHooks worker = {};
  std::function<void(bool leader)> leading = {};
};

enum class ControllerEnd {
  kStopped,     ///< stop was requested; all work was finished in order
  kLeaseLost,   ///< another process is the leader: this one must exit immediately
  kHandedOver,  ///< an uninstall requested the lease; all work was finished in order
};

/// The dependencies of a controller; all borrowed.
struct ControllerPorts {
  kube::Client& client;         ///< for everything except the lease
  kube::Transport& lease_door;  ///< a separate transport, so that nothing can delay a renewal
  engine::MetricsCollector& metrics;
};

class Controller {
 public:
  /// The runtime's clock is borrowed.
  Controller(const ControllerPorts& ports, ControllerOptions options, ControllerHooks hooks,
             kube::Runtime runtime);

  /// Blocks until `stop` or the loss of the lease. Must be called once. Starts the reflectors,
  /// waits until the caches are filled, then acquires the lease and starts the workers. On stop,
  /// accepts no more keys, finishes writes in flight and releases, then releases the lease and
  /// sends events.
  ControllerEnd Run(const std::stop_token& stop);

  /// \return whether the caches are filled. Any thread
  bool IsReady() const { return ready_.load(std::memory_order_acquire); }

  std::size_t QueueDepth() const { return queue_.Depth(); }

 private:
  bool IsIdle() const;
  bool AwaitSync(const std::stop_token& stop);
  ControllerEnd Elect(const std::stop_token& stop);
  void Lead(const std::stop_token& stop);
  void StopLeading();
  bool CatchUp(const std::stop_token& stop);
  void Work(const std::stop_token& stop);
  void Rewound();
  void ListAgainWhenRewound(const std::stop_token& stop);
  Reconciler& ReconcilerOf(const std::string& key);

  kube::Transport& lease_door_;
  const ControllerOptions options_;
  const ControllerHooks hooks_;
  const kube::Runtime runtime_;
  kube::WorkQueue queue_;
  kube::EventRecorder recorder_;
  pods::EventNotifier notifier_;
  pods::PodReleaser releaser_;
  RunBudget budget_;
  const KeptText texts_ = {};
  std::mutex mutex_;
  std::condition_variable_any changed_;         // a scope has synced, or rewound_
  bool rewound_ = false;                        // guarded by mutex_
  std::vector<std::unique_ptr<Scope>> scopes_;  // their threads use the members above
  std::atomic<bool> ready_ = false;
  std::atomic<bool> others_led_ = false;
  std::atomic<std::chrono::steady_clock::time_point> worked_at_ = {};
  std::vector<std::jthread> workers_;
};

}  // namespace executioner::reconcile
