/// \file
/// The statuses of runs that end before they begin, or without a status of their jobs. Pure.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>

#include "controller/base/time.h"
#include "controller/domain/status.h"
#include "controller/engine/execution.h"
#include "controller/reconcile/begin_execution.h"

namespace executioner::reconcile {

/// The input of these statuses.
struct Ground {
  const domain::Status& before;  ///< the result of RecordedStatus; borrowed
  std::int64_t generation = 0;   ///< metadata.generation of the object
  base::TimePoint now = {};
};

/// Returns the status for an invalid spec; the message contains all complaints.
domain::Status RefuseSpec(const Ground& ground, const CheckedSpec& checked);

/// Returns the status of a run that needs more memory than one run may use. \param bytes, limit  of
/// memory
domain::Status RefuseSize(const Ground& ground, std::size_t bytes, std::size_t limit);

/// Returns the status of a run that was cancelled before there was memory for it.
domain::Status CancelUnbegun(const Ground& ground, const std::string& spec_hash);

/// Returns a status without jobs, for a run whose object has no space for even the smallest status
/// with jobs.
domain::Status EndWithoutJobs(const engine::Execution& execution, base::TimePoint now);

/// Returns the previous status with the condition Stalled, for a run that a bug of the controller
/// blocks. The next status of the run clears the condition.
domain::Status Stall(const Ground& ground, const std::string& why);

}  // namespace executioner::reconcile
