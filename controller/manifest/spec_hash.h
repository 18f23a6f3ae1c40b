/// \file
/// The hash of the frozen fields of a spec: SHA-256 of their canonical JSON. Pure.
#pragma once

#include <string>

#include "controller/manifest/value.h"

namespace executioner::manifest {

/// Returns the hash of `jobs` and `defaults` of a Workflow. The order of keys does not matter, but
/// the order of list items does; an absent field differs from a field with its default value.
/// \return 64 lower-case hexadecimal digits, for any value
std::string WorkflowHash(const Value& spec);

/// Returns the hash of all fields of a Job except those that may change during a run.
std::string JobHash(const Value& spec);

}  // namespace executioner::manifest
