/// \file
/// Describes the differences between two manifests of a run. Pure.
#pragma once

#include <string>

#include "controller/domain/workflow.h"

namespace executioner::runs {

/// Returns one line for each added, removed or changed job: "  job load: script, dependsOn".
std::string ManifestDiff(const domain::WorkflowSpec& before, const domain::WorkflowSpec& after);

/// Returns one line for each different field that may change while a run is active: "  skip".
std::string ControlsDiff(const domain::Controls& before, const domain::Controls& after);

}  // namespace executioner::runs
