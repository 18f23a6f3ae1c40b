/// \file
/// Sets the defaults of a CRD's schema, as the API server does. Objects of a real server have these
/// defaults, which matters to code that checks whether a field is set.
#pragma once

#include <nlohmann/json.hpp>

#include "tests/fakes/fake_api/route.h"

namespace executioner::fakes {

/// Sets missing fields of `spec` that have a default in `crds/`, like structural defaulting: from
/// the outside in, and only within objects that are present.
/// \throws YAML::Exception  if the CRD cannot be read
void SetSchemaDefaults(const ResourceInfo& resource, nlohmann::json& object);

}  // namespace executioner::fakes
