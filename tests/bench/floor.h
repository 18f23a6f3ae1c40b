/// \file
/// The least that any workflow engine must do, as a program of its own: watch, create each pod when
/// what it waits for has succeeded, write one status at the end. No checks, no restarts, no
/// finalizers, no events, no metrics: what the controller costs more is what its promises cost.
#pragma once

#include <string>

namespace executioner::bench {

/// Works on all workflows of the namespace until SIGTERM. Prints kFloorReady when it has begun.
/// \return the exit code
int RunFloor(const std::string& kubeconfig, const std::string& ns);

inline constexpr const char* kFloorReady = "the floor works";

}  // namespace executioner::bench
