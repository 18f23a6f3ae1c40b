/// \file
/// The objects of one kind as last seen, with indexes. Values are immutable; readers share them.
///
/// One thread writes (the reflector); everything in "reading" is safe from any thread.
#pragma once

#include <atomic>
#include <cassert>
#include <cstdlib>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <set>
#include <shared_mutex>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>
#include <vector>

#include "controller/kube/applied_version.h"
#include "controller/kube/object_meta.h"

namespace executioner::kube {

/// \tparam T  a decoded object; has a member `ObjectMeta meta`
template <class T>
class Store {
 public:
  using Ptr = std::shared_ptr<const T>;
  /// The values under which an object is found; none: it is not in the index.
  using IndexFunction = std::function<std::vector<std::string>(const T&)>;
  /// before == nullptr: added; after == nullptr: deleted, `before` is the last state known. Both
  /// are valid during the call only.
  using ChangeFunction = std::function<void(const T* before, const T* after)>;

  // --- set-up: before the first write and the first reader ---

  void AddIndex(const std::string& name, IndexFunction values);

  /// Calls `change` for every change, on the writer's thread, in order, never under the lock. An
  /// object with another uid is a delete of the old and an add of the new. During the first Replace
  /// HasSynced() is still false: that tells the first list from live changes.
  void OnChange(ChangeFunction change) { on_change_.push_back(std::move(change)); }

  /// Calls `rewind` when the applied version goes back, on the writer's thread: the API server's
  /// store was restored from a backup.
  void OnRewind(std::function<void()> rewind) { applied_.OnRewind(std::move(rewind)); }

  // --- reading ---

  /// \param key  as ObjectMeta::Key()  \return nullptr when there is none
  Ptr Get(std::string_view key) const;

  /// \return the objects with that value in the index, ordered by key
  /// \pre the index was added
  std::vector<Ptr> ByIndex(std::string_view index, std::string_view value) const;

  /// \return how many objects have that value in the index
  std::size_t CountByIndex(std::string_view index, std::string_view value) const;

  /// \return the values of the index that at least one object has, in no order
  std::vector<std::string> IndexKeys(std::string_view index) const;

  /// Calls `visit` for every object there is, in no order, outside of the lock.
  void ForEach(const std::function<void(const Ptr&)>& visit) const;

  std::size_t Size() const;

  /// Whether the first Replace is complete. Workers must not start before.
  bool HasSynced() const { return synced_.load(std::memory_order_acquire); }

  /// The resource version that reading now is at least as new as, bookmarks included; empty before
  /// the first Replace.
  std::string AppliedVersion() const { return applied_.Current(); }

  /// Runs `wake` once when `version` has been applied (on the writer's thread, not under the lock).
  /// \return false when it already is, or when versions cannot be compared; `wake` is dropped then
  bool WakeAt(std::string_view version, std::function<void()> wake) {
    return applied_.WakeAt(version, std::move(wake));
  }

  // --- writing: one thread ---

  /// Makes `objects` all there is, atomically for readers. What is not among them was deleted
  /// unseen: OnChange is told. Objects of an unchanged uid and resource version are no change.
  void Replace(std::vector<T> objects, std::string_view version);

  /// Adds or updates, and advances the applied version to the object's.
  void Upsert(T object);

  /// Removes; no change when there is none. \param version  of the deletion
  void Erase(std::string_view key, std::string_view version);

  /// Nothing changed up to `version`.
  void Bookmark(std::string_view version) { applied_.Advance(version); }

 private:
  struct TextHash {
    using is_transparent = void;

    std::size_t operator()(std::string_view text) const {
      return std::hash<std::string_view>{}(text);
    }
  };
  template <class Value>
  using TextMap = std::unordered_map<std::string, Value, TextHash, std::equal_to<>>;
  using Objects = TextMap<Ptr>;
  using Slot = typename Objects::value_type;  // stays where it is while the object is in the map

  struct ByKey {
    bool operator()(const Slot* left, const Slot* right) const {
      return left->first < right->first;
    }
  };

  using Slots = std::set<const Slot*, ByKey>;

  struct Index {
    std::string name;
    IndexFunction values;
    TextMap<Slots> slots;
  };

  const Index& Named(std::string_view name) const;
  static void Enter(Index& index, const Slot& slot);
  static void Leave(Index& index, const Slot& slot);
  void Tell(const T* before, const T* after) const;

  std::vector<ChangeFunction> on_change_;
  mutable std::shared_mutex mutex_;
  Objects objects_;  // written under mutex_, as indexes_; the writer reads without
  std::vector<Index> indexes_;
  kube::AppliedVersion applied_;
  std::atomic<bool> synced_ = false;
};

}  // namespace executioner::kube

#include "controller/kube/store_impl.h"  // IWYU pragma: keep
