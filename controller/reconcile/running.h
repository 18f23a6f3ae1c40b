/// \file
/// What becomes of a run in memory after each of its steps, and after an edit. Pure.
#pragma once

#include <cstdint>
#include <vector>

#include "controller/domain/decide.h"
#include "controller/engine/execution.h"
#include "controller/engine/orchestrator.h"
#include "controller/reconcile/begin_execution.h"

namespace executioner::reconcile {

enum class Fate {
  kKeep,      ///< until something changes, or it is due
  kForget,    ///< it has ended, its object is gone, or nothing happens until the object changes
  kRetry,     ///< keep it and try again, with a growing delay
  kRebuild,   ///< forget it and try again, with a growing delay: what is known may be wrong
  kTooLarge,  ///< its status does not fit into the object: end it
};

Fate FateOf(const engine::Execution& execution, const engine::StepResult& step);

/// Whether a run must be built anew from the status of its object: its end could not be recorded. A
/// run that ended while a record was on its way takes in the answer, then records the end.
bool IsStale(const engine::Execution& execution);

/// Takes in the fields that may change while a run is active.
/// \param checked  of the edited spec  \return false: the edit needs another plan
bool TakeEdit(engine::Execution& execution, CheckedSpec checked, std::int64_t generation);

/// Stops of all live attempts.
std::vector<domain::Stop> StopAll(const domain::Run& run);

}  // namespace executioner::reconcile
