/// \file
/// What differs between two runs, for people. Pure.
#pragma once

#include <string>

#include "controller/runs/compare_runs.h"

namespace executioner::cli {

/// The manifests, the additions, and a table of phases and durations.
std::string ComparisonText(const runs::Comparison& comparison);

}  // namespace executioner::cli
