/// \file
/// Applies a PUT or PATCH to an object: which fields change, and which belong to the server. Pure.
#pragma once

#include <nlohmann/json.hpp>

#include "tests/fakes/fake_api/route.h"

namespace executioner::fakes {

/// Merges an update into the stored object, like rest.BeforeUpdate and the strategies. A write to
/// /status changes only the status (for a pod also labels, annotations and finalizers) and ignores
/// a wrong UID of custom resources; any other write ignores the status. Increments the generation
/// if the spec changed. \throws Refusal  409 if `wanted` has another resourceVersion; 422 for
/// immutable fields
nlohmann::json MergeUpdate(const Route& route, const nlohmann::json& current,
                           nlohmann::json wanted);

}  // namespace executioner::fakes
