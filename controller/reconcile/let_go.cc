// What the Reconciler does for owners that are gone or being deleted; going.h decides which.
#include <set>
#include <string>
#include <utility>

#include "controller/adapters/pods/pod_identity.h"
#include "controller/reconcile/going.h"
#include "controller/reconcile/reconciler.h"

namespace executioner::reconcile {

/// Releases everything of an owner that is gone or being deleted.
Outcome Reconciler::LetGo(const std::string& key, const ObjectPtr& object) {
  parts_.budget.Leave(key);
  LetGoRun(key);
  if (object) {
    LetGoOwner(OwnerOf(*object));
  }
  return {};
}

void Reconciler::LetGoRun(const std::string& key) {
  if (const ExecutionPtr cached = Cached(key)) {
    LetGoOwner(cached->owner);
    Forget(key);
  }
}

void Reconciler::LetGoOwner(const engine::OwnerId& owner) {
  pods_.Release(owner);
  parts_.barrier.Forget(owner.uid);
}

/// Releases pods of owners of that name with another UID, unless the API server has that owner.
void Reconciler::ReleaseDeparted(const std::string& key, const std::string& uid) {
  std::set<std::string> others;
  engine::OwnerId owner;
  for (const auto& pod : parts_.pods.ByIndex(pods::kUnreleasedByKey, key)) {
    owner = *pods::ControllerOf(pod->meta);
    if (owner.uid != uid) {
      others.insert(owner.uid);
    }
  }
  if (others.empty()) {
    return;
  }
  const auto live = Read(owner);
  for (const std::string& departed : Departed(std::move(others), live ? &*live : nullptr)) {
    owner.uid = departed;
    pods_.Release(owner);
  }
}

}  // namespace executioner::reconcile
