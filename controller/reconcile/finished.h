/// \file
/// What happens to an object whose run has ended: its ttl, and what is said of edits that do not
/// start another run. Pure.
#pragma once

#include "controller/base/time.h"
#include "controller/domain/status.h"
#include "controller/reconcile/owner_object.h"

namespace executioner::reconcile {

/// What `ttlSecondsAfterFinished` asks for.
struct Expiry {
  enum class Kind {
    kNever,
    kLater,   ///< in `left`
    kPods,    ///< delete the pods only: a GitOps tool would create the object, and run it, again
    kObject,  ///< delete the object, and with it the pods
  };
  Kind kind = Kind::kNever;
  base::Duration left = {};
};

/// \pre finished
Expiry ExpiryOf(const OwnerObject& object, base::TimePoint now);

/// The status of a finished object that says that an edit was seen, and that the spec is not what
/// ran if that is so. \param before  as recorded
domain::Status AcknowledgeEdit(const OwnerObject& object, const domain::Status& before,
                               base::TimePoint now);

}  // namespace executioner::reconcile
