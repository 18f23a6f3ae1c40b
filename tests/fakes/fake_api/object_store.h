/// \file
/// Objects, the global revision counter and the history of changes: what etcd and the watch cache
/// are to a real API server. Knows nothing of HTTP or of the rules of any kind. Not thread-safe.
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

/// One version of an object; never changed once it is stored.
using Object = std::shared_ptr<const nlohmann::json>;

struct ObjectKey {
  const ResourceInfo* resource = nullptr;
  std::string ns = {};
  std::string name = {};

  /// By kind, then namespace, then name.
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
      {};  ///< the new version; of a deletion the last one, with the deletion's revision
  Object previous = {};  ///< null when added
};

class ObjectStore {
 public:
  /// The revision of the last commit. Starts below 100, so that text comparison of revisions fails
  /// early in every test.
  std::int64_t Revision() const { return revision_; }

  /// "00000000-0000-4000-8000-000000000001" and so on.
  std::string NextUid();

  /// \return null when there is none
  Object Find(const ObjectKey& key) const;

  /// \param ns  empty: all namespaces
  /// \return in the order of namespace and name
  std::vector<Object> List(const ResourceInfo* resource, const std::string& ns) const;

  /// Stores `object` under a new revision, which it writes into the object.
  Object Put(const ObjectKey& key, nlohmann::json object);

  /// Removes the object. \return its last state with the revision of the deletion
  Object Remove(const ObjectKey& key);

  /// The changes of a resource after `revision`, oldest first; nothing when some were compacted.
  std::optional<std::vector<Change>> Since(const ResourceInfo* resource,
                                           std::int64_t revision) const;

  /// The next commit has a revision so much higher.
  void SkipRevisions(std::int64_t count) { revision_ += count; }

  /// Objects and revisions are again what they were in `backup`; UIDs are never given twice.
  void RestoreFrom(const ObjectStore& backup);

  /// Forgets all changes up to now.
  void Compact();

  /// How many changes are kept before the oldest is forgotten.
  void SetHistoryLimit(std::size_t limit) { history_limit_ = limit; }

  /// Objects with an ownerReference whose uid belongs to no object.
  std::vector<ObjectKey> Orphans() const;

  /// Objects whose deletion waits for others to go: namespaces, and what has the finalizer
  /// "foregroundDeletion" or "orphan".
  std::vector<ObjectKey> Waiting() const { return {waiting_.begin(), waiting_.end()}; }

  /// Whether an object has this uid.
  bool HasUid(const std::string& uid) const { return uids_.contains(uid); }

  /// Objects that name `uid` as an owner.
  std::vector<ObjectKey> DependentsOf(const std::string& uid) const;

  /// All keys of namespaced objects in `ns`.
  std::vector<ObjectKey> KeysIn(const std::string& ns) const;

  /// \param observer  called with every commit, before the write is answered; must outlive the
  /// store
  ///   or be harmless by then
  void OnChange(std::function<void(const Change&)> observer) {
    observers_.push_back(std::move(observer));
  }

 private:
  void Commit(Change change);
  void Index(const ObjectKey& key, const nlohmann::json& object);
  void Unindex(const ObjectKey& key, const nlohmann::json& object);

  std::map<ObjectKey, Object> objects_;
  std::map<std::string, std::set<ObjectKey>> dependents_;  ///< by the owner's uid
  std::set<std::string> uids_;
  std::set<ObjectKey> waiting_;
  std::deque<Change> history_;
  std::vector<std::function<void(const Change&)>> observers_;
  std::int64_t revision_ = 90;
  std::int64_t compacted_ = 0;  ///< changes up to this one are forgotten
  std::int64_t uid_count_ = 0;
  std::size_t history_limit_ = 5000;
};

}  // namespace executioner::fakes
