/// \file
/// Advances one Workflow or Job by one step. Level-based: a key names the object, never the event;
/// after any error the run is rebuilt from its status and its pods.
#pragma once

#include <cstddef>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <unordered_map>

#include "controller/adapters/pods/pod.h"
#include "controller/adapters/pods/pod_job_runner.h"
#include "controller/engine/orchestrator.h"
#include "controller/engine/recorder.h"
#include "controller/kube/barrier.h"
#include "controller/kube/client.h"
#include "controller/kube/store.h"
#include "controller/reconcile/owned_pods.h"
#include "controller/reconcile/owners.h"
#include "controller/reconcile/refused.h"
#include "controller/reconcile/run_budget.h"

namespace executioner::reconcile {

/// What to do with the key.
struct Outcome {
  bool back_off = false;  ///< queue it again with back-off; otherwise nothing until a change, or:
  std::optional<std::chrono::steady_clock::time_point> wake_at = std::nullopt;
  /// Must be called after the key was returned to the queue; may block.
  std::function<void()> afterwards = {};
};

/// The dependencies of a reconciler; all borrowed.
struct ReconcilerParts {
  kube::Client& client;
  const Owners& owners;
  kube::Store<pods::Pod>& pods;
  kube::Barrier& barrier;
  pods::PodJobRunner& runner;
  pods::PodReleaser& releaser;
  engine::Recorder& recorder;
  engine::Orchestrator& orchestrator;
  RunBudget& budget;
  const engine::Config& config;
  /// Queues a key again; any thread.
  std::function<void(const std::string& key)> enqueue;
};

/// Observes an object, lets the functions for its phase of life (waiting.h, running.h, finished.h,
/// going.h, refused.h) decide, and acts. Reconcile is safe from any thread, for one key at a time.
class Reconciler {
 public:
  Reconciler(ReconcilerParts parts, kube::Runtime runtime);

  /// \param key  a result of OwnerKey
  /// \throws base::ExecutionerError  if something failed; the run was forgotten, so call again
  Outcome Reconcile(const std::string& key);

  /// Forgets the writes of an owner that no longer exists. Any thread.
  void Gone(const std::string& uid) { parts_.barrier.Forget(uid); }

 private:
  using ObjectPtr = Owners::Ptr;
  using ExecutionPtr = std::shared_ptr<engine::Execution>;

  /// A run and its share of the memory budget.
  struct Kept {
    ExecutionPtr execution = nullptr;
    RunBudget::Share share = {};
  };

  ExecutionPtr Cached(const std::string& key);
  void Forget(const std::string& key);
  void GiveUp(const std::string& key, const OwnerObject& known, const std::exception& error);
  void Keep(const std::string& key, Kept run);
  std::optional<OwnerObject> Read(const engine::OwnerId& owner);
  ObjectPtr WithText(const OwnerObject& object);

  Outcome LetGo(const std::string& key, const ObjectPtr& object);
  void LetGoRun(const std::string& key);
  void LetGoOwner(const engine::OwnerId& owner);
  void ReleaseDeparted(const std::string& key, const std::string& uid);
  Outcome Finish(const std::string& key, const OwnerObject& object);
  Outcome Acknowledge(const OwnerObject& known);
  Outcome Expire(const OwnerObject& object);
  void DeleteObject(const OwnerObject& object);
  Outcome Advance(const std::string& key, const OwnerObject& object);
  Outcome StartOver(const std::string& key, const OwnerObject& known);
  Outcome Ask(const std::string& key, const OwnerObject& object, std::size_t bytes, bool has_begun);
  Outcome Begin(const std::string& key, const OwnerObject& object, RunBudget::Share share);
  std::optional<Outcome> Wait(const OwnerObject& object, const engine::Execution& execution,
                              const domain::WorkflowSpec& spec);
  Outcome StepOn(const std::string& key, engine::Execution& execution);
  Outcome EndTooLarge(const std::string& key, engine::Execution& execution);

  /// Writes the status that `make` returns for the Ground of an object, if it differs from the
  /// recorded status.
  Outcome Write(const OwnerObject& object,
                const std::function<domain::Status(const Ground&)>& make);
  Outcome Write(const OwnerObject& object, const domain::Status& before,
                const domain::Status& status);

  ReconcilerParts parts_;
  const kube::Runtime runtime_;
  OwnedPods pods_;
  std::mutex mutex_;
  std::unordered_map<std::string, Kept> executions_;  // guarded by mutex_
  std::mutex large_;  // held while a large text is parsed, because values need many times its size
};

}  // namespace executioner::reconcile
