/// \file
/// Pre- and post-checks. What each type means is in docs/runner.md. Not thread-safe.
#pragma once

#include "runner/outcome.h"
#include "runner/spec.h"
#include "runner/supervise.h"

namespace executioner::runner {

/// Runs checks in order, up to the first that fails. Ends early, and successfully, when the
/// supervisor is told to stop: ask Supervisor::StopSignal afterwards.
///
/// \param checks  borrowed; `failed` points into it
/// \param failed  gets the check that failed and why; `before` is the caller's
/// \return false when one failed
bool RunChecks(const List<Check>& checks, Supervisor* supervisor, FailedCheck* failed);

}  // namespace executioner::runner
