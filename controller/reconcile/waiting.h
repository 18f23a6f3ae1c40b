/// \file
/// Runs that have not begun, or are taken over after a start: whether they may begin, and what the
/// status says while they wait for memory or for other objects. Pure.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "controller/base/time.h"
#include "controller/domain/status.h"
#include "controller/engine/execution.h"
#include "controller/reconcile/after_gate.h"
#include "controller/reconcile/owners.h"
#include "controller/reconcile/refused.h"

namespace executioner::reconcile {

/// What was observed of an object without a run in memory.
struct Applicant {
  bool has_begun = false;        ///< its status is of a run that began
  bool is_parked = false;        ///< OwnerObject::IsParked
  bool is_large = false;         ///< it needs more memory than one run may use
  bool has_pods = false;         ///< whose outcome is not recorded
  bool has_pods_of_run = false;  ///< of these, pods of the run that would begin
};

enum class Admission {
  kBegin,   ///< at once, even without room
  kAsk,     ///< begin when there is memory
  kRest,    ///< nothing to do until the object changes
  kRefuse,  ///< never: it is too large
};

Admission Admit(const Applicant& seen);

/// The status of a run that waits for memory. A run that was suspended keeps what its status says
/// of its jobs.
domain::Status WaitForMemory(const Ground& ground);

/// Looks objects up that others wait for.
/// \param owners   borrowed  \param ns  of all the objects
/// \param latched  the objects that have been complete: what became of them later does not matter
LookUp LookUpIn(const Owners& owners, const std::string& ns,
                const std::vector<domain::AfterRef>& latched);

/// What `spec.after` asks for.
struct GateStep {
  std::optional<domain::Status> status = std::nullopt;   ///< to write; nothing: the Job may begin
  std::optional<base::Duration> wake_in = std::nullopt;  ///< then `afterTimeoutSeconds` has passed
};

/// \param is_awaited  whether other objects wait for this one: else it is in no cycle
GateStep WaitForOthers(const engine::Execution& execution, const domain::WorkflowSpec& spec,
                       bool is_awaited, const LookUp& look_up, base::TimePoint now);

}  // namespace executioner::reconcile
