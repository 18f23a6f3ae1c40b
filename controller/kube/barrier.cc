#include "controller/kube/barrier.h"

#include <utility>

#include "controller/kube/resource_version.h"

namespace executioner::kube {

auto Barrier::AddStore(WakeAt wake_at) -> ResourceIndex {
  stores_.push_back(std::move(wake_at));
  return stores_.size() - 1;
}

void Barrier::Wrote(const std::string& owner_uid, ResourceIndex resource,
                    std::string_view version) {
  // A version without an order could be waited for in vain.
  if (!IsComparable(version)) {
    return;
  }
  const std::lock_guard lock(mutex_);
  std::string& latest = owners_[owner_uid].wrote[resource];
  if (OlderVersion{}(latest, version)) {
    latest = version;
  }
}

bool Barrier::Ready(const std::string& owner_uid, std::function<void()> wake) {
  const std::lock_guard lock(mutex_);
  const auto found = owners_.find(owner_uid);
  if (found == owners_.end()) {
    return true;
  }
  Owner& owner = found->second;
  if (owner.parked) {
    return false;
  }
  // A store runs wake functions outside of its own lock, so asking it under ours cannot deadlock.
  // Unparked first: the woken key asks again, and a key that is parked is never ready.
  const auto resume = [this, owner_uid, wake = std::move(wake)] {
    Unpark(owner_uid);
    wake();
  };
  while (!owner.wrote.empty()) {
    const auto& [resource, version] = *owner.wrote.begin();
    if (stores_[resource](version, resume)) {
      owner.parked = true;
      return false;
    }
    owner.wrote.erase(owner.wrote.begin());
  }
  owners_.erase(found);
  return true;
}

void Barrier::Unpark(const std::string& owner_uid) {
  const std::lock_guard lock(mutex_);
  const auto found = owners_.find(owner_uid);
  if (found != owners_.end()) {
    found->second.parked = false;
  }
}

void Barrier::Forget(const std::string& owner_uid) {
  const std::lock_guard lock(mutex_);
  owners_.erase(owner_uid);
}

void Barrier::ForgetAll() {
  const std::lock_guard lock(mutex_);
  for (auto& [uid, owner] : owners_) {
    owner.wrote.clear();  // the store wakes parked keys, which then unpark themselves
  }
}

std::size_t Barrier::Size() const {
  const std::lock_guard lock(mutex_);
  return owners_.size();
}

}  // namespace executioner::kube
