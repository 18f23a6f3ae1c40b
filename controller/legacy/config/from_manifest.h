/// \file
/// Converts a Workflow to an old configuration, as far as possible. Pure.
#pragma once

#include <string>
#include <vector>

#include "controller/domain/workflow.h"

namespace executioner::legacy {

struct OldText {
  std::string json = {};                              ///< the configuration
  std::vector<domain::Complaint> inexpressible = {};  ///< paths of the Workflow
};

/// \param name  of the Workflow
/// \param working_dir  the default working directory
OldText FromManifest(const domain::WorkflowSpec& spec, const std::string& name,
                     const std::string& working_dir);

}  // namespace executioner::legacy
