/// \file
/// Binds the work of an attempt of a run in progress. Pure.
#pragma once

#include <vector>

#include "controller/domain/bind.h"
#include "controller/engine/execution.h"

namespace executioner::engine {

/// Returns the values of references in an attempt. Adapters get them only from here.
/// \param start  of the run
domain::Values ValuesOf(const OwnerId& owner, int run, int attempt, base::TimePoint start = {});

/// \param extra  variables that the run adds to those of each job; they win
domain::Binding BindAttempt(const Execution& execution, domain::NodeId node, int attempt,
                            const std::vector<domain::EnvVar>& extra = {});

}  // namespace executioner::engine
