/// \file
/// The runner's own words to people: lines on stderr, between those of the job. Only for what the
/// last words cannot be relied on to tell. Thread-safe.
#pragma once

namespace executioner::runner {

/// Writes `executioner-runner: MESSAGE` and a line feed to stderr in one piece.
///
/// \param message  what is wrong, where and what to do; what exceeds 4,000 bytes is cut
void Complain(const char* message);

}  // namespace executioner::runner
