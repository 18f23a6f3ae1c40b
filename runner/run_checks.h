/// \file
/// Runs pre- and post-checks. docs/runner.md describes the types. Not thread-safe.
#pragma once

#include "runner/outcome.h"
#include "runner/spec.h"
#include "runner/supervise.h"

namespace executioner::runner {

/// Runs checks in order, up to the first that fails. If the supervisor is asked to stop, returns
/// early with true: call Supervisor::StopSignal afterwards.
///
/// \param checks  borrowed; `failed` points into it
/// \param failed  set to the failed check and the reason, except `before`, which the caller sets
/// \return false if a check failed
bool RunChecks(const List<Check>& checks, Supervisor* supervisor, FailedCheck* failed);

}  // namespace executioner::runner
