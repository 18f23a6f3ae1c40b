/// \file
/// The defaults that the API server takes from a CRD's schema. Objects of a real server carry them,
/// so code that asks whether a field is set sees something else than in objects without defaults.
#pragma once

#include <nlohmann/json.hpp>

#include "tests/fakes/fake_api/route.h"

namespace executioner::fakes {

/// Fills in the fields of `spec` that are missing and have a default in `crds/`, as structural
/// defaulting does: from the outside in, and only within objects that are present.
/// \throws YAML::Exception when the CRD cannot be read
void SetSchemaDefaults(const ResourceInfo& resource, nlohmann::json& object);

}  // namespace executioner::fakes
