/// \file
/// Simulates the garbage collector and the namespace controller of kube-controller-manager. Not
/// thread-safe.
#pragma once

#include "tests/fakes/fake_api/object_store.h"
#include "tests/fakes/fake_api/registry.h"

namespace executioner::fakes {

/// \return whether `change` creates work for the garbage collector
bool NeedsCollection(const ObjectStore& store, const Change& change);

/// Deletes objects whose owners no longer exist, finishes foreground deletions and orphaning,
/// empties namespaces that are being deleted and removes empty ones. Repeats until nothing changes.
/// An owner with the right name but another UID does not count.
void CollectGarbage(ObjectStore& store, Registry& registry);

}  // namespace executioner::fakes
