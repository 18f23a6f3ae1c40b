/// \file
/// All Workflows and Jobs of one namespace, or of all: a store for each kind.
#pragma once

#include <array>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "controller/domain/kind.h"
#include "controller/kube/store.h"
#include "controller/reconcile/owner_object.h"

namespace executioner::reconcile {

/// Safe from any thread, as the stores are.
class Owners {
 public:
  using Ptr = std::shared_ptr<const OwnerObject>;
  using Stores = std::array<kube::Store<OwnerObject>, domain::kKinds.size()>;

  Owners();

  /// As domain::kKinds; for those who fill them.
  Stores& All() { return stores_; }

  const Stores& All() const { return stores_; }

  /// \param key  of OwnerKey  \return nullptr if there is no such object
  Ptr Find(std::string_view key) const;

  /// The owner that pods with this claim belong to, if outcomes of its pods may be unrecorded.
  /// \param claim  of pods::ClaimIndex  \return nullptr if no owner with that UID runs
  Ptr FindActive(std::string_view claim) const;

  /// The objects that wait for this one, or did before they became InvalidSpec.
  std::vector<Ptr> WaitingFor(std::string_view key) const;

  /// Whether there are any.
  bool IsAwaited(std::string_view key) const;

 private:
  Stores stores_;
};

/// Whether outcomes of its pods may be unrecorded.
bool IsActive(const OwnerObject& owner);

}  // namespace executioner::reconcile
