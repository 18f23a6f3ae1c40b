/// \file
/// Retries of an ended run: decides which jobs run again. Pure.
#pragma once

#include <string>
#include <vector>

#include "controller/domain/plan.h"
#include "controller/domain/status.h"

namespace executioner::domain {

/// Selects the jobs that run again.
struct ReopenRequest {
  enum class Scope {
    kUnsuccessful,  ///< all jobs that did not succeed, except those in `skip`
    kFailedOnly,    ///< jobs that failed or were stopped; jobs that never ran are left out as
                    ///< Blocked, so that the run does not succeed without them
    kFrom,  ///< `jobs` and all jobs that depend on them, succeeded or not; their dependencies that
            ///< did not succeed are left out and count as done; others are not changed
    kJobs,  ///< only `jobs`, and the jobs that they blocked
  };
  Scope scope = Scope::kUnsuccessful;
  std::vector<std::string> jobs = {};
  /// `spec.skip` of the retry: jobs in it that were skipped stay skipped. Jobs that an earlier
  /// retry left out, or that only an earlier `skip` named, run again.
  std::vector<std::string> skip = {};
};

/// Returns the first status of a retry. Jobs that run again are Pending with counters reset, but
/// the numbers of their attempts continue. Jobs that only the plan contains are Pending; jobs that
/// only the status contains are dropped.
/// \param ended  the status of the ended run
/// \throws base::ConfigurationError  for a name that is not in the plan, or a job of kJobs that has
/// not failed
Status Reopen(const Plan& plan, const Status& ended, const ReopenRequest& request);

/// Checks whether a retry has any effect: it has jobs to run, or it immediately ends as Succeeded
/// although the run did not. The latter happens if the run was cancelled or its program died while
/// its last jobs succeeded.
/// \param next  the result of Reopen for `ended`
bool IsUnfinished(const Plan& plan, const Status& ended, const Status& next);

/// \return whether a job was left out by the scope of a retry, not by `spec.skip`
bool IsLeftOut(const JobStatus& job);

/// Marks jobs as succeeded although they did not succeed, so that their dependents may run. If no
/// bad job remains, the run has succeeded.
/// \param who  for the message: "marked as succeeded by ann: checked by hand"
/// \throws base::ConfigurationError  for a name that is not in the run, or a job whose end is not
/// bad
Status MarkSucceeded(const Plan& plan, const Status& ended, const std::vector<std::string>& jobs,
                     const std::string& who);

}  // namespace executioner::domain
