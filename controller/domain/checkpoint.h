/// \file
/// The status as a checkpoint: a controller continues the run of a status after a restart. In a
/// cluster it is read from the API server, without a cluster from the store. Pure.
#pragma once

#include "controller/domain/plan.h"
#include "controller/domain/run.h"
#include "controller/domain/status.h"

namespace executioner::domain {

/// Returns the instances of an expanded job, in groups of equal ones. The size depends on how often
/// the groups alternate, not on the number of instances: an index takes at most 5 bytes.
ExpandedJob MakeExpandedJob(const Plan& plan, const Run& run, NodeId node);

/// Restores the run of a status; pods are then observed on top of it. Jobs and instances that it
/// does not contain are Pending. Conditions and history are not read.
/// \pre the status is of this plan: same spec_hash
/// \throws base::ConfigurationError  if its lists of instances are invalid
Run RestoreRun(const Plan& plan, const Status& recorded);

}  // namespace executioner::domain
