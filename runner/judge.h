/// \file
/// From the way a command ended to the outcome of the attempt. Pure.
#pragma once

#include <stdint.h>

#include "runner/outcome.h"
#include "runner/spec.h"
#include "runner/supervise.h"

namespace executioner::runner {

/// Sets reason, exit code and message of an outcome.
void End(const char* reason, int exit_code, const char* message, Outcome* outcome);

/// The runner was told to stop before everything was done.
void EndStopped(int signal, Outcome* outcome);

/// A check failed; `failed.before` says of which list.
void EndWithFailedCheck(const FailedCheck& failed, Outcome* outcome);

/// Judges the end of the job's command.
///
/// \param out_of_memory  the kernel killed a process of the container for lack of memory meanwhile
void Judge(const Spec& spec, const Ended& ended, bool out_of_memory, Outcome* outcome);

}  // namespace executioner::runner
