/// \file
/// All Workflows and Jobs of one namespace, or of all namespaces: a store for each kind.
#pragma once

#include <array>
#include <memory>
#include <string_view>
#include <vector>

#include "controller/domain/kind.h"
#include "controller/kube/store.h"
#include "controller/reconcile/owner_object.h"

namespace executioner::reconcile {

/// Safe from any thread, like the stores.
class Owners {
 public:
  using Ptr = std::shared_ptr<const OwnerObject>;
  using Stores = std::array<kube::Store<OwnerObject>, domain::kKinds.size()>;

  Owners();

  /// Returns the stores in the order of domain::kKinds, for the reflectors.
  Stores& All() { return stores_; }

  const Stores& All() const { return stores_; }

  /// \param key  a result of OwnerKey  \return nullptr if there is no such object
  Ptr Find(std::string_view key) const;

  /// Returns the owner of this claim, if outcomes of its pods may be unrecorded.
  /// \param claim  of pods::ClaimIndex  \return null if no owner with that UID is active
  Ptr FindActive(std::string_view claim) const;

  /// Returns the objects that wait for this one, or did so before they became InvalidSpec.
  std::vector<Ptr> WaitingFor(std::string_view key) const;

  /// \return whether there are any such objects
  bool IsAwaited(std::string_view key) const;

 private:
  Stores stores_;
};

/// \return whether outcomes of its pods may be unrecorded
bool IsActive(const OwnerObject& owner);

}  // namespace executioner::reconcile
