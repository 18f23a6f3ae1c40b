/// \file
/// Levels of jobs that can run in parallel, and the critical path. Pure.
#pragma once

#include <functional>
#include <vector>

#include "controller/base/time.h"
#include "controller/domain/plan.h"

namespace executioner::domain {

/// Returns the level of each job: 0 without dependencies, otherwise one more than the highest level
/// of its dependencies.
IdVector<NodeId, int> Levels(const Plan& plan);

/// Returns the chain of jobs, first to last, with the longest total duration; of equal chains the
/// one that ends at the lowest place in `spec.jobs`. With all durations 1 it is a longest chain.
std::vector<NodeId> CriticalPath(const Plan& plan,
                                 const std::function<base::Duration(NodeId)>& duration);

}  // namespace executioner::domain
