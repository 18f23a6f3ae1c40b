/// \file
/// What identifies the frozen part of a spec: SHA-256 of its canonical JSON. Pure.
#pragma once

#include <string>

#include "controller/manifest/value.h"

namespace executioner::manifest {

/// Of a Workflow `jobs` and `defaults` are frozen. The order of keys does not count, the order of
/// list items does; a field that is absent differs from one that has its default.
/// \return 64 lower-case hex digits, for any value whatsoever
std::string WorkflowHash(const Value& spec);

/// Of a Job everything is frozen but what may change during a run.
std::string JobHash(const Value& spec);

}  // namespace executioner::manifest
