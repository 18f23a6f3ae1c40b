/// \file
/// Handles an object whose run has ended: its ttl, and messages about edits that do not
/// start another run. Pure.
#pragma once

#include "controller/base/time.h"
#include "controller/domain/status.h"
#include "controller/reconcile/owner_object.h"

namespace executioner::reconcile {

/// The action that `ttlSecondsAfterFinished` requires.
struct Expiry {
  enum class Kind {
    kNever,
    kLater,   ///< in `left`
    kPods,    ///< delete only the pods, because a GitOps tool would create and run the object again
    kObject,  ///< delete the object and its pods
  };
  Kind kind = Kind::kNever;
  base::Duration left = {};
};

/// \pre finished
Expiry ExpiryOf(const OwnerObject& object, base::TimePoint now);

/// Returns the status of a finished object after an edit was observed, which also says if the spec
/// differs from the one that ran. \param before  the recorded status
domain::Status AcknowledgeEdit(const OwnerObject& object, const domain::Status& before,
                               base::TimePoint now);

}  // namespace executioner::reconcile
