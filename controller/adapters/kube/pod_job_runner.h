/// \file
/// JobRunner with pods: creates them, stops them, and reports what the pod store says of them.
#pragma once

#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <unordered_map>
#include <utility>
#include <vector>

#include "controller/adapters/kube/barrier.h"
#include "controller/adapters/kube/client.h"
#include "controller/adapters/kube/pod.h"
#include "controller/adapters/kube/pod_builder.h"
#include "controller/adapters/kube/pod_releaser.h"
#include "controller/adapters/kube/runtime.h"
#include "controller/adapters/kube/store.h"
#include "controller/engine/config.h"
#include "controller/engine/ports/job_runner.h"

namespace executioner::kube {

/// Index of the pod store: owner's UID -> its pods.
inline constexpr std::string_view kByOwnerUid = "owner-uid";
/// Index of the pod store: owner's UID -> its pods that hold our finalizer.
inline constexpr std::string_view kUnreleased = "unreleased";
/// Index of the pod store: owner's UID -> its released pods whose phase alone tells how they ended.
inline constexpr std::string_view kReleasedByPhase = "released-by-phase";

/// What the runner stands on; all borrowed.
struct PodRunnerParts {
  Client& client;
  Store<Pod>& pods;
  Barrier& barrier;
  Barrier::ResourceIndex pod_store = 0;
  PodReleaser& releaser;
};

/// A pod of ours that changed, by its place in the plan's words.
struct PodChange {
  std::string key = {};  ///< of the store
  std::string job = {};
  int run = 0;
  int attempt = 0;
};

/// Whether the pod's outcome is on record and it was let go.
bool IsReleased(const Pod& pod);

/// Whether the pod was released without kOutcomeLabel: by version 0.1.0, or before it had ended.
bool IsReleasedByPhase(const Pod& pod);

class PodJobRunner : public engine::JobRunner {
 public:
  PodJobRunner(const PodRunnerParts& parts, PodSettings settings, const engine::Config& config,
               Runtime runtime)
      : parts_(parts),
        settings_(std::move(settings)),
        config_(config),
        runtime_(std::move(runtime)) {}

  /// Remembers which pods changed, so that Observe need not look at all of them. For
  /// Store::OnChange, on the writer's thread. \return the owner's UID, "" for a pod that is not
  /// ours
  std::string PodChanged(const Pod* before, const Pod* after);

  /// The owner is gone or its run has been forgotten: what was remembered for it may go.
  void Forget(const std::string& owner_uid);

  /// Complaints about jobs whose text would not fit into a pod, or whose pod the operator's limits
  /// forbid: better said before the run starts than at their turn.
  std::vector<domain::Complaint> Unbuildable(const engine::Execution& execution) const;

  std::vector<domain::AttemptSeen> Observe(const engine::Execution& execution) override;
  std::vector<engine::LaunchResult> Launch(const engine::Execution& execution,
                                           const std::vector<domain::Launch>& launches) override;
  /// \throws KubeApiError  when a stop could not be delivered: forget the run and rebuild it
  void Stop(const engine::Execution& execution, const std::vector<domain::Stop>& stops) override;
  void Release(const engine::Execution& execution,
               const std::vector<std::pair<int, int>>& attempts) override;

 private:
  std::vector<domain::AttemptSeen> LookAtAll(const engine::Execution& execution);
  std::vector<domain::AttemptSeen> LookAtPods(const engine::Execution& execution);
  std::vector<domain::AttemptSeen> LookAtChanges(const engine::Execution& execution);
  std::vector<PodChange> TakeChanges(const std::string& owner_uid);
  domain::AttemptSeen Vanished(const std::string& pod, int job, int attempt) const;
  domain::AttemptSeen Confirm(const engine::Execution& execution, int job);
  void Relabel(const engine::Execution& execution, int job, const Pod& pod);
  engine::LaunchResult ReadLaunch(const engine::Execution& execution, const domain::Launch& launch,
                                  const ApiResult& result);
  engine::LaunchResult ReadExisting(const engine::Execution& execution,
                                    const domain::Launch& launch);
  PendingResult StartStop(const engine::Execution& execution, const domain::Stop& stop);

  PodRunnerParts parts_;
  const PodSettings settings_;
  const engine::Config& config_;
  const Runtime runtime_;
  std::mutex mutex_;
  /// Owner UID -> pod key -> change. Guarded by mutex_.
  std::unordered_map<std::string, std::map<std::string, PodChange>> changes_;
};

}  // namespace executioner::kube
