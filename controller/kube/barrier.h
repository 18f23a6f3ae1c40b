/// \file
/// Own-write barrier: the controller decides nothing for an owner until the stores have seen its
/// own writes for that owner (KEP-5647; kubernetes pkg/controller/util/consistency). Without it, a
/// stale read could start a pod twice.
#pragma once

#include <functional>
#include <map>
#include <mutex>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "controller/kube/store.h"

namespace executioner::kube {

/// Safe from any thread. Must outlive the writers of the stores, whose threads run the wake
/// functions.
///
/// \par Example
///   Barrier barrier;
///   const auto pods = barrier.AddStore(pod_store);
///   barrier.Wrote(workflow_uid, pods, resource_version_of_the_created_pod);
///   ...
///   if (!barrier.Ready(workflow_uid, [&, key] { queue.Add(key); })) {
///     return;  // woken when the store has caught up; never on back-off
///   }
class Barrier {
 public:
  using ResourceIndex = std::size_t;
  using WakeAt = std::function<bool(std::string_view version, std::function<void()> wake)>;

  /// Adds a store; must be called before the first use. \return the index of the store, for Wrote
  template <class T>
  ResourceIndex AddStore(Store<T>& store) {
    return AddStore([&store](std::string_view version, std::function<void()> wake) {
      return store.WakeAt(version, std::move(wake));
    });
  }

  ResourceIndex AddStore(WakeAt wake_at);

  /// Remembers a successful write. Versions that are not decimal are ignored.
  void Wrote(const std::string& owner_uid, ResourceIndex resource, std::string_view version);

  /// \return whether the stores have seen every write for this owner. If not, `wake` runs once
  /// after the store that is behind has caught up; then call Ready again. At most one `wake` waits
  /// per owner and later ones are discarded, so all must have the same effect.
  bool Ready(const std::string& owner_uid, std::function<void()> wake);

  /// Forgets an owner that no longer exists.
  void Forget(const std::string& owner_uid);

  /// The API server's store was restored from a backup: stops waiting for earlier writes.
  void ForgetAll();

  /// \return the number of owners whose writes have not been checked since
  std::size_t Size() const;

 private:
  struct Owner {
    std::map<ResourceIndex, std::string> wrote;
    bool parked = false;
  };

  void Unpark(const std::string& owner_uid);

  std::vector<WakeAt> stores_;
  mutable std::mutex mutex_;
  std::unordered_map<std::string, Owner> owners_;  // guarded by mutex_
};

}  // namespace executioner::kube
