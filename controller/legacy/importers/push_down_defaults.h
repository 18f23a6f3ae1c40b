/// \file
/// `spec.defaults` written out in the jobs that they hold for. Pure.
#pragma once

#include "controller/manifest/value.h"

namespace executioner::legacy::importers {

/// Gives a job the fields that it takes from `defaults`, as domain::MergeDefaults does when it
/// runs. \param defaults  valid and without nulls, as is `job`
void PushDown(const manifest::Object& defaults, manifest::Object& job);

}  // namespace executioner::legacy::importers
