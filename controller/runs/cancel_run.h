/// \file
/// Cancels a run of this machine: asks the process that executes it, as Ctrl-C in its terminal
/// does.
#pragma once

#include "controller/runs/state.h"

namespace executioner::runs {

enum class Urgency {
  kGraceful,  ///< jobs get their grace period
  kNow,       ///< jobs are killed at once
};

/// Returns when the process has been asked, before the run has ended.
/// \throws base::ConfigurationError  when no process of this machine executes the run
void CancelRun(const Session& session, const State& state, const history::RunRecord& record,
               Urgency urgency);

}  // namespace executioner::runs
