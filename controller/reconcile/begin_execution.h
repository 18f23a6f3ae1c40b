/// \file
/// From an object of the API to a run under control, or to what is wrong with it. Pure.
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

/// A spec that was read and checked.
struct CheckedSpec {
  domain::WorkflowSpec spec = {};
  std::string hash = {};
  std::vector<domain::Complaint> complaints = {};  ///< empty: a plan can be made
};

/// Of an object whose run is active only what may be edited meanwhile can be wrong: names in
/// `spec.skip` that no job has are left out then, since a typing error must not end a run.
CheckedSpec CheckSpec(const OwnerObject& object, const engine::Config& config, bool active);

/// All complaints in one message of at most 1,024 bytes: "spec.jobs[1].dependsOn[0]: …; …".
std::string Describe(const std::vector<domain::Complaint>& complaints);

/// The status that a run or a verdict about an object stands on: what is on record, and run n+1
/// when the last one has finished. \pre not finished, or edited since (OwnerObject::IsEdited)
domain::Status RecordedStatus(const OwnerObject& object);

/// The run that the object's status is a checkpoint of; a first run when there is none; run n+1
/// when it has finished. \pre `checked` has no complaints
engine::Execution BeginExecution(const OwnerObject& object, const CheckedSpec& checked,
                                 const engine::Config& config, const base::Clock& clock);

/// The message of a run that waits for memory, before what was said of it until then.
std::string WithThrottleNote(const std::string& message);

}  // namespace executioner::reconcile
