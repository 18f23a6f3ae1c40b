/// \file
/// Implementation of Store<T>; include store.h.
#pragma once

#include "controller/kube/store.h"

namespace executioner::kube {

template <class T>
void Store<T>::AddIndex(const std::string& name, IndexFunction values) {
  indexes_.push_back({.name = name, .values = std::move(values), .slots = {}});
}

template <class T>
auto Store<T>::Get(std::string_view key) const -> Ptr {
  const std::shared_lock lock(mutex_);
  const auto found = objects_.find(key);
  return found == objects_.end() ? nullptr : found->second;
}

template <class T>
auto Store<T>::ByIndex(std::string_view index, std::string_view value) const -> std::vector<Ptr> {
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

template <class T>
std::size_t Store<T>::CountByIndex(std::string_view index, std::string_view value) const {
  const std::shared_lock lock(mutex_);
  const Index& named = Named(index);
  const auto found = named.slots.find(value);
  return found == named.slots.end() ? 0 : found->second.size();
}

template <class T>
std::vector<std::string> Store<T>::IndexKeys(std::string_view index) const {
  std::vector<std::string> result;
  const std::shared_lock lock(mutex_);
  for (const auto& [value, slots] : Named(index).slots) {
    result.push_back(value);
  }
  return result;
}

template <class T>
void Store<T>::ForEach(const std::function<void(const Ptr&)>& visit) const {
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

template <class T>
std::size_t Store<T>::Size() const {
  const std::shared_lock lock(mutex_);
  return objects_.size();
}

template <class T>
void Store<T>::Replace(std::vector<T> objects, std::string_view version) {
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

template <class T>
void Store<T>::Upsert(T object) {
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

template <class T>
void Store<T>::Erase(std::string_view key, std::string_view version) {
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

template <class T>
auto Store<T>::Named(std::string_view name) const -> const Index& {
  for (const Index& index : indexes_) {
    if (index.name == name) {
      return index;
    }
  }
  assert(false && "no such index");
  std::abort();
}

template <class T>
void Store<T>::Enter(Index& index, const Slot& slot) {
  for (std::string& value : index.values(*slot.second)) {
    index.slots[std::move(value)].insert(&slot);
  }
}

template <class T>
void Store<T>::Leave(Index& index, const Slot& slot) {
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

template <class T>
void Store<T>::Tell(const T* before, const T* after) const {
  const bool reborn = before != nullptr && after != nullptr && before->meta.uid != after->meta.uid;
  for (const ChangeFunction& change : on_change_) {
    if (reborn) {
      change(before, nullptr);
      change(nullptr, after);
    } else {
      change(before, after);
    }
  }
}

}  // namespace executioner::kube
