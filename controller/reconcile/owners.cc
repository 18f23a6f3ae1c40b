#include "controller/reconcile/owners.h"

#include <algorithm>
#include <iterator>
#include <utility>

#include "controller/adapters/pods/pod_identity.h"

namespace executioner::reconcile {
namespace {

/// pods::ClaimIndex -> the owner, while it is active.
constexpr std::string_view kActive = "active";
/// Key of an object -> the objects whose spec.after names it.
constexpr std::string_view kByAfter = "after";

}  // namespace

bool IsActive(const OwnerObject& owner) {
  return !owner.finished && !owner.meta.deletion_time;
}

Owners::Owners() {
  for (kube::Store<OwnerObject>& store : stores_) {
    store.AddIndex(std::string(kActive), [](const OwnerObject& owner) {
      return IsActive(owner) ? std::vector{pods::ClaimIndex(owner.meta.ns, owner.meta.uid)}
                             : std::vector<std::string>();
    });
    store.AddIndex(std::string(kByAfter), [](const OwnerObject& owner) {
      std::vector<std::string> awaited;
      for (const domain::AfterRef& ref : owner.after) {
        awaited.push_back(OwnerKey(ref.kind, owner.meta.ns, ref.name));
      }
      return awaited;
    });
  }
}

Owners::Ptr Owners::Find(std::string_view key) const {
  // Keys are made from references that users write: the kind may be any word.
  const std::size_t slash = key.find('/');
  const std::size_t kind = domain::KindIndex(key.substr(0, slash));
  return kind < stores_.size() ? stores_.at(kind).Get(key.substr(slash + 1)) : nullptr;
}

Owners::Ptr Owners::FindActive(std::string_view claim) const {
  for (const kube::Store<OwnerObject>& store : stores_) {
    if (auto found = store.ByIndex(kActive, claim); !found.empty()) {
      return std::move(found.front());
    }
  }
  return nullptr;
}

bool Owners::IsAwaited(std::string_view key) const {
  return std::ranges::any_of(stores_, [&](const kube::Store<OwnerObject>& store) {
    return store.CountByIndex(kByAfter, key) > 0;
  });
}

std::vector<Owners::Ptr> Owners::WaitingFor(std::string_view key) const {
  std::vector<Ptr> waiting;
  for (const kube::Store<OwnerObject>& store : stores_) {
    std::ranges::move(store.ByIndex(kByAfter, key), std::back_inserter(waiting));
  }
  return waiting;
}

}  // namespace executioner::reconcile
