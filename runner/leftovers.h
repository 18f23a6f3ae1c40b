/// \file
/// Kills processes that a command leaves behind: members of its group, and orphans that the runner
/// has adopted as PID 1 or as subreaper. Not thread-safe.
#pragma once

#include <sys/types.h>

namespace executioner::runner {

/// Kills the process group and every child of this process. When a killed child ends, this process
/// adopts its children, so calling the function again after each SIGCHLD kills the whole tree.
///
/// \param group  the group of a command that has ended
/// \return false if the children cannot be found (no /proc), so that waiting for them might not end
bool KillLeftovers(pid_t group);

}  // namespace executioner::runner
