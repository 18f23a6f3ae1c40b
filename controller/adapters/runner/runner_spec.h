/// \file
/// EXECUTIONER_SPEC: what the runner is asked to do (runner/contract/spec.md). Pure.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>

#include "controller/domain/references.h"
#include "controller/domain/workflow.h"

namespace executioner::runner {

/// Whether a job runs under the runner: it has a command or a script. Else the image's own
/// entrypoint runs as it is.
bool UsesRunner(const domain::JobTemplate& work);

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
/// \param lookup  what references in command, args and checks stand for
/// \pre UsesRunner(work)
std::string RunnerSpec(const domain::JobTemplate& work, const domain::Lookup& lookup,
                       const SpecSurroundings& surroundings);

/// Doubles every `$`: the kubelet, which expands `$(NAME)` and halves `$$` in env values, command
/// and args, then hands on `text` as it is.
std::string EscapeForKubelet(std::string_view text);

}  // namespace executioner::runner
