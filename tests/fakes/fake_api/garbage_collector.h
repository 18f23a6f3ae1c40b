/// \file
/// What the garbage collector and the namespace controller of kube-controller-manager do, in steps.
/// Not thread-safe.
#pragma once

#include "tests/fakes/fake_api/object_store.h"
#include "tests/fakes/fake_api/registry.h"

namespace executioner::fakes {

/// Whether `change` gives the garbage collector something to do.
bool NeedsCollection(const ObjectStore& store, const Change& change);

/// Deletes in the background what has owners and none that lives, finishes foreground deletions and
/// orphanings, empties namespaces that are being deleted and removes the empty ones. Repeats until
/// nothing changes. An owner of the right name and the wrong uid is no owner.
void CollectGarbage(ObjectStore& store, Registry& registry);

}  // namespace executioner::fakes
