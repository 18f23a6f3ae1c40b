/// \file
/// Validates an object of the API and begins or restores its run. Pure.
#pragma once

#include <string>
#include <vector>

#include "controller/base/time.h"
#include "controller/domain/status.h"
#include "controller/domain/workflow.h"
#include "controller/engine/config.h"
#include "controller/engine/execution.h"
#include "controller/reconcile/owner_object.h"

namespace executioner::reconcile {

/// A spec that has been read and validated.
struct CheckedSpec {
  domain::WorkflowSpec spec = {};
  std::string hash = {};
  std::vector<domain::Complaint> complaints = {};  ///< empty: a plan can be made
};

/// Reads and validates a spec. While a run is active, unknown names in `spec.skip` are ignored,
/// because a typing error must not end the run.
CheckedSpec CheckSpec(const OwnerObject& object, const engine::Config& config, bool active);

/// Returns all complaints as one message of at most 1,024 bytes: "spec.jobs[1].dependsOn[0]: …; …".
std::string Describe(const std::vector<domain::Complaint>& complaints);

/// Returns the status with which a run or a verdict begins: the recorded status, or that of run n+1
/// if the last run has finished. \pre not finished, or edited since (OwnerObject::IsEdited)
domain::Status RecordedStatus(const OwnerObject& object);

/// Restores the run from the object's status; begins the first run if there is none, or run n+1 if
/// it has finished. \pre `checked` has no complaints
engine::Execution BeginExecution(const OwnerObject& object, const CheckedSpec& checked,
                                 const engine::Config& config, const base::Clock& clock);

/// Returns the message of a run that waits for memory, followed by its previous message.
std::string WithThrottleNote(const std::string& message);

}  // namespace executioner::reconcile
