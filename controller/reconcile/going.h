/// \file
/// Owners that are gone or being deleted: which of their pods may go too. Pure.
#pragma once

#include <set>
#include <string>

#include "controller/reconcile/owner_object.h"

namespace executioner::reconcile {

/// Whether nothing of an object may be held back any more.
/// \param object  nullptr: there is none of that name
inline bool IsGoing(const OwnerObject* object) {
  return object == nullptr || object->meta.deletion_time;
}

/// Of the owners that had a name, those that are gone for good: deleted, or created again under the
/// same name with another UID.
/// \param live  what the API server says of the name; nullptr: there is no such object
inline std::set<std::string> Departed(std::set<std::string> uids, const OwnerObject* live) {
  if (!IsGoing(live)) {
    uids.erase(live->meta.uid);
  }
  return uids;
}

}  // namespace executioner::reconcile
