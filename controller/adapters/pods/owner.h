/// \file
/// The owner of a pod.
#pragma once

#include "controller/engine/execution.h"

namespace executioner::pods {

/// The Workflow or Job that a pod belongs to.
using Owner = engine::OwnerId;

}  // namespace executioner::pods
