/// \file
/// Checks that look at the content of files: filesMatch and filesLack. Not thread-safe.
#pragma once

#include "runner/outcome.h"
#include "runner/spec.h"
#include "runner/supervise.h"

namespace executioner::runner {

/// Compiles the patterns of all filesMatch and filesLack checks of a list, so that an invalid
/// pattern is reported before anything runs.
///
/// \param list   the list's key in EXECUTIONER_SPEC, such as "preChecks"
/// \param error  set to the first invalid pattern and its place
/// \return true if all patterns are valid
bool PatternsAreGood(const List<Check>& checks, const char* list, Text* error);

/// Searches `check.pattern` (POSIX extended regular expression, bytes) in the lines of all regular
/// files that `check.glob` (POSIX glob) names. filesMatch: there is at least one file, and each has
/// a matching line; filesLack: no file has a matching line.
///
/// \param supervisor  asked periodically whether to stop; the check then ends as passed
/// \param failed      set to what was found and where
/// \return true if the check passed
bool CheckFiles(const Check& check, Supervisor* supervisor, FailedCheck* failed);

}  // namespace executioner::runner
