/// \file
/// Decides which pods to release because their owners are gone or being deleted. Pure.
#pragma once

#include <set>
#include <string>

#include "controller/reconcile/owner_object.h"

namespace executioner::reconcile {

/// \return whether all pods of an object must be released
/// \param object  null: there is no object of that name
inline bool IsGoing(const OwnerObject* object) {
  return object == nullptr || object->meta.deletion_time;
}

/// Returns the owners of a name that no longer exist: they were deleted, or created again under the
/// same name with another UID.
/// \param live  the object of that name in the API server; null: none
inline std::set<std::string> Departed(std::set<std::string> uids, const OwnerObject* live) {
  if (!IsGoing(live)) {
    uids.erase(live->meta.uid);
  }
  return uids;
}

}  // namespace executioner::reconcile
