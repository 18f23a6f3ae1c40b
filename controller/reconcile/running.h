/// \file
/// Decides what to do with a run in memory after each step, and after an edit. Pure.
#pragma once

#include <cstdint>
#include <vector>

#include "controller/domain/decide.h"
#include "controller/engine/execution.h"
#include "controller/engine/orchestrator.h"
#include "controller/reconcile/begin_execution.h"

namespace executioner::reconcile {

enum class Fate {
  kKeep,      ///< keep it until a change, or until it is due
  kForget,    ///< it has ended, its object is gone, or nothing happens until the object changes
  kRetry,     ///< keep it and retry with back-off
  kRebuild,   ///< forget it and retry with back-off, because its state may be wrong
  kTooLarge,  ///< its status does not fit into the object: end it
};

Fate FateOf(const engine::Execution& execution, const engine::StepResult& step);

/// Returns whether a run must be rebuilt from the status of its object because its end could not be
/// recorded. A run that ended while a record was on its way is not stale: it processes the
/// response, then records its end.
bool IsStale(const engine::Execution& execution);

/// Applies the fields that may change while a run is active.
/// \param checked  of the edited spec  \return false if the edit requires another plan
bool TakeEdit(engine::Execution& execution, CheckedSpec checked, std::int64_t generation);

/// Returns stops for all live attempts.
std::vector<domain::Stop> StopAll(const domain::Run& run);

}  // namespace executioner::reconcile
