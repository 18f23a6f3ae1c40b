/// \file
/// All that is needed for the objects of one namespace, or of all: stores, the reflectors that fill
/// them, and the reconciler that works on them.
#pragma once

#include <functional>
#include <memory>
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

/// What scopes share; all borrowed.
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
  /// \param ns  the namespace; "" for all
  Scope(std::string ns, const ScopeParts& parts, const pods::PodSettings& pods,
        const engine::Config& config, const kube::Runtime& runtime);

  /// Starts the reflectors, each in its thread, anew if they run already: every store then catches
  /// up with a fresh consistent list. Safe from any thread, as Stop.
  void Start();

  /// Stops the reflectors and waits for them.
  void Stop();

  bool HasSynced() const;

  /// Calls `wake` once when all stores have been filled; at once when they are.
  void OnSynced(const std::function<void()>& wake);

  /// Waits until every store has seen what the API server has now. \throws kube::KubeApiError
  /// \return false when `stop` was requested first
  bool CatchUp(const std::stop_token& stop);

  /// We lead now. From now on people are told about pods that only claim to be an owner's, and
  /// those that hold our finalizer are freed unless the owner runs: they could be its own.
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
