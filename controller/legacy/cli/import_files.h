/// \file
/// Files that are no manifests as Workflows: `convert --from bash|merge|release-notes`.
#pragma once

#include <string>
#include <vector>

#include "controller/cli/context.h"
#include "controller/legacy/importers/imported.h"

namespace executioner::legacy {

struct ImportFlags {
  std::string from = {};  ///< "bash", "merge", "release-notes"
  std::vector<std::string> files = {};
  std::string name = {};   ///< of the Workflow; "": after the files
  std::string image = {};  ///< for all jobs; "" for none
  std::string log_dir = {};
  std::string prefix = "conflict";  ///< "conflict", "always", "never"
  bool no_critical_check = false;
};

/// Prints what is wrong, each with its place.
/// \return a Workflow that `validate` accepts, or none when there were complaints
/// \throws base::ConfigurationError  when a file cannot be read
importers::Imported ImportFiles(const cli::Context& context, const ImportFlags& flags);

}  // namespace executioner::legacy
