/// \file
/// Writes `spec.defaults` into the jobs. Pure.
#pragma once

#include "controller/manifest/value.h"

namespace executioner::legacy::importers {

/// Adds the fields that a job takes from `defaults`, like domain::MergeDefaults. \param defaults
/// valid and without nulls, like `job`
void PushDown(const manifest::Object& defaults, manifest::Object& job);

}  // namespace executioner::legacy::importers
