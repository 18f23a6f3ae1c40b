/// \file
/// What differs between two manifests of one run, for people. Pure.
#pragma once

#include <string>

#include "controller/domain/workflow.h"

namespace executioner::runs {

/// One line for each job that was added, removed or changed: "  job load: script, dependsOn".
std::string ManifestDiff(const domain::WorkflowSpec& before, const domain::WorkflowSpec& after);

/// One line for each field that may change while a run is active and differs: "  skip".
std::string ControlsDiff(const domain::Controls& before, const domain::Controls& after);

}  // namespace executioner::runs
