/// \file
/// The finished work of an attempt of a run under control. Pure.
#pragma once

#include <vector>

#include "controller/domain/bind.h"
#include "controller/engine/execution.h"

namespace executioner::engine {

/// What references stand for in an attempt of a run: the one place from which adapters get it.
domain::Values ValuesOf(const OwnerId& owner, int run, int attempt);

/// \param extra  variables that the run adds to those of each job; they win
domain::ConcreteWork BindAttempt(const Execution& execution, domain::NodeId node, int attempt,
                                 const std::vector<domain::EnvVar>& extra = {});

}  // namespace executioner::engine
