/// \file
/// Decides whether runs that are not in memory may begin or continue, and builds their status while
/// they wait for memory or for other objects. Pure.
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

/// The observed state of an object without a run in memory.
struct Applicant {
  bool has_begun = false;        ///< its status belongs to a run that has begun
  bool is_parked = false;        ///< OwnerObject::IsParked
  bool is_large = false;         ///< it needs more memory than one run may use
  bool has_pods = false;         ///< whose outcome is not recorded
  bool has_pods_of_run = false;  ///< such pods of the run that would begin
};

enum class Admission {
  kBegin,   ///< begin immediately, even without memory
  kAsk,     ///< begin when there is memory
  kRest,    ///< nothing to do until the object changes
  kRefuse,  ///< never: it is too large
};

Admission Admit(const Applicant& seen);

/// Returns the status of a run that waits for memory. A suspended run keeps the status of its jobs.
domain::Status WaitForMemory(const Ground& ground);

/// Returns a function that looks up awaited objects.
/// \param owners   borrowed  \param ns  of all the objects
/// \param latched  the objects that have been complete; their later changes do not matter
LookUp LookUpIn(const Owners& owners, const std::string& ns,
                const std::vector<domain::AfterRef>& latched);

/// The action that `spec.after` requires.
struct GateStep {
  /// The status to write; nothing: the Job may begin.
  std::optional<domain::Status> status = std::nullopt;
  std::optional<base::Duration> wake_in = std::nullopt;  ///< when `afterTimeoutSeconds` passes
};

/// \param is_awaited  whether other objects wait for this one; if not, it is not in a cycle
GateStep WaitForOthers(const engine::Execution& execution, const domain::WorkflowSpec& spec,
                       bool is_awaited, const LookUp& look_up, base::TimePoint now);

}  // namespace executioner::reconcile
