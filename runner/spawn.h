/// \file
/// Starts the commands of a job. Not thread-safe.
#pragma once

#include <signal.h>
#include <sys/types.h>

namespace executioner::runner {

/// Starts a command with stdin from /dev/null, in a session of its own, without a terminal.
///
/// \param argv     terminated by null; the first word is looked up in PATH, see FindProgram
/// \param output   becomes its stdout; negative: the runner's own
/// \param error    becomes its stderr; negative: the runner's own
/// \param mask     its signal mask
/// \param process  set to its ID, which is also the ID of its group and session
/// \return 0, or an errno; then no process was started
int Spawn(char* const* argv, int output, int error, const sigset_t& mask, pid_t* process);

}  // namespace executioner::runner
