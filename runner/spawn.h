/// \file
/// Starts a process the way every command of a job starts. Not thread-safe.
#pragma once

#include <signal.h>
#include <sys/types.h>

namespace executioner::runner {

/// Starts a command with stdin from /dev/null, in a session of its own: it has no terminal.
///
/// \param argv     its first word is looked up in PATH, see FindProgram; ended by null
/// \param output   becomes its stdout; negative: the runner's own
/// \param error    becomes its stderr; negative: the runner's own
/// \param mask     its signal mask
/// \param process  gets its id, which is that of its group and session too
/// \return 0, or the errno of what went wrong; then there is no process
int Spawn(char* const* argv, int output, int error, const sigset_t& mask, pid_t* process);

}  // namespace executioner::runner
