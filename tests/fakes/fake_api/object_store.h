/// \file
/// Objects, the global revision counter and the history of changes, like etcd and the watch cache
/// of a real API server. Independent of HTTP and of the rules of kinds. Not thread-safe.
#pragma once

#include <cstdint>
#include <deque>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <tuple>
#include <vector>

#include <nlohmann/json.hpp>

#include "tests/fakes/fake_api/route.h"

namespace executioner::fakes {

/// One version of an object; immutable after it is stored.
using Object = std::shared_ptr<const nlohmann::json>;

struct ObjectKey {
  const ResourceInfo* resource = nullptr;
  std::string ns = {};
  std::string name = {};

  /// Orders by kind, then namespace, then name.
  bool operator<(const ObjectKey& other) const {
    return std::tie(resource, ns, name) < std::tie(other.resource, other.ns, other.name);
  }
};

/// One commit.
struct Change {
  enum class Type { kAdded, kModified, kDeleted };
  Type type = Type::kAdded;
  std::int64_t revision = 0;
  ObjectKey key = {};
  Object object =
      {};  ///< the new version; for a deletion the last version, with the revision of the deletion
  Object previous = {};  ///< null if the object was added
};

class ObjectStore {
 public:
  /// Returns the revision of the last commit. Begins below 100, so that code that compares
  /// revisions as text fails early in every test.
  std::int64_t Revision() const { return revision_; }

  /// Returns "00000000-0000-4000-8000-000000000001" and so on.
  std::string NextUid();

  /// \return the object, or null
  Object Find(const ObjectKey& key) const;

  /// \param ns  empty: all namespaces
  /// \return the objects, ordered by namespace and name
  std::vector<Object> List(const ResourceInfo* resource, const std::string& ns) const;

  /// Stores `object` with a new revision, which is written into the object.
  Object Put(const ObjectKey& key, nlohmann::json object);

  /// Removes the object. \return its last version, with the revision of the deletion
  Object Remove(const ObjectKey& key);

  /// Returns the changes of a resource after `revision`, oldest first; nothing if some were
  /// compacted.
  std::optional<std::vector<Change>> Since(const ResourceInfo* resource,
                                           std::int64_t revision) const;

  /// Increases the revision by `count`.
  void SkipRevisions(std::int64_t count) { revision_ += count; }

  /// Restores objects and revisions from `backup`; UIDs are never reused.
  void RestoreFrom(const ObjectStore& backup);

  /// Discards all changes up to now.
  void Compact();

  /// Sets the number of changes that are kept.
  void SetHistoryLimit(std::size_t limit) { history_limit_ = limit; }

  /// Returns the objects with an ownerReference whose UID belongs to no object.
  std::vector<ObjectKey> Orphans() const;

  /// Returns objects whose deletion waits for other objects: namespaces, and objects with the
  /// finalizer "foregroundDeletion" or "orphan".
  std::vector<ObjectKey> Waiting() const { return {waiting_.begin(), waiting_.end()}; }

  /// \return whether an object has this UID
  bool HasUid(const std::string& uid) const { return uids_.contains(uid); }

  /// Returns the objects that name `uid` as an owner.
  std::vector<ObjectKey> DependentsOf(const std::string& uid) const;

  /// Returns the keys of all namespaced objects in `ns`.
  std::vector<ObjectKey> KeysIn(const std::string& ns) const;

  /// \param observer  called with every commit, before the write is answered; must outlive the
  /// store or do nothing afterwards
  void OnChange(std::function<void(const Change&)> observer) {
    observers_.push_back(std::move(observer));
  }

 private:
  void Commit(Change change);
  void Index(const ObjectKey& key, const nlohmann::json& object);
  void Unindex(const ObjectKey& key, const nlohmann::json& object);

  std::map<ObjectKey, Object> objects_;
  std::map<std::string, std::set<ObjectKey>> dependents_;  ///< by the UID of the owner
  std::set<std::string> uids_;
  std::set<ObjectKey> waiting_;
  std::deque<Change> history_;
  std::vector<std::function<void(const Change&)>> observers_;
  std::int64_t revision_ = 90;
  std::int64_t compacted_ = 0;  ///< changes up to this revision have been discarded
  std::int64_t uid_count_ = 0;
  std::size_t history_limit_ = 5000;
};

}  // namespace executioner::fakes
