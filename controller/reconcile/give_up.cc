#include "controller/reconcile/reconciler.h"
#include "controller/reconcile/refused.h"

namespace executioner::reconcile {

/// An error ends the reconcile; the next one rebuilds the run from its status and its pods. A bug
/// of the controller may occur again each time, so the object reports it.
void Reconciler::GiveUp(const std::string& key, const OwnerObject& known,
                        const std::exception& error) {
  Forget(key);
  if (known.finished || dynamic_cast<const domain::IllegalMoveError*>(&error) == nullptr) {
    return;
  }
  // A large object is in memory without its status; a status made of that would begin the run
  // again.
  const ObjectPtr object = WithText(known);
  if (!object) {
    return;
  }
  const domain::Status before = RecordedStatus(*object);
  Write(
      *object, before,
      Stall({.before = before, .generation = object->meta.generation, .now = runtime_.clock.Now()},
            error.what()));
}

}  // namespace executioner::reconcile
