/// \file
/// Processes of jobs that outlived their program: their runner was killed with it, so nobody
/// stopped them.
#pragma once

#include <cstdint>
#include <string>

namespace executioner::local {

/// The variable that names the state directory to which a process belongs.
inline constexpr const char* kStateVariable = "EXECUTIONER_STATE";

/// Kills every process of this user whose environment says that it belongs to the run, and waits
/// until they have ended. Processes that changed their environment are not found.
/// \param state  the state directory: the value of kStateVariable in jobs
void KillOrphans(const std::string& state, std::int64_t run);

/// The same for a single attempt of a job whose runner is gone while the run continues.
void KillOrphans(const std::string& state, std::int64_t run, const std::string& job, int attempt);

}  // namespace executioner::local
