/// \file
/// A JobRunner that creates and stops pods, and observes them in the pod store.
#pragma once

#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "controller/adapters/pods/confirm_pod.h"
#include "controller/adapters/pods/pod.h"
#include "controller/adapters/pods/pod_builder.h"
#include "controller/adapters/pods/pod_changes.h"
#include "controller/adapters/pods/pod_runner_parts.h"
#include "controller/engine/config.h"
#include "controller/engine/ports/job_runner.h"
#include "controller/kube/client.h"
#include "controller/kube/runtime.h"

namespace executioner::pods {

class PodJobRunner : public engine::JobRunner {
 public:
  PodJobRunner(const PodRunnerParts& parts, PodSettings settings, const engine::Config& config,
               kube::Runtime runtime)
      : parts_(parts),
        settings_(std::move(settings)),
        config_(config),
        runtime_(std::move(runtime)) {}

  /// Remembers a changed pod, so that Observe need not examine all pods. Called by Store::OnChange
  /// on the writer's thread.
  void PodChanged(const Pod* before, const Pod* after) { changes_.Note(before, after); }

  /// Returns whether Observe will examine a pod of this owner again, because it may be ours but its
  /// metadata does not prove it. Any thread.
  bool WillLookAgain(const Owner& owner) { return changes_.HasChanges(owner); }

  /// Forgets an owner that no longer exists or whose run was forgotten, until the next complete
  /// Observe.
  void Forget(const Owner& owner) { changes_.Forget(owner); }

  /// Returns complaints about jobs whose text would not fit into a pod, or whose pods exceed the
  /// operator's limits, so that they are reported before the run starts.
  std::vector<domain::Complaint> Unbuildable(const engine::Execution& execution) const;

  std::vector<domain::AttemptSeen> Observe(const engine::Execution& execution) override;
  std::vector<engine::LaunchResult> Launch(const engine::Execution& execution,
                                           const std::vector<domain::Launch>& launches) override;
  /// \throws KubeApiError  if a stop request failed: forget the run and rebuild it
  void Stop(const engine::Execution& execution, const std::vector<domain::Stop>& stops) override;
  void Release(const engine::Execution& execution,
               const std::vector<engine::AttemptKey>& attempts) override;

 private:
  std::vector<domain::AttemptSeen> LookAtAll(const engine::Execution& execution);
  std::vector<domain::AttemptSeen> LookAtPods(const engine::Execution& execution);
  std::vector<domain::AttemptSeen> LookAtChanges(const engine::Execution& execution);
  engine::LaunchResult Refused(const domain::Refusal& refusal) const;
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
  PodChanges changes_;
  PodConfirmer confirmer_{parts_, changes_, runtime_};
};

}  // namespace executioner::pods
