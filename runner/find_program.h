/// \file
/// Looks up the program of a command.
#pragma once

#include "runner/text.h"

namespace executioner::runner {

/// Finds a program as Go's exec.LookPath does. A name with a slash is a path. Every other name is
/// looked up in the absolute folders of a search path. Empty and relative entries are skipped: they
/// depend on the working directory, whose contents must not decide which program runs.
///
/// \param path   folders separated by ':', as in PATH; null: the default folders
/// \param found  set to the path of the program
/// \return 0, EACCES if only files without execute permission were found, or ENOENT
int FindProgram(const char* name, const char* path, Text* found);

}  // namespace executioner::runner
