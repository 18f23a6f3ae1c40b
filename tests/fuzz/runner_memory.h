/// \file
/// Memory for the runner's code in a process that lives for more than one attempt.
#pragma once

namespace executioner::fuzz {

/// Gives back all that the runner's code took since the last time: it never does so itself
/// (runner/list.h). Nothing of it may be in use.
void FreeRunnerMemory();

}  // namespace executioner::fuzz
