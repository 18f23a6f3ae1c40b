/// \file
/// The variables that every job gets, in a pod as in a local process: EXECUTIONER_SPEC, what the
/// runner is asked to do (runner/contract/spec.md), and those that tell the job where it runs.
/// Pure.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "controller/domain/bind.h"

namespace executioner::runner {

/// Bytes of command, args, script and checks as given: the spec is somewhat larger, and up to
/// sixteen times that where they are made of references or of control characters.
std::size_t TextBytes(const domain::JobTemplate& work);

/// What the place of execution adds to a job's own fields.
struct SpecSurroundings {
  /// Number of the containers that the pod is created with: they share the 12 KiB that a kubelet
  /// reads of last words, with those that admission webhooks inject; 0: no pod.
  int containers = 0;
  std::string working_dir = {};                       ///< absolute; "": the runner's own
  std::optional<int> tail_bytes = std::nullopt;       ///< of output kept for the last words
  std::optional<std::int64_t> parent = std::nullopt;  ///< process the runner must not outlive
};

/// The spec as JSON, not yet escaped for the kubelet.
/// \param work  bound
/// \pre work.HasCommand()
std::string RunnerSpec(const domain::JobTemplate& work, const SpecSurroundings& surroundings);

/// The variables that tell a job where it runs, in the order in which they are set: before the
/// job's own, which may refer to them.
std::vector<domain::EnvVar> IdentityVariables(const domain::ConcreteWork& work);

}  // namespace executioner::runner
