/// \file
/// Brings one Workflow or Job one step further. Level-based: a key says which object, never what
/// happened; whatever goes wrong, the run is rebuilt from its status and its pods.
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
#include "controller/reconcile/after_gate.h"
#include "controller/reconcile/begin_execution.h"
#include "controller/reconcile/owner_object.h"
#include "controller/reconcile/run_budget.h"

namespace executioner::reconcile {

/// What becomes of the key.
struct Outcome {
  enum class Kind {
    kDone,     ///< until something changes, or `wake_at`
    kBackOff,  ///< again, with a growing delay
  };
  Kind kind = Kind::kDone;
  std::optional<std::chrono::steady_clock::time_point> wake_at = std::nullopt;
  /// To be called when the key has been given back; may block.
  std::function<void()> afterwards = {};
};

/// What a reconciler stands on; all borrowed.
struct ReconcilerParts {
  kube::Client& client;
  kube::Store<OwnerObject>& workflows;
  kube::Store<OwnerObject>& jobs;
  kube::Store<pods::Pod>& pods;
  kube::Barrier& barrier;
  pods::PodJobRunner& runner;
  pods::PodReleaser& releaser;
  engine::Recorder& recorder;
  engine::Orchestrator& orchestrator;
  RunBudget& budget;
  const engine::Config& config;
  /// Puts a key into the work queue again; any thread.
  std::function<void(const std::string& key)> enqueue;
};

/// Index of the jobs store: owner's key -> Jobs that wait for it, or did before they became
/// InvalidSpec.
inline constexpr std::string_view kByAfter = "after";

/// Reconcile is safe from any thread, for one key at a time.
class Reconciler {
 public:
  Reconciler(ReconcilerParts parts, kube::Runtime runtime);

  /// \param key  of OwnerKey
  /// \throws base::ExecutionerError  when something failed; the run was forgotten, ask again
  Outcome Reconcile(const std::string& key);

  /// An owner does not exist any more: what was remembered of its writes may go. Any thread.
  void Gone(const std::string& uid) { parts_.barrier.Forget(uid); }

 private:
  using ObjectPtr = std::shared_ptr<const OwnerObject>;
  using ExecutionPtr = std::shared_ptr<engine::Execution>;

  /// Pods that one step deletes, each with a request that is waited for: then the worker gives the
  /// key back.
  static constexpr int kMostDeleted = 50;

  /// A run in memory and the room that it takes.
  struct Kept {
    ExecutionPtr execution = nullptr;
    RunBudget::Share share = {};
  };

  ObjectPtr Find(const std::string& key) const;
  ExecutionPtr Cached(const std::string& key);
  void Forget(const std::string& key);
  void Keep(const std::string& key, Kept run);
  ObjectPtr WithText(const OwnerObject& object);

  Outcome Abandon(const std::string& key, const ObjectPtr& object);
  void ReleaseAll(const pods::Owner& owner, const domain::PodRetention& keep = {});
  void DeletePod(const pods::Pod& pod);
  bool RemoveStrays(const OwnerObject& object);
  void DeleteReleasedApart(const pods::Owner& owner, std::string_view outcome);
  void ReleaseForeign(const std::string& key, const std::string& uid);
  Outcome Finished(const std::string& key, const OwnerObject& object);
  Outcome AfterFinish(const OwnerObject& object);
  Outcome DeletePods(const OwnerObject& object);
  Outcome DeleteExpired(const OwnerObject& object);
  void DeleteReleased(const OwnerObject& object, const domain::PodRetention& keep);
  Outcome Acknowledge(const OwnerObject& known);
  Outcome Advance(const std::string& key, const OwnerObject& object);
  Outcome StartOver(const std::string& key, const OwnerObject& known);
  Outcome Begin(const std::string& key, const OwnerObject& object, RunBudget::Share share);
  Outcome StepOn(const std::string& key, engine::Execution& execution);
  Outcome EndTooLarge(const std::string& key, engine::Execution& execution);
  Outcome RefuseSpec(const OwnerObject& object, const CheckedSpec& checked);
  Outcome RefuseLarge(const OwnerObject& object, std::size_t bytes);
  Outcome Throttle(const OwnerObject& object);
  Outcome EndUnbegun(const OwnerObject& object);
  Outcome WriteBare(const OwnerObject& object, const domain::Status& before,
                    const domain::Status& status);
  bool HasPods(const pods::Owner& owner, std::optional<int> run = std::nullopt) const;
  LookUp LookUpFor(const std::string& ns, const std::vector<domain::AfterRef>& latched) const;
  std::optional<Outcome> CheckAfter(const OwnerObject& object, const engine::Execution& execution,
                                    const domain::WorkflowSpec& spec);
  bool RemoveForeignHashes(const OwnerObject& object, const engine::Execution& execution);

  ReconcilerParts parts_;
  const kube::Runtime runtime_;
  std::mutex mutex_;
  std::unordered_map<std::string, Kept> executions_;  // guarded by mutex_
  std::mutex large_;  // held while a large text is read: values take many times its size
};

}  // namespace executioner::reconcile
