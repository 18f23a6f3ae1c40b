/// \file
/// Why a job of a run is or is not running.
#pragma once

#include <string>

#include "controller/history/history.h"

namespace executioner::runs {

/// The message of a job, or what it waits for; "" when there is nothing to say.
/// \param job  of the record
/// \throws base::StoreError  when the recorded manifest cannot be read any more
std::string ExplainJob(const history::RunRecord& record, const domain::JobStatus& job);

}  // namespace executioner::runs
