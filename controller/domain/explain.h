/// \file
/// Why a job does not run (yet), in words. Pure.
#pragma once

#include <string>

#include "controller/domain/plan.h"
#include "controller/domain/run.h"

namespace executioner::domain {

/// What an instance waits for: its job's open dependencies (the first three by name), a job before
/// these, a slot, the end of a suspension; "" for one that runs or has ended. \par Example
///   "waits for extract, clean and 2 more", "waits for load, which comes before 'merge'"
std::string ExplainWaiting(const Plan& plan, const Run& run, InstanceId instance);

}  // namespace executioner::domain
