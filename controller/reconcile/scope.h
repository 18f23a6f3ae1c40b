/// \file
/// Everything for the objects of one namespace, or of all namespaces: stores, the reflectors that
/// fill them, and the reconciler.
#pragma once

#include <functional>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

#include "controller/adapters/pods/status_store.h"
#include "controller/kube/event_recorder.h"
#include "controller/kube/reflector.h"
#include "controller/kube/work_queue.h"
#include "controller/reconcile/foreign_pods.h"
#include "controller/reconcile/reconciler.h"

namespace executioner::reconcile {

/// The dependencies that scopes share; all borrowed.
struct ScopeParts {
  kube::Client& client;
  kube::WorkQueue& queue;
  pods::PodReleaser& releaser;
  engine::NotificationHandler& notifications;
  engine::MetricsCollector& metrics;
  kube::EventRecorder& events;
  RunBudget& budget;
  const KeptText& texts;
};

class Scope {
 public:
  /// \param ns  the namespace; "": all
  Scope(std::string ns, const ScopeParts& parts, const pods::PodSettings& pods,
        const engine::Config& config, const kube::Runtime& runtime);

  /// Starts the reflectors, each on its own thread, or restarts them: every store is then updated
  /// by a new consistent list. Safe from any thread, like Stop.
  void Start();

  /// Stops the reflectors and waits until they have ended.
  void Stop();

  bool HasSynced() const;

  /// Calls `wake` once after all stores have been filled, or immediately if they are.
  void OnSynced(const std::function<void()>& wake);

  /// Waits until every store is as new as the API server is now. \throws kube::KubeApiError
  /// \return false if `stop` was requested first
  bool CatchUp(const std::stop_token& stop);

  /// Must be called when this process becomes the leader. From then on, pods that only refer to an
  /// owner are reported, and those that have our finalizer are released unless the owner's run is
  /// active, because they could be its own.
  void Activate() { foreign_.Activate(); }

  Reconciler& GetReconciler() { return reconciler_; }

  const std::string& Namespace() const { return ns_; }

 private:
  void Enqueue(const std::string& key, bool live);
  void OwnerChanged(const OwnerObject* before, const OwnerObject* after, bool live);
  void StopReflectors();
  void PodChanged(const pods::Pod* before, const pods::Pod* after, bool live);

  pods::PodRunnerParts RunnerParts();
  void Wake(const pods::Owner& owner, bool live);
  void Warn(const pods::Owner& owner, const std::string& pod, const std::string& note);
  void WakeClaimed(const pods::Pod& pod);
  template <class T>
  std::jthread Reflect(const kube::Resource& resource, const kube::ReflectorOptions& options,
                       kube::Store<T>& store, kube::Decode<T> decode);

  const std::string ns_;
  const ScopeParts parts_;
  const kube::Runtime runtime_;
  Owners owners_;
  kube::Store<pods::Pod> pods_;
  ForeignPods foreign_;
  kube::Barrier barrier_;
  pods::StatusStore statuses_;
  pods::PodJobRunner runner_;
  engine::Recorder recorder_;
  engine::Orchestrator orchestrator_;
  Reconciler reconciler_;
  std::mutex starting_;
  std::vector<std::jthread> threads_;  // guarded by starting_
};

}  // namespace executioner::reconcile
