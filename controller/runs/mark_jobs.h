/// \file
/// Counts failed jobs of a run as succeeded, and records who did so and why.
#pragma once

#include <string>
#include <vector>

#include "controller/runs/state.h"

namespace executioner::runs {

/// Who marks jobs, when and why.
struct Marking {
  base::TimePoint time = {};
  history::Request request = {};
};

/// \param record  of a run that nobody works on: the caller holds its lock
/// \param jobs    names of jobs that the record has
/// \return the status of the run from now on
/// \throws base::ConfigurationError  as domain::MarkSucceeded
/// \throws base::StoreError
domain::Status MarkJobs(State& state, const history::RunRecord& record,
                        const std::vector<std::string>& jobs, const Marking& marking);

}  // namespace executioner::runs
