/// \file
/// Memory for the runner's code in a process that runs more than one attempt.
#pragma once

namespace executioner::fuzz {

/// Frees all memory that the runner's code has allocated since the last call, because that code
/// never frees memory (runner/list.h). None of it may be in use.
void FreeRunnerMemory();

}  // namespace executioner::fuzz
