/// \file
/// POSIX globs: `*`, `?` and `[...]` within a path's components, `\` in front of one of them taken
/// literally; a leading dot has to be written. The C library's own glob() would bring in the user
/// database, for `~`. Not thread-safe.
#pragma once

#include "runner/list.h"

namespace executioner::runner {

/// Finds the paths that exist and match.
///
/// \param pattern  absolute, or relative to the working directory
/// \param paths    gets them, in no particular order
/// \return 0, or the errno of a folder that could not be read; folders that are not there match
/// nothing
int ExpandGlob(const char* pattern, List<const char*>* paths);

}  // namespace executioner::runner
