/// \file
/// A run that has ended goes on: which of its jobs run again. Pure.
#pragma once

#include <string>
#include <vector>

#include "controller/domain/plan.h"
#include "controller/domain/status.h"

namespace executioner::domain {

/// What is to run again.
struct ReopenRequest {
  enum class Scope {
    kUnsuccessful,  ///< all that did not succeed, but for `skip`
    kFailedOnly,    ///< what failed or was stopped; what never ran is left out as Blocked, so that
                    ///< the run does not succeed without it
    kFrom,          ///< `jobs` and all that waits for them, succeeded or not; what they wait for
                    ///< and did not succeed is left out and counts as done; the rest stays as it
                    ///< ended
    kJobs,          ///< only `jobs`, and what was blocked behind them
  };
  Scope scope = Scope::kUnsuccessful;
  std::vector<std::string> jobs = {};
  /// `spec.skip` of the attempt that begins: of these, what was skipped stays so. What an earlier
  /// scope left out, or only an earlier `skip` named, runs again.
  std::vector<std::string> skip = {};
};

/// The status with which the next attempt of a run begins. Jobs that run again are Pending with
/// fresh counters; their attempts go on being numbered. Jobs that the plan has and the status does
/// not are Pending; those that the plan lost are gone.
/// \param ended  of the attempt before, which has ended
/// \throws base::ConfigurationError  for a name that the plan does not have, or a job of kJobs that
///         has not failed
Status Reopen(const Plan& plan, const Status& ended, const ReopenRequest& request);

/// Whether the attempt that `next` begins is needed: it has jobs to run, or it ends as Succeeded at
/// once although the attempt before did not. The latter is so when that one was cancelled, or its
/// program died, while its last jobs succeeded.
/// \param next  as Reopen made it of `ended`
bool IsUnfinished(const Plan& plan, const Status& ended, const Status& next);

/// Whether a job was left out by the scope of a request, and not by `spec.skip`.
bool IsLeftOut(const JobStatus& job);

/// Marks jobs as succeeded although they were not, so that what waits for them may go on. When
/// nothing bad is left the run has succeeded.
/// \param who  for the message: "marked as succeeded by ann: checked by hand"
/// \throws base::ConfigurationError  for a name that the run does not have, or a job that has not
///         ended badly
Status MarkSucceeded(const Plan& plan, const Status& ended, const std::vector<std::string>& jobs,
                     const std::string& who);

}  // namespace executioner::domain
