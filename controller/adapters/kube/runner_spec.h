/// \file
/// EXECUTIONER_SPEC: what the runner is asked to do (runner/contract/spec.md). Pure.
#pragma once

#include <string>

#include "controller/domain/references.h"
#include "controller/domain/workflow.h"

namespace executioner::kube {

/// Whether a job runs under the runner: it has a command or a script. Else the image's own
/// entrypoint runs as it is.
bool UsesRunner(const domain::JobTemplate& work);

/// The spec as JSON, not yet escaped for the kubelet.
/// \param lookup  what references in command, args and checks stand for
/// \param containers  number of all containers of the pod: they share the 12 KiB that a kubelet
///        reads of last words
/// \pre UsesRunner(work)
std::string RunnerSpec(const domain::JobTemplate& work, const domain::Lookup& lookup,
                       int containers);

/// Doubles every `$`: the kubelet, which expands `$(NAME)` and halves `$$` in env values, command
/// and args, then hands on `text` as it is.
std::string EscapeForKubelet(std::string_view text);

}  // namespace executioner::kube
