/// \file
/// Own-write barrier: nobody decides for an owner before the stores have seen what we wrote for it
/// (KEP-5647; kubernetes pkg/controller/util/consistency). Without it a stale read starts a pod
/// twice.
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

/// Safe from any thread. Outlives the stores' writers, whose threads run the wake functions.
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

  /// Before the first use. \return the number by which Wrote knows the store
  template <class T>
  ResourceIndex AddStore(Store<T>& store) {
    return AddStore([&store](std::string_view version, std::function<void()> wake) {
      return store.WakeAt(version, std::move(wake));
    });
  }

  ResourceIndex AddStore(WakeAt wake_at);

  /// Remembers a successful write. A version that is not decimal is not waited for.
  void Wrote(const std::string& owner_uid, ResourceIndex resource, std::string_view version);

  /// \return whether the stores have seen every write for this owner. If not, `wake` runs once when
  ///         the store that is behind has caught up; ask again then. While one is parked for this
  ///         owner further ones are dropped, so ask with the same effect each time.
  bool Ready(const std::string& owner_uid, std::function<void()> wake);

  /// The owner is gone.
  void Forget(const std::string& owner_uid);

  /// The API server's store was restored from a backup: stops waiting for earlier writes.
  void ForgetAll();

  /// \return owners with writes that nobody has asked about since
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
