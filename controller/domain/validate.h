/// \file
/// Validates a spec and reports every complaint with its field path. Used by the controller and by
/// `executioner validate`. Pure.
#pragma once

#include <vector>

#include "controller/domain/workflow.h"

namespace executioner::domain {

/// Rules that depend on where the spec runs.
struct ValidationRules {
  bool image_required = true;         ///< true in a cluster; local runs ignore images
  bool allow_host_network = false;    ///< the operator's configuration
  bool relative_working_dir = false;  ///< true for local runs: relative to the manifest
  int most_jobs = 1000;               ///< fits into one API object; also for dependsOn, skip
};

/// Checks everything that the schema checks, and rules that it cannot express: duplicate names and
/// names that differ only in case, unknown dependencies (with the nearest name), jobs that depend
/// on themselves, cycles (with their jobs), `trigger` without `dependsOn`, `command` together with
/// `script`, neither of them with fields that need the runner, bounds, unknown names in `skip`, and
/// fields of the pod template that are not allowed. \return all complaints in the order of the
/// manifest; if there are none, MakePlan succeeds
std::vector<Complaint> Validate(const WorkflowSpec& spec, const ValidationRules& rules);

/// Returns warnings about settings that are allowed but probably not intended, such as runner
/// fields of `defaults` that a job without a command ignores.
std::vector<Complaint> Warnings(const WorkflowSpec& spec);

}  // namespace executioner::domain
