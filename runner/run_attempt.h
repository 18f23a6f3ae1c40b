/// \file
/// One attempt of a job from the environment to the exit code: pre-checks, command, results,
/// post-checks, last words.
#pragma once

namespace executioner::runner {

/// Runs what EXECUTIONER_SPEC asks for and leaves the last words. Call once per process, first
/// thing in main.
///
/// \return the exit code, see runner/contract/exit_codes.h
int RunAttempt();

}  // namespace executioner::runner
