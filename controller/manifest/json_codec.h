/// \file
/// From the JSON text of an object's `.spec` to a spec of the domain. Nothing in an object can make
/// these fail: objects that were stored before a schema changed must harm nobody. Pure.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "controller/domain/workflow.h"

namespace executioner::manifest {

/// What could be read, and what could not.
struct SpecResult {
  domain::WorkflowSpec spec = {};
  std::vector<domain::Complaint> complaints = {};  ///< when there are any, `spec` is incomplete and
                                                   ///< is not worth validating
  std::string spec_hash = {};                      ///< of the frozen fields, see spec_hash.h
};

/// Reads a Workflow's spec. Complaints are about form only: unknown fields, odd types, nulls, words
/// that do not exist; what the spec means is for domain::Validate.
/// \param spec_json  the text of `.spec`; any text at all
SpecResult ReadWorkflow(std::string_view spec_json);

/// Reads a Job's spec into a workflow of one node. Paths begin with "spec", without "jobs[0]".
/// \param name  of the object; may hold dots, unlike the name of a workflow's job
SpecResult ReadJob(std::string_view spec_json, std::string name);

}  // namespace executioner::manifest
