/// \file
/// POSIX globs: `*`, `?` and `[...]` within a component of a path, escaped by `\`; a leading dot
/// must be matched explicitly. The C library's glob() would link the user database, for `~`. Not
/// thread-safe.
#pragma once

#include "runner/list.h"

namespace executioner::runner {

/// Finds the paths that exist and match.
///
/// \param pattern  absolute, or relative to the working directory
/// \param paths    the paths are appended to it, in no particular order
/// \return 0, or the errno of a folder that could not be read; folders that do not exist match
/// nothing
int ExpandGlob(const char* pattern, List<const char*>* paths);

}  // namespace executioner::runner
