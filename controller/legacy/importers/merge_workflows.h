/// \file
/// Merges several Workflows into one that runs them one after the other. Pure.
#pragma once

#include <string>
#include <vector>

#include "controller/legacy/importers/imported.h"
#include "controller/manifest/manifest.h"

namespace executioner::legacy::importers {

/// A Workflow, and the prefix of its jobs if names conflict.
struct MergeInput {
  manifest::ManifestObject object = {};  ///< valid
  std::string prefix = {};               ///< such as "nightly"; a valid name
};

/// When jobs get the prefix of their file.
enum class Prefixes { kOnConflict, kAlways, kNever };

/// The first jobs of each Workflow start when the previous Workflow would have succeeded on its
/// own; jobs that its triggers skipped do not matter. The smallest `parallelism` applies, deadlines
/// are added up, `skip` lists are joined, and different `defaults` are written into the jobs. Any
/// other different field is an error, because either choice would change one of the Workflows.
Imported MergeWorkflows(const std::vector<MergeInput>& inputs, const std::string& name,
                        Prefixes prefixes);

}  // namespace executioner::legacy::importers
