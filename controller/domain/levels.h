/// \file
/// A plan as people look at it: which jobs can run side by side, and which chain decides how long
/// it takes. Pure.
#pragma once

#include <functional>
#include <vector>

#include "controller/base/time.h"
#include "controller/domain/plan.h"

namespace executioner::domain {

/// Job -> its level: 0 without dependencies, else one more than the highest of them.
IdVector<NodeId, int> Levels(const Plan& plan);

/// The chain of jobs, first to last, whose durations add up to the most; of equals the one that
/// ends at the lowest place in `spec.jobs`. With all durations 1 it is a longest chain.
std::vector<NodeId> CriticalPath(const Plan& plan,
                                 const std::function<base::Duration(NodeId)>& duration);

}  // namespace executioner::domain
