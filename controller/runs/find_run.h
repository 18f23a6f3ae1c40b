/// \file
/// Finds runs and jobs by the names that a person gives.
#pragma once

#include <cstdint>
#include <stdexcept>
#include <string>
#include <vector>

#include "controller/history/history.h"

namespace executioner::runs {

/// A person asked for something that is not there.
class NotFoundError : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

/// Finds a run by its number, by the name of its workflow (the newest run of that name), or as
/// "latest".
/// \throws NotFoundError  with the newest runs in words
history::RunRecord FindRun(history::History& history, const std::string& name);

/// \param known  names of the jobs of the run
/// \throws NotFoundError  for the first of `names` that is not among them, with the nearest one
void RequireJobs(std::int64_t run, const std::vector<std::string>& known,
                 const std::vector<std::string>& names);

/// Names of the jobs that a record has.
std::vector<std::string> JobNames(const history::RunRecord& record);

}  // namespace executioner::runs
