/// \file
/// The dependencies of PodJobRunner.
#pragma once

#include <functional>
#include <string>

#include "controller/adapters/pods/owner.h"
#include "controller/adapters/pods/pod.h"
#include "controller/adapters/pods/pod_releaser.h"
#include "controller/kube/barrier.h"
#include "controller/kube/client.h"
#include "controller/kube/store.h"

namespace executioner::pods {

/// All borrowed.
struct PodRunnerParts {
  kube::Client& client;
  kube::Store<Pod>& pods;
  kube::Barrier& barrier;
  kube::Barrier::ResourceIndex pod_store = 0;
  PodReleaser& releaser;
  /// Queues the owner again; any thread.
  std::function<void(const Owner& owner)> wake;
  /// Queues the owner after some time, for changes that no watch reports; any thread.
  std::function<void(const Owner& owner)> wake_later;
  /// Creates a warning event on the owner about a pod that somebody changed or created in place of
  /// ours; any thread.
  std::function<void(const Owner& owner, const std::string& pod, const std::string& note)> warn;
};

}  // namespace executioner::pods
