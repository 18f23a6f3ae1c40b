/// \file
/// Which pods of an owner changed since they were last looked at, so that a step need not look at
/// all of them.
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

/// A pod of ours that changed, as it was when it was proven to be ours.
struct PodChange {
  std::string key = {};  ///< of the store
  std::string uid = {};  ///< of the pod; "" when it was never seen
  std::string job = {};
  AttemptId id = {};
};

/// The attempt as if its pod had changed, without knowing the pod's UID. Pure.
PodChange ChangeOf(const engine::Execution& execution, domain::InstanceId instance, int attempt);

/// Safe from any thread.
class PodChanges {
 public:
  /// Remembers a pod that is proven to be of an owner whose changes are collected, or was before
  /// the change; of both owners if somebody made it the pod of another one. Arguments as of
  /// Store::OnChange.
  void Note(const Pod* before, const Pod* after);

  /// \return the changes since the last call for this owner; collects changes from now on
  std::vector<PodChange> Take(const Owner& owner);

  /// Remembers a pod for the next Take, unless a newer change of it is already there.
  void PutBack(const Owner& owner, PodChange change);

  /// Whether the next Take returns something.
  bool HasChanges(const Owner& owner);

  /// Collects no changes of this owner until the next Take.
  void Forget(const Owner& owner);

 private:
  std::mutex mutex_;
  /// OwnerIndex -> pod key -> change. Guarded by mutex_.
  std::unordered_map<std::string, std::map<std::string, PodChange>> changes_;
};

}  // namespace executioner::pods
