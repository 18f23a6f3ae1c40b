/// \file
/// Converts other files to Workflows: `convert --from bash|merge|release-notes`.
#pragma once

#include <string>
#include <vector>

#include "controller/cli/context.h"
#include "controller/legacy/importers/imported.h"

namespace executioner::legacy {

struct ImportFlags {
  std::string from = {};  ///< "bash", "merge", "release-notes"
  std::vector<std::string> files = {};
  std::string name = {};   ///< of the Workflow; "": derived from the files
  std::string image = {};  ///< for all jobs; "" for none
  std::string log_dir = {};
  std::string prefix = "conflict";  ///< "conflict", "always", "never"
  bool no_critical_check = false;
};

/// Prints errors and notes with their places.
/// \return a Workflow that `validate` accepts, or none if there were errors
/// \throws base::ConfigurationError  if a file cannot be read
importers::Imported ImportFiles(const cli::Context& context, const ImportFlags& flags);

}  // namespace executioner::legacy
