/// \file
/// Runs that end without having begun, or without a status of their jobs: the statuses that say
/// why. Pure.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>

#include "controller/base/time.h"
#include "controller/domain/status.h"
#include "controller/engine/execution.h"
#include "controller/reconcile/begin_execution.h"

namespace executioner::reconcile {

/// What a status about an object is made from.
struct Ground {
  const domain::Status& before;  ///< as RecordedStatus says; borrowed
  std::int64_t generation = 0;   ///< metadata.generation of the object
  base::TimePoint now = {};
};

/// The spec is invalid: the message has all complaints.
domain::Status RefuseSpec(const Ground& ground, const CheckedSpec& checked);

/// The run needs more memory than one run may use. \param bytes, limit  of memory
domain::Status RefuseSize(const Ground& ground, std::size_t bytes, std::size_t limit);

/// The run was cancelled before there was memory for it.
domain::Status CancelUnbegun(const Ground& ground, const std::string& spec_hash);

/// The spec leaves no space in the object for even the smallest status with jobs: the run ends with
/// a status that lists none.
domain::Status EndWithoutJobs(const engine::Execution& execution, base::TimePoint now);

/// A fault of the controller keeps the run from going on: the status as it was, with the condition
/// Stalled. The next status of the run takes it back.
domain::Status Stall(const Ground& ground, const std::string& why);

}  // namespace executioner::reconcile
