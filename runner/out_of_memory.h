/// \file
/// Counts the processes of this container that the kernel killed because memory ran out. If it
/// kills single processes (cgroup v1, or the kubelet's singleProcessOOMKill), only the job's
/// process dies, and only this count distinguishes that from any other KILL.
#pragma once

#include <stdint.h>

namespace executioner::runner {

/// Reads the count from the memory cgroup of this process, v2 (`memory.events`) or v1
/// (`memory.oom_control`).
///
/// \return the count since the start of the container; 0 if there is no such cgroup. Compare two
/// readings
int64_t CountOutOfMemoryKills();

}  // namespace executioner::runner
