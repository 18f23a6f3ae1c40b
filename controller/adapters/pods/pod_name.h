/// \file
/// The deterministic name of a pod. Pure.
#pragma once

#include <string>
#include <string_view>

#include "controller/adapters/pods/attempt_id.h"
#include "controller/adapters/pods/owner.h"
#include "controller/engine/execution.h"

namespace executioner::pods {

/// Returns `<owner>-<job>-<run>-<attempt>` cut to 52 characters, then `-` and 10 hex digits of the
/// SHA-256 of the whole identity (length-prefixed owner kind, owner UID, job, index, run, attempt).
/// Names are deterministic, and different attempts have different names.
std::string PodName(const Owner& owner, std::string_view job, AttemptId id);

/// Returns the name of the pod of an attempt of the execution's run. \param job  index in its plan
std::string PodName(const engine::Execution& execution, domain::InstanceId instance, int attempt);

}  // namespace executioner::pods
