/// \file
/// What jobs inherit of the program's environment. Pure.
#pragma once

#include <string>

#include "controller/domain/expand_env.h"

namespace executioner::runs {

/// What jobs of a run on this machine inherit: all but EXECUTIONER_HISTORY where that holds a
/// password.
domain::Environment RunJobEnvironment(const domain::Environment& own);

/// What jobs of a worker inherit: also without the credentials with which the worker itself
/// reaches its servers, for jobs come from whoever may start runs. A job that needs such a variable
/// gets it from the manifest.
/// \param history  address of the history as given by --history; "": see EXECUTIONER_HISTORY
/// \param queue    address of the queue
domain::Environment WorkerJobEnvironment(const domain::Environment& own, const std::string& history,
                                         const std::string& queue);

}  // namespace executioner::runs
