#include "controller/adapters/pods/pod_changes.h"

#include <utility>

#include "controller/adapters/pods/pod_identity.h"
#include "controller/adapters/pods/pod_name.h"

namespace executioner::pods {

PodChange ChangeOf(const engine::Execution& execution, domain::InstanceId instance, int attempt) {
  return {.key = execution.owner.ns + "/" + PodName(execution, instance, attempt),
          .job = execution.JobOf(instance).name,
          .id = {.run = execution.run.number, .attempt = attempt}};
}

void PodChanges::Note(const Pod* before, const Pod* after) {
  const std::scoped_lock lock(mutex_);
  for (const Pod* pod : {KeepsItsOwner(before, after) ? nullptr : before, after}) {
    if (pod == nullptr || !pod->identity) {
      continue;
    }
    const auto found = changes_.find(OwnerIndex(*ControllerOf(pod->meta)));
    if (found != changes_.end()) {
      found->second.insert_or_assign(
          pod->meta.Key(), PodChange{pod->meta.Key(), pod->meta.uid, JobOf(*pod), *pod->identity});
    }
  }
}

bool PodChanges::HasChanges(const Owner& owner) {
  const std::scoped_lock lock(mutex_);
  const auto found = changes_.find(OwnerIndex(owner));
  return found != changes_.end() && !found->second.empty();
}

std::vector<PodChange> PodChanges::Take(const Owner& owner) {
  std::map<std::string, PodChange> taken;
  {
    const std::scoped_lock lock(mutex_);
    // Creates the entry if there is none: from now on, changes of this owner are collected.
    taken.swap(changes_[OwnerIndex(owner)]);
  }
  std::vector<PodChange> changes;
  changes.reserve(taken.size());
  for (auto& [key, change] : taken) {
    changes.push_back(std::move(change));
  }
  return changes;
}

void PodChanges::PutBack(const Owner& owner, PodChange change) {
  const std::scoped_lock lock(mutex_);
  std::string key = change.key;
  changes_[OwnerIndex(owner)].try_emplace(std::move(key), std::move(change));
}

void PodChanges::Forget(const Owner& owner) {
  const std::scoped_lock lock(mutex_);
  changes_.erase(OwnerIndex(owner));
}

}  // namespace executioner::pods
