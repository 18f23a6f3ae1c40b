/// \file
/// A cache of the objects of one kind, with indexes. Values are immutable; readers share them.
///
/// One thread writes (the reflector); the functions in "reading" are safe from any thread.
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
  /// Returns the values under which an object is indexed; none: it is not in the index.
  using IndexFunction = std::function<std::vector<std::string>(const T&)>;
  /// before == nullptr: added; after == nullptr: deleted, and `before` is the last known state.
  /// Both are valid only during the call.
  using ChangeFunction = std::function<void(const T* before, const T* after)>;

  // --- set-up: before the first write and the first reader ---

  void AddIndex(const std::string& name, IndexFunction values) {
    indexes_.push_back({.name = name, .values = std::move(values), .slots = {}});
  }

  /// Calls `change` for every change, in order, on the writer's thread, without holding the lock.
  /// An object with another UID is reported as a deletion and an addition. During the first Replace
  /// HasSynced() is still false, which distinguishes the first list from live changes.
  void OnChange(ChangeFunction change) { on_change_.push_back(std::move(change)); }

  /// Calls `rewind` when the applied version goes back, on the writer's thread: the API server's
  /// store was restored from a backup.
  void OnRewind(std::function<void()> rewind) { applied_.OnRewind(std::move(rewind)); }

  // --- reading ---

  /// \param key  see ObjectMeta::Key()  \return nullptr if there is no such object
  Ptr Get(std::string_view key) const {
    const std::shared_lock lock(mutex_);
    const auto found = objects_.find(key);
    return found == objects_.end() ? nullptr : found->second;
  }

  /// \return the objects with that value in the index, ordered by key
  /// \pre the index was added
  std::vector<Ptr> ByIndex(std::string_view index, std::string_view value) const {
    std::vector<Ptr> result;
    const std::shared_lock lock(mutex_);
    const Index& named = Named(index);
    const auto found = named.slots.find(value);
    if (found != named.slots.end()) {
      result.reserve(found->second.size());
      for (const Slot* slot : found->second) {
        result.push_back(slot->second);
      }
    }
    return result;
  }

  /// \return the number of objects with that value in the index
  std::size_t CountByIndex(std::string_view index, std::string_view value) const {
    const std::shared_lock lock(mutex_);
    const Index& named = Named(index);
    const auto found = named.slots.find(value);
    return found == named.slots.end() ? 0 : found->second.size();
  }

  /// \return the values of the index that at least one object has, in no particular order
  std::vector<std::string> IndexKeys(std::string_view index) const {
    std::vector<std::string> result;
    const std::shared_lock lock(mutex_);
    for (const auto& [value, slots] : Named(index).slots) {
      result.push_back(value);
    }
    return result;
  }

  /// Calls `visit` for every object, in no particular order, without holding the lock.
  void ForEach(const std::function<void(const Ptr&)>& visit) const {
    std::vector<Ptr> all;
    {
      const std::shared_lock lock(mutex_);
      all.reserve(objects_.size());
      for (const auto& [key, object] : objects_) {
        all.push_back(object);
      }
    }
    for (const Ptr& object : all) {
      visit(object);
    }
  }

  std::size_t Size() const {
    const std::shared_lock lock(mutex_);
    return objects_.size();
  }

  /// \return whether the first Replace is complete. Workers must not start before that
  bool HasSynced() const { return synced_.load(std::memory_order_acquire); }

  /// \return the resource version up to which all changes have been applied, including bookmarks;
  /// empty before the first Replace
  std::string AppliedVersion() const { return applied_.Current(); }

  /// Runs `wake` once after `version` has been applied, on the writer's thread, without holding the
  /// lock.
  /// \return false if it already is, or if versions cannot be compared; `wake` is then discarded
  bool WakeAt(std::string_view version, std::function<void()> wake) {
    return applied_.WakeAt(version, std::move(wake));
  }

  // --- writing: one thread ---

  /// Replaces all objects, atomically for readers. OnChange is also called for objects that are
  /// missing from `objects`; it is not called for objects with unchanged UID and resource version.
  void Replace(std::vector<T> objects, std::string_view version) {
    const auto unchanged = [](const Ptr& before, const T& after) {
      return before != nullptr && before->meta.uid == after.meta.uid &&
             before->meta.resource_version == after.meta.resource_version;
    };
    // Built separately and then swapped, so that readers never see a partial list.
    Objects next;
    next.reserve(objects.size());
    for (T& object : objects) {
      std::string key = object.meta.Key();
      const auto before = objects_.find(key);
      const bool keep = before != objects_.end() && unchanged(before->second, object);
      Ptr after = keep ? before->second : std::make_shared<const T>(std::move(object));
      next.insert_or_assign(std::move(key), std::move(after));
    }
    std::vector<Index> indexes;
    for (const Index& index : indexes_) {
      indexes.push_back({.name = index.name, .values = index.values, .slots = {}});
      for (const Slot& slot : next) {
        Enter(indexes.back(), slot);
      }
    }
    {
      const std::unique_lock lock(mutex_);
      objects_.swap(next);
      indexes_.swap(indexes);
    }
    for (const auto& [key, before] : next) {
      if (!objects_.contains(key)) {
        Tell(before.get(), nullptr);
      }
    }
    for (const auto& [key, after] : objects_) {
      const auto before = next.find(key);
      if (before == next.end()) {
        Tell(nullptr, after.get());
      } else if (before->second != after) {
        Tell(before->second.get(), after.get());
      }
    }
    synced_.store(true, std::memory_order_release);
    applied_.Advance(version);
  }

  /// Adds or updates an object, and advances the applied version to the object's version.
  void Upsert(T object) {
    const auto after = std::make_shared<const T>(std::move(object));
    Ptr before;
    {
      const std::unique_lock lock(mutex_);
      const auto [slot, added] = objects_.try_emplace(after->meta.Key());
      if (!added) {
        for (Index& index : indexes_) {
          Leave(index, *slot);
        }
      }
      before = std::exchange(slot->second, after);
      for (Index& index : indexes_) {
        Enter(index, *slot);
      }
    }
    Tell(before.get(), after.get());
    applied_.Advance(after->meta.resource_version);
  }

  /// Removes an object if it exists. \param version  the version of the deletion
  void Erase(std::string_view key, std::string_view version) {
    Ptr before;
    {
      const std::unique_lock lock(mutex_);
      const auto slot = objects_.find(key);
      if (slot != objects_.end()) {
        for (Index& index : indexes_) {
          Leave(index, *slot);
        }
        before = std::move(slot->second);
        objects_.erase(slot);
      }
    }
    if (before != nullptr) {
      Tell(before.get(), nullptr);
    }
    applied_.Advance(version);
  }

  /// Notes that nothing has changed up to `version`.
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
  using Slot =
      typename Objects::value_type;  // its address does not change while the object is in the map

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

  const Index& Named(std::string_view name) const {
    for (const Index& index : indexes_) {
      if (index.name == name) {
        return index;
      }
    }
    assert(false && "no such index");
    std::abort();
  }

  static void Enter(Index& index, const Slot& slot) {
    for (std::string& value : index.values(*slot.second)) {
      index.slots[std::move(value)].insert(&slot);
    }
  }

  static void Leave(Index& index, const Slot& slot) {
    for (const std::string& value : index.values(*slot.second)) {
      const auto found = index.slots.find(value);
      if (found != index.slots.end()) {
        found->second.erase(&slot);
        if (found->second.empty()) {
          index.slots.erase(found);
        }
      }
    }
  }

  void Tell(const T* before, const T* after) const {
    const bool reborn =
        before != nullptr && after != nullptr && before->meta.uid != after->meta.uid;
    for (const ChangeFunction& change : on_change_) {
      if (reborn) {
        change(before, nullptr);
        change(nullptr, after);
      } else {
        change(before, after);
      }
    }
  }

  std::vector<ChangeFunction> on_change_;
  mutable std::shared_mutex mutex_;
  Objects objects_;  // written under mutex_, like indexes_; the writer reads without it
  std::vector<Index> indexes_;
  kube::AppliedVersion applied_;
  std::atomic<bool> synced_ = false;
};

}  // namespace executioner::kube
