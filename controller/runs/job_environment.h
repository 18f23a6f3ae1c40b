/// \file
/// The variables that jobs inherit from the program's environment. Pure.
#pragma once

#include <string>

#include "controller/domain/expand_env.h"

namespace executioner::runs {

/// Returns the variables that jobs of a local run inherit: all except EXECUTIONER_HISTORY if that
/// contains a password.
domain::Environment RunJobEnvironment(const domain::Environment& own);

/// Returns the variables that jobs of a worker inherit: also without the worker's own credentials,
/// because anyone who may start runs can submit jobs. A job that needs such a variable must set it
/// in the manifest.
/// \param history  URL of the history from --history; "": see EXECUTIONER_HISTORY
/// \param queue    URL of the queue
domain::Environment WorkerJobEnvironment(const domain::Environment& own, const std::string& history,
                                         const std::string& queue);

}  // namespace executioner::runs
