/// \file
/// Why the API server did not create a pod, and whether to wait or to give up. Pure.
///
/// What waits may be cured by somebody else while the job's pending timeout lasts: quota, a missing
/// permission, an object that is applied later, a server in trouble. A refusal by admission is the
/// answer to this very pod and final.
#pragma once

#include <string>

#include "controller/engine/ports/job_runner.h"
#include "controller/kube/api_error.h"

namespace executioner::pods {

/// \param status  of the failed creation of a pod
/// \param now     the time of the answer
/// \return kDelayed or kRefused, with a reason and words for people
engine::LaunchResult ReadRefusal(const kube::ApiStatus& status, domain::TimePoint now);

/// A pod of that name exists already but could not be read: whatever the answer, it waits.
engine::LaunchResult ReadUnreadable(const kube::ApiStatus& status, domain::TimePoint now);

}  // namespace executioner::pods
