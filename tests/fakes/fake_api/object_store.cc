#include "tests/fakes/fake_api/object_store.h"

#include <algorithm>
#include <utility>

namespace executioner::fakes {

using nlohmann::json;

namespace {

bool WaitsForOthers(const ObjectKey& key, const json& metadata) {
  if (!metadata.contains("deletionTimestamp")) {
    return false;
  }
  const json finalizers = metadata.value("finalizers", json::array());
  return key.resource->plural == "namespaces" ||
         std::any_of(finalizers.begin(), finalizers.end(), [](const json& finalizer) {
           return finalizer == "foregroundDeletion" || finalizer == "orphan";
         });
}

}  // namespace

std::string ObjectStore::NextUid() {
  const std::string digits = std::to_string(++uid_count_);
  return "00000000-0000-4000-8000-" + std::string(12 - digits.size(), '0') + digits;
}

Object ObjectStore::Find(const ObjectKey& key) const {
  const auto found = objects_.find(key);
  return found == objects_.end() ? nullptr : found->second;
}

std::vector<Object> ObjectStore::List(const ResourceInfo* resource, const std::string& ns) const {
  std::vector<Object> listed;
  for (auto it = objects_.lower_bound({resource, ns, ""});
       it != objects_.end() && it->first.resource == resource; ++it) {
    if (!ns.empty() && it->first.ns != ns) {
      break;
    }
    listed.push_back(it->second);
  }
  return listed;
}

Object ObjectStore::Put(const ObjectKey& key, json object) {
  object["metadata"]["resourceVersion"] = std::to_string(revision_ + 1);
  Object& slot = objects_[key];
  const Object previous = std::exchange(slot, std::make_shared<const json>(std::move(object)));
  Object stored = slot;
  if (previous != nullptr) {
    Unindex(key, *previous);
  }
  Index(key, *stored);
  Commit({.type = previous == nullptr ? Change::Type::kAdded : Change::Type::kModified,
          .key = key,
          .object = stored,
          .previous = previous});
  return stored;
}

Object ObjectStore::Remove(const ObjectKey& key) {
  const Object previous = objects_.at(key);
  json last = *previous;
  last["metadata"]["resourceVersion"] = std::to_string(revision_ + 1);
  objects_.erase(key);
  Unindex(key, *previous);
  Object object = std::make_shared<const json>(std::move(last));
  Commit({.type = Change::Type::kDeleted, .key = key, .object = object, .previous = previous});
  return object;
}

void ObjectStore::Commit(Change change) {
  change.revision = ++revision_;
  history_.push_back(change);
  while (history_.size() > history_limit_) {
    compacted_ = history_.front().revision;
    history_.pop_front();
  }
  for (const auto& observer : observers_) {
    observer(change);
  }
}

std::optional<std::vector<Change>> ObjectStore::Since(const ResourceInfo* resource,
                                                      std::int64_t revision) const {
  if (revision < compacted_) {
    return std::nullopt;
  }
  std::vector<Change> changes;
  for (const Change& change : history_) {
    if (change.revision > revision && change.key.resource == resource) {
      changes.push_back(change);
    }
  }
  return changes;
}

void ObjectStore::Compact() {
  history_.clear();
  compacted_ = revision_;
}

void ObjectStore::Index(const ObjectKey& key, const json& object) {
  const json& metadata = object.at("metadata");
  uids_.insert(metadata.at("uid").get<std::string>());
  if (WaitsForOthers(key, metadata)) {
    waiting_.insert(key);
  }
  for (const json& owner : metadata.value("ownerReferences", json::array())) {
    dependents_[owner.value("uid", "")].insert(key);
  }
}

void ObjectStore::Unindex(const ObjectKey& key, const json& object) {
  const json& metadata = object.at("metadata");
  uids_.erase(metadata.at("uid").get<std::string>());
  waiting_.erase(key);
  for (const json& owner : metadata.value("ownerReferences", json::array())) {
    const auto found = dependents_.find(owner.value("uid", ""));
    if (found != dependents_.end()) {
      found->second.erase(key);
      if (found->second.empty()) {
        dependents_.erase(found);
      }
    }
  }
}

std::vector<ObjectKey> ObjectStore::Orphans() const {
  std::vector<ObjectKey> orphans;
  for (const auto& [uid, keys] : dependents_) {
    if (!uids_.contains(uid)) {
      orphans.insert(orphans.end(), keys.begin(), keys.end());
    }
  }
  return orphans;
}

std::vector<ObjectKey> ObjectStore::DependentsOf(const std::string& uid) const {
  const auto found = dependents_.find(uid);
  return found == dependents_.end()
             ? std::vector<ObjectKey>{}
             : std::vector<ObjectKey>(found->second.begin(), found->second.end());
}

std::vector<ObjectKey> ObjectStore::KeysIn(const std::string& ns) const {
  std::vector<ObjectKey> keys;
  for (const auto& [key, object] : objects_) {
    if (key.resource->namespaced && key.ns == ns) {
      keys.push_back(key);
    }
  }
  return keys;
}

void ObjectStore::RestoreFrom(const ObjectStore& backup) {
  auto observers = std::move(observers_);
  const std::int64_t uids = uid_count_;
  *this = backup;
  observers_ = std::move(observers);
  uid_count_ = uids;
}

}  // namespace executioner::fakes
