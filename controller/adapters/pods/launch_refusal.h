/// \file
/// Decides whether to retry after the API server did not create a pod. Pure.
///
/// The creation is retried until the job's pending timeout if the reason can change: a quota, a
/// missing permission, an object that is applied later, or a failing server. A rejection by
/// admission concerns this pod and is final.
#pragma once

#include <string>

#include "controller/engine/ports/job_runner.h"
#include "controller/kube/api_error.h"

namespace executioner::pods {

/// \param status  of the failed creation of a pod
/// \param now     the time of the response
/// \return kDelayed or kRefused, with a reason and a message
engine::LaunchResult ReadRefusal(const kube::ApiStatus& status, domain::TimePoint now);

/// Returns the result for a pod that already exists but could not be read: always kDelayed.
engine::LaunchResult ReadUnreadable(const kube::ApiStatus& status, domain::TimePoint now);

}  // namespace executioner::pods
