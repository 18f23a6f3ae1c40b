/// \file
/// Collects the pods of an owner that have changed since the last step, so that a step need not
/// examine all of them.
#pragma once

#include <map>
#include <mutex>
#include <string>
#include <unordered_map>
#include <vector>

#include "controller/adapters/pods/attempt_id.h"
#include "controller/adapters/pods/owner.h"
#include "controller/adapters/pods/pod.h"
#include "controller/engine/execution.h"

namespace executioner::pods {

/// A changed pod, as it was when it was proven to be ours.
struct PodChange {
  std::string key = {};  ///< its key in the store
  std::string uid = {};  ///< of the pod; "": never observed
  std::string job = {};
  AttemptId id = {};
};

/// Returns a change of the attempt's pod, without its UID. Pure.
PodChange ChangeOf(const engine::Execution& execution, domain::InstanceId instance, int attempt);

/// Safe from any thread.
class PodChanges {
 public:
  /// Adds a pod if its owner before or after the change is one whose changes are collected; for
  /// both owners if somebody changed the owner. For the arguments, see Store::OnChange.
  void Note(const Pod* before, const Pod* after);

  /// Returns the changes since the last call for this owner, and collects changes from now on.
  std::vector<PodChange> Take(const Owner& owner);

  /// Adds a pod for the next Take, unless there is a newer change of it.
  void PutBack(const Owner& owner, PodChange change);

  /// \return whether the next Take returns any change
  bool HasChanges(const Owner& owner);

  /// Stops collecting changes of this owner until the next Take.
  void Forget(const Owner& owner);

 private:
  std::mutex mutex_;
  /// OwnerIndex to pod key to change. Guarded by mutex_.
  std::unordered_map<std::string, std::map<std::string, PodChange>> changes_;
};

}  // namespace executioner::pods
