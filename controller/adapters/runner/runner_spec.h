/// \file
/// The variables of every job, in a pod or a local process: EXECUTIONER_SPEC, the specification for
/// the runner (runner/contract/spec.md), and the variables that identify the attempt. Pure.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "controller/domain/bind.h"

namespace executioner::runner {

/// Returns the number of bytes of command, args, script and checks. The specification is somewhat
/// larger, up to sixteen times if they consist of references or control characters.
std::size_t TextBytes(const domain::JobTemplate& work);

/// The settings that depend on where the job runs.
struct SpecSurroundings {
  /// Number of containers of the pod when it is created. They share the 12 KiB of termination
  /// messages that a kubelet reads with containers that admission webhooks inject; 0: no pod.
  int containers = 0;
  std::string working_dir = {};                  ///< absolute; "": the runner's own
  std::optional<int> tail_bytes = std::nullopt;  ///< of output kept for the last words
  std::optional<std::int64_t> parent =
      std::nullopt;  ///< a process that the runner must not outlive
};

/// Returns the specification as JSON, not yet escaped for the kubelet.
/// \param work  bound
/// \pre work.HasCommand()
std::string RunnerSpec(const domain::JobTemplate& work, const SpecSurroundings& surroundings);

/// Returns the variables that identify the attempt, in order. They are set before the job's own
/// variables, which may refer to them.
std::vector<domain::EnvVar> IdentityVariables(const domain::ConcreteWork& work);

}  // namespace executioner::runner
