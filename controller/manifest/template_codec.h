/// \file
/// Reads the fields that jobs, `defaults` and the Job kind share.
#pragma once

#include "controller/domain/workflow.h"
#include "controller/manifest/field_reader.h"

namespace executioner::manifest {

/// Reads what is there; the caller goes on with fields of its own and finishes the reader.
domain::JobTemplate ReadTemplate(FieldReader& reader);

/// Its parts.
domain::RetryPolicy ReadRetry(FieldReader reader);
std::vector<domain::Check> ReadChecks(std::vector<FieldReader> readers);
domain::PodTemplate ReadPodTemplate(FieldReader reader);

}  // namespace executioner::manifest
