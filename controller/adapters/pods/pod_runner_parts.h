/// \file
/// What the job runner with pods stands on.
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
  /// Puts the owner into the work queue again; any thread.
  std::function<void(const Owner& owner)> wake;
  /// The same, after some time: for what no watch reports; any thread.
  std::function<void(const Owner& owner)> wake_later;
  /// Tells people about a pod that somebody changed or put in place of ours: a warning event on the
  /// owner; any thread.
  std::function<void(const Owner& owner, const std::string& pod, const std::string& note)> warn;
};

}  // namespace executioner::pods
