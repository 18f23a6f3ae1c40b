/// \file
/// Finds runs and jobs by name.
#pragma once

#include <cstdint>
#include <stdexcept>
#include <string>
#include <vector>

#include "controller/history/history.h"

namespace executioner::runs {

/// A named run, job or log does not exist.
class NotFoundError : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

/// Finds a run by its number, by the name of its workflow (the newest run of that name), or as
/// "latest".
/// \throws NotFoundError  naming the newest runs
history::RunRecord FindRun(history::History& history, const std::string& name);

/// \param known  names of the jobs of the run
/// \throws NotFoundError  for the first of `names` that is unknown, with the nearest name
void RequireJobs(std::int64_t run, const std::vector<std::string>& known,
                 const std::vector<std::string>& names);

/// Returns the names of the jobs of a record.
std::vector<std::string> JobNames(const history::RunRecord& record);

}  // namespace executioner::runs
