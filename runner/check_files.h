/// \file
/// Checks that look at the content of files: filesMatch and filesLack. Not thread-safe.
#pragma once

#include "runner/outcome.h"
#include "runner/spec.h"
#include "runner/supervise.h"

namespace executioner::runner {

/// Compiles the patterns of all filesMatch and filesLack of a list, so that a bad one is known
/// before anything has run.
///
/// \param list   the list's key in EXECUTIONER_SPEC, such as "preChecks"
/// \param error  gets the first pattern that is none, with its place
/// \return true when all can be compiled
bool PatternsAreGood(const List<Check>& checks, const char* list, Text* error);

/// Looks for `check.pattern` (POSIX extended regular expression, bytes) in the lines of all regular
/// files that `check.glob` (POSIX glob) names. filesMatch: each of them has a matching line, and
/// there is one; filesLack: none has.
///
/// \param supervisor  asked now and then whether to stop; then the check ends as passed
/// \param failed      gets what was found and where
/// \return true when the check passed
bool CheckFiles(const Check& check, Supervisor* supervisor, FailedCheck* failed);

}  // namespace executioner::runner
