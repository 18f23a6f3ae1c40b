/// \file
/// JobRunner with pods: creates them, stops them, and reports what the pod store says of them.
#pragma once

#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <unordered_map>
#include <utility>
#include <vector>

#include "controller/adapters/pods/pod.h"
#include "controller/adapters/pods/pod_builder.h"
#include "controller/adapters/pods/pod_identity.h"
#include "controller/adapters/pods/pod_releaser.h"
#include "controller/engine/config.h"
#include "controller/engine/ports/job_runner.h"
#include "controller/kube/barrier.h"
#include "controller/kube/client.h"
#include "controller/kube/runtime.h"
#include "controller/kube/store.h"

namespace executioner::pods {

/// What the runner stands on; all borrowed.
struct PodRunnerParts {
  kube::Client& client;
  kube::Store<Pod>& pods;
  kube::Barrier& barrier;
  kube::Barrier::ResourceIndex pod_store = 0;
  PodReleaser& releaser;
  /// Puts the owner into the work queue again; any thread.
  std::function<void(const Owner& owner)> wake;
  /// Tells people about a pod that somebody changed or put in place of ours: a warning event on the
  /// owner; any thread.
  std::function<void(const Owner& owner, const std::string& pod, const std::string& note)> warn;
};

/// A pod of ours that changed, as it was when it was proven to be ours.
struct PodChange {
  std::string key = {};  ///< of the store
  std::string uid = {};  ///< of the pod; "" when it was never seen
  std::string job = {};
  AttemptId id = {};
};

class PodJobRunner : public engine::JobRunner {
 public:
  PodJobRunner(const PodRunnerParts& parts, PodSettings settings, const engine::Config& config,
               kube::Runtime runtime)
      : parts_(parts),
        settings_(std::move(settings)),
        config_(config),
        runtime_(std::move(runtime)) {}

  /// Remembers which pods changed, so that Observe need not look at all of them: pods that are
  /// proven to be of an owner that Observe has looked at, or were before the change. For
  /// Store::OnChange, on the writer's thread.
  void PodChanged(const Pod* before, const Pod* after);

  /// The owner is gone or its run has been forgotten: nothing is remembered for it until Observe
  /// looks at it as a whole again.
  void Forget(const Owner& owner);

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
  static std::string NameOf(const engine::Execution& execution, int job, int attempt);
  static const domain::JobState& StateOf(const engine::Execution& execution, int job);
  /// The attempt as if its pod had changed, without knowing the pod's UID.
  static PodChange ChangeOf(const engine::Execution& execution, int job, int attempt);

  std::vector<domain::AttemptSeen> LookAtAll(const engine::Execution& execution);
  std::vector<domain::AttemptSeen> LookAtPods(const engine::Execution& execution);
  std::vector<domain::AttemptSeen> LookAtChanges(const engine::Execution& execution);
  std::vector<PodChange> TakeChanges(const Owner& owner);
  void LookAgain(const engine::Execution& execution, PodChange change);
  domain::AttemptSeen Vanished(const PodChange& change, int job, std::string message) const;
  domain::AttemptSeen Confirm(const engine::Execution& execution, const PodChange& change);
  domain::AttemptSeen InPlaceOf(const engine::Execution& execution, const PodChange& change,
                                const Pod& other);
  Pod Repair(const engine::Execution& execution, const PodChange& change, Pod pod);
  engine::LaunchResult ReadLaunch(const engine::Execution& execution, const domain::Launch& launch,
                                  const kube::ApiResult& result);
  engine::LaunchResult ReadExisting(const engine::Execution& execution,
                                    const domain::Launch& launch);
  std::optional<std::string> UidToStop(const engine::Execution& execution,
                                       const domain::Stop& stop);
  kube::PendingResult StartStop(const engine::Execution& execution, const domain::Stop& stop,
                                const std::string& uid);

  PodRunnerParts parts_;
  const PodSettings settings_;
  const engine::Config& config_;
  const kube::Runtime runtime_;
  std::mutex mutex_;
  /// OwnerIndex -> pod key -> change, of owners that were looked at. Guarded by mutex_.
  std::unordered_map<std::string, std::map<std::string, PodChange>> changes_;
};

}  // namespace executioner::pods
