/// \file
/// Removes a run with its logs on this machine.
#pragma once

#include <cstdint>
#include <functional>
#include <string>

#include "controller/runs/state.h"

namespace executioner::runs {

/// \param logs_stay  told of each folder with logs of the run on other machines, before the run is
///                   removed
/// \return whether the run was removed: nobody works on it
/// \throws base::StoreError  also when the record is gone but its logs cannot be removed
bool RemoveRun(const Session& session, State& state, std::int64_t run,
               const std::function<void(const std::string& folder)>& logs_stay);

}  // namespace executioner::runs
