#include "tests/fakes/fake_api/garbage_collector.h"

#include <algorithm>
#include <string>
#include <utility>

namespace executioner::fakes {
namespace {

using nlohmann::json;

bool IsBeingDeleted(const json& object) {
  return object.at("metadata").contains("deletionTimestamp");
}

bool HasFinalizer(const json& object, const char* finalizer) {
  const json list = object.at("metadata").value("finalizers", json::array());
  return std::find(list.begin(), list.end(), finalizer) != list.end();
}

json WithoutFinalizer(json object, const char* finalizer) {
  json& list = object["metadata"]["finalizers"];
  list.erase(std::find(list.begin(), list.end(), finalizer));
  if (list.empty()) {
    object["metadata"].erase("finalizers");
  }
  return object;
}

/// Deletes what is not being deleted yet.
void DeleteAll(ObjectStore& store, Registry& registry, const std::vector<ObjectKey>& keys) {
  for (const ObjectKey& key : keys) {
    const Object object = store.Find(key);
    if (object != nullptr && !IsBeingDeleted(*object)) {
      registry.DeleteObject(key, {});
    }
  }
}

bool HasLivingOwner(const ObjectStore& store, const json& object) {
  const std::string ns = object.at("metadata").value("namespace", "");
  const json owners = object.at("metadata").at("ownerReferences");
  return std::any_of(owners.begin(), owners.end(), [&](const json& owner) {
    return std::any_of(KnownResources().begin(), KnownResources().end(), [&](const auto& info) {
      const Object found = store.Find({&info, info.namespaced ? ns : "", owner.value("name", "")});
      return info.kind == owner.value("kind", "") && found != nullptr &&
             found->at("metadata").at("uid") == owner.value("uid", "");
    });
  });
}

void CollectOrphans(ObjectStore& store, Registry& registry) {
  std::vector<ObjectKey> garbage;
  for (const ObjectKey& key : store.Orphans()) {
    if (!HasLivingOwner(store, *store.Find(key))) {
      garbage.push_back(key);
    }
  }
  DeleteAll(store, registry, garbage);
}

void Disown(ObjectStore& store, const ObjectKey& key, const std::string& uid) {
  json next = *store.Find(key);
  json& owners = next["metadata"]["ownerReferences"];
  owners.erase(std::remove_if(owners.begin(), owners.end(),
                              [&](const json& owner) { return owner.value("uid", "") == uid; }),
               owners.end());
  if (owners.empty()) {
    next["metadata"].erase("ownerReferences");
  }
  store.Put(key, std::move(next));
}

/// Works on the finalizers that the propagation policies "Foreground" and "Orphan" set.
void FinishPropagation(ObjectStore& store, Registry& registry, const Object& object,
                       const ObjectKey& key) {
  const std::string uid = object->at("metadata").at("uid").get<std::string>();
  const std::vector<ObjectKey> dependents = store.DependentsOf(uid);
  if (HasFinalizer(*object, "orphan")) {
    for (const ObjectKey& dependent : dependents) {
      Disown(store, dependent, uid);
    }
    registry.Settle(key, WithoutFinalizer(*store.Find(key), "orphan"));
  } else if (HasFinalizer(*object, "foregroundDeletion")) {
    DeleteAll(store, registry, dependents);
    if (store.DependentsOf(uid).empty()) {
      registry.Settle(key, WithoutFinalizer(*store.Find(key), "foregroundDeletion"));
    }
  }
}

void FinishDeletions(ObjectStore& store, Registry& registry) {
  for (const ObjectKey& key : store.Waiting()) {
    const Object object = store.Find(key);
    if (object == nullptr) {
      continue;
    }
    if (key.resource->plural != "namespaces") {
      FinishPropagation(store, registry, object, key);
      continue;
    }
    DeleteAll(store, registry, store.KeysIn(key.name));
    if (store.KeysIn(key.name).empty()) {
      store.Remove(key);
    }
  }
}

}  // namespace

bool NeedsCollection(const ObjectStore& store, const Change& change) {
  const json& metadata = change.object->at("metadata");
  if (!store.Waiting().empty()) {
    return true;
  }
  if (change.type == Change::Type::kDeleted) {
    return !store.DependentsOf(metadata.at("uid").get<std::string>()).empty();
  }
  const json owners = metadata.value("ownerReferences", json::array());
  return change.type == Change::Type::kAdded &&
         std::any_of(owners.begin(), owners.end(),
                     [&](const json& owner) { return !store.HasUid(owner.value("uid", "")); });
}

void CollectGarbage(ObjectStore& store, Registry& registry) {
  std::int64_t before = 0;
  do {
    before = store.Revision();
    CollectOrphans(store, registry);
    FinishDeletions(store, registry);
  } while (store.Revision() != before);
}

}  // namespace executioner::fakes
