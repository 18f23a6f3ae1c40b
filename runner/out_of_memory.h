/// \file
/// How often the kernel killed a process of this container for lack of memory. With one-process
/// kills (cgroup v1, or the kubelet's singleProcessOOMKill) only the job's process dies, and this
/// count is what tells it from any other KILL.
#pragma once

#include <stdint.h>

namespace executioner::runner {

/// Reads the count from the memory cgroup of this process, v2 (`memory.events`) or v1
/// (`memory.oom_control`).
///
/// \return the count so far; 0 when there is no such cgroup. Compare two readings
int64_t CountOutOfMemoryKills();

}  // namespace executioner::runner
