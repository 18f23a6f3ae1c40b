/// \file
/// Runs jobs of runs that were started with a queue.
#pragma once

#include <functional>
#include <string>

#include "controller/runs/session.h"
#include "controller/standalone/worker.h"

namespace executioner::runs {

/// Takes jobs from the queue of the session, until a signal or the settings end the worker.
/// \param settings  the folder and the settings of processes are set by this function
/// \param tell      called with messages for people, one line each
/// \throws base::ConfigurationError, base::BackendError  if the history or the queue cannot be
/// opened
void RunWorker(const Session& session, standalone::WorkerSettings settings,
               const std::function<void(const std::string&)>& tell);

}  // namespace executioner::runs
