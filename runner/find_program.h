/// \file
/// Where the program of a command lies.
#pragma once

#include "runner/text.h"

namespace executioner::runner {

/// Finds a program as Go's exec.LookPath does. A name with a slash is a path. Every other name is
/// looked for in the absolute folders of a search path: empty and relative entries mean the working
/// directory, whose contents must not decide which program runs.
///
/// \param path   folders separated by ':', as in PATH; null: the usual folders
/// \param found  gets the path of the program
/// \return 0, EACCES when there are only files that may not be executed, or ENOENT
int FindProgram(const char* name, const char* path, Text* found);

}  // namespace executioner::runner
