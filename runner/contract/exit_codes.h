/// \file
/// Exit codes of the runner, which are those of the job's container. Constants only: the runner is
/// built without the C++ standard library. The controller uses the reason in the last words
/// (names.h), not the exit code.
#pragma once

namespace executioner::runner {

/// The command exited with 0, its results are valid and all checks passed.
inline constexpr int kExitCompleted = 0;
/// EXECUTIONER_SPEC is missing or malformed, or the runner was called with unknown arguments.
inline constexpr int kExitBadInput = 64;
inline constexpr int kExitPreCheckFailed = 120;
inline constexpr int kExitPostCheckFailed = 121;
inline constexpr int kExitInvalidResults = 122;
/// The command ran longer than timeoutSeconds, regardless of how it then ended.
inline constexpr int kExitTimedOut = 124;
/// The runner itself failed: no pipe, no memory, or no working directory.
inline constexpr int kExitRunnerFailed = 125;
inline constexpr int kExitNotExecutable = 126;
inline constexpr int kExitNotFound = 127;
/// Added to the number of the signal that ended the command.
inline constexpr int kExitSignalBase = 128;

}  // namespace executioner::runner
