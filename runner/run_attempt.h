/// \file
/// Runs one attempt of a job: pre-checks, command, results, post-checks, last words.
#pragma once

namespace executioner::runner {

/// Runs the job in EXECUTIONER_SPEC and writes the last words. Must be called once per process,
/// first in main.
///
/// \return the exit code, see runner/contract/exit_codes.h
int RunAttempt();

}  // namespace executioner::runner
