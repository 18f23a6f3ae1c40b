/// \file
/// Processes that outlived the program that ran them: its runner was killed with it, and nobody
/// stopped what the runner had started.
#pragma once

#include <cstdint>
#include <string>

namespace executioner::local {

/// The variable that tells processes of one state directory from those of another.
inline constexpr const char* kStateVariable = "EXECUTIONER_STATE";

/// Kills every process of this user whose environment says that it belongs to the run, and waits
/// until they are gone. Processes that changed their environment are not found.
/// \param state  the state directory, as jobs have it in kStateVariable
void KillOrphans(const std::string& state, std::int64_t run);

/// The same for one attempt of a job, whose runner is gone while the run goes on.
void KillOrphans(const std::string& state, std::int64_t run, const std::string& job, int attempt);

}  // namespace executioner::local
