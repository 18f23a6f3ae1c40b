/// \file
/// Reads an object's `.spec` into a spec of the domain. These functions never fail, whatever the
/// object contains, because objects may have been stored before a change of the schema. Pure.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "controller/domain/workflow.h"
#include "controller/manifest/value.h"

namespace executioner::manifest {

/// The spec, and complaints about the parts that could not be read.
struct SpecResult {
  domain::WorkflowSpec spec = {};
  std::vector<domain::Complaint> complaints =
      {};  ///< if there are any, `spec` is incomplete and should not be validated
  std::string spec_hash = {};  ///< of the frozen fields, see spec_hash.h
};

/// Reads a Workflow's spec. Complaints concern only its form: unknown fields, wrong types, nulls,
/// unknown words. domain::Validate checks the rest.
/// \param spec  the value of `.spec`; any value
SpecResult ReadWorkflow(const Value& spec);

/// Reads a Job's spec into a workflow with one job. Paths begin with "spec", without "jobs[0]".
/// \param name  of the object; may contain dots, unlike the name of a workflow's job
SpecResult ReadJob(const Value& spec, std::string name);

/// The same for the text of `.spec` from an API server. Text that is not JSON is a complaint.
SpecResult ReadWorkflow(std::string_view spec_json);
SpecResult ReadJob(std::string_view spec_json, std::string name);

}  // namespace executioner::manifest
