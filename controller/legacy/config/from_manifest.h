/// \file
/// A Workflow as an old configuration, as far as one can say it. Pure.
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
/// \param working_dir  for what does not say it itself
OldText FromManifest(const domain::WorkflowSpec& spec, const std::string& name,
                     const std::string& working_dir);

}  // namespace executioner::legacy
