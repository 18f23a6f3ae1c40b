/// \file
/// Every complaint about a spec, with its field path: the one validator that the controller and
/// `executioner validate` share. Pure.
#pragma once

#include <vector>

#include "controller/domain/workflow.h"

namespace executioner::domain {

/// What the place of execution adds to the rules.
struct ValidationRules {
  bool image_required = true;         ///< in a cluster; locally images are ignored
  bool allow_host_network = false;    ///< the operator's configuration
  bool relative_working_dir = false;  ///< locally: relative to the manifest
  int most_jobs = 1000;  ///< what fits into one object of the API; so for dependsOn, skip
};

/// Checks all that the schema checks and what it cannot see: duplicate names and names that differ
/// only in case, unknown dependencies (with the nearest name), self-edges, cycles (with the ring),
/// `trigger` without `dependsOn`, `command` with `script`, neither of them with fields that need
/// the runner, bounds, unknown names in `skip`, pod template fields outside the allow-list. \return
/// all complaints in the order of the manifest; empty means that MakePlan succeeds
std::vector<Complaint> Validate(const WorkflowSpec& spec, const ValidationRules& rules);

/// Things that are allowed but probably not meant, such as runner fields of `defaults` that a job
/// without a command ignores.
std::vector<Complaint> Warnings(const WorkflowSpec& spec);

}  // namespace executioner::domain
