/// \file
/// Determines the outcome of an attempt from the end of its command. Pure.
#pragma once

#include <stdint.h>

#include "runner/outcome.h"
#include "runner/spec.h"
#include "runner/supervise.h"

namespace executioner::runner {

/// Sets reason, exit code and message of an outcome.
void End(const char* reason, int exit_code, const char* message, Outcome* outcome);

/// Sets the outcome of a runner that was asked to stop before the attempt was complete.
void EndStopped(int signal, Outcome* outcome);

/// Sets the outcome of a failed check; `failed.before` tells whether it is a pre-check.
void EndWithFailedCheck(const FailedCheck& failed, Outcome* outcome);

/// Determines the outcome of the job's command.
///
/// \param out_of_memory  whether the kernel killed a process of the container in the meantime
/// because memory ran out
void Judge(const Spec& spec, const Ended& ended, bool out_of_memory, Outcome* outcome);

}  // namespace executioner::runner
