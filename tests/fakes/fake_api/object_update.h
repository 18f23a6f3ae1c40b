/// \file
/// What a PUT or PATCH makes of an object: which fields count, which are the server's. Pure.
#pragma once

#include <nlohmann/json.hpp>

#include "tests/fakes/fake_api/route.h"

namespace executioner::fakes {

/// Merges what a client wants into what is stored, as rest.BeforeUpdate and the strategies do. A
/// write to /status changes only the status (of a pod also labels, annotations and finalizers) and
/// ignores a wrong uid on custom resources; any other write ignores the status. Bumps the
/// generation when the spec changed. \throws Refusal 409 when `wanted` carries another
/// resourceVersion; 422 for immutable fields
nlohmann::json MergeUpdate(const Route& route, const nlohmann::json& current,
                           nlohmann::json wanted);

}  // namespace executioner::fakes
