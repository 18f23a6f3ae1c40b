/// \file
/// Works for runs that were started with a queue.
#pragma once

#include <functional>
#include <string>

#include "controller/runs/session.h"
#include "controller/standalone/worker.h"

namespace executioner::runs {

/// Takes jobs from the queue of the session, until a signal or the settings end it.
/// \param settings  where it works and its processes are filled in
/// \param tell      what a person should know, a line each
/// \throws base::ConfigurationError, base::BackendError  without the history or the queue
void RunWorker(const Session& session, standalone::WorkerSettings settings,
               const std::function<void(const std::string&)>& tell);

}  // namespace executioner::runs
