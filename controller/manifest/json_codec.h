/// \file
/// From an object's `.spec` to a spec of the domain. Nothing in an object can make
/// these fail: objects that were stored before a schema changed must harm nobody. Pure.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "controller/domain/workflow.h"
#include "controller/manifest/value.h"

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
/// \param spec  the value of `.spec`; anything
SpecResult ReadWorkflow(const Value& spec);

/// Reads a Job's spec into a workflow of one node. Paths begin with "spec", without "jobs[0]".
/// \param name  of the object; may hold dots, unlike the name of a workflow's job
SpecResult ReadJob(const Value& spec, std::string name);

/// The same for the text of `.spec` from an API server. Text that is not JSON is a complaint.
SpecResult ReadWorkflow(std::string_view spec_json);
SpecResult ReadJob(std::string_view spec_json, std::string name);

}  // namespace executioner::manifest
