/// \file
/// Processes that a command leaves behind: members of its group, and orphans that came to the
/// runner as PID 1 or as subreaper. Not thread-safe.
#pragma once

#include <sys/types.h>

namespace executioner::runner {

/// Kills the process group and every child of this process. A killed child's own children become
/// ours when it ends, so calling again after each SIGCHLD gets the whole tree.
///
/// \param group  the group of a command that has ended
/// \return false when the children cannot be found (no /proc) and waiting for them could therefore
/// last
bool KillLeftovers(pid_t group);

}  // namespace executioner::runner
