/// \file
/// Explains why a job does not run yet. Pure.
#pragma once

#include <string>

#include "controller/domain/plan.h"
#include "controller/domain/run.h"

namespace executioner::domain {

/// Returns what a job waits for: open dependencies (the first three by name), an indirect
/// dependency, a slot, or the end of a suspension; "" for a job that runs or has ended. \par
/// Example "waits for extract, clean and 2 more", "waits for load, which comes before 'merge'"
std::string ExplainWaiting(const Plan& plan, const Run& run, NodeId node);

}  // namespace executioner::domain
