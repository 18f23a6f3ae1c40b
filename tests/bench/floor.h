/// \file
/// The minimum that any workflow engine must do, as a separate program: watch, create each pod when
/// its dependencies have succeeded, and write one status at the end. It has no checks, restarts,
/// finalizers, events or metrics, so the additional cost of the controller is the cost of its
/// guarantees.
#pragma once

#include <string>

namespace executioner::bench {

/// Works on all workflows of the namespace until SIGTERM. Prints kFloorReady when it begins to
/// work.
/// \return the exit code
int RunFloor(const std::string& kubeconfig, const std::string& ns);

inline constexpr const char* kFloorReady = "the floor works";

}  // namespace executioner::bench
