/// \file
/// Several Workflows as one that does what they do, one after the other. Pure.
#pragma once

#include <string>
#include <vector>

#include "controller/legacy/importers/imported.h"
#include "controller/manifest/manifest.h"

namespace executioner::legacy::importers {

/// A Workflow and what its jobs are told apart by when names clash.
struct MergeInput {
  manifest::ManifestObject object = {};  ///< valid
  std::string prefix = {};               ///< "nightly", a legal name
};

/// Whose jobs get the prefix of their file.
enum class Prefixes { kOnConflict, kAlways, kNever };

/// The first jobs of each Workflow start when the one before would have succeeded alone; those that
/// its triggers skipped do not matter. `parallelism` is the smallest, deadlines add up, `skip` is
/// joined; `defaults` that differ go into the jobs. Any other field of the spec that differs is an
/// error, since either choice would change one of them.
Imported MergeWorkflows(const std::vector<MergeInput>& inputs, const std::string& name,
                        Prefixes prefixes);

}  // namespace executioner::legacy::importers
