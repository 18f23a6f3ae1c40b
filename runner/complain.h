/// \file
/// Error messages of the runner on stderr, between lines of the job. Used only if the last words
/// may not be written. Thread-safe.
#pragma once

namespace executioner::runner {

/// Writes `executioner-runner: MESSAGE` and a line feed to stderr with one call.
///
/// \param message  what is wrong, where, and what to do; cut to 4,000 bytes
void Complain(const char* message);

}  // namespace executioner::runner
