/// \file
/// The data with which a controller continues a run after a restart; the status is for people. In a
/// cluster the checkpoint is read from the status, without a cluster from the store. Pure.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "controller/domain/plan.h"
#include "controller/domain/run.h"
#include "controller/domain/status.h"

namespace executioner::domain {

struct Checkpoint {
  int run = 1;
  int attempt = 1;
  RunVerdict verdict = {};
  std::optional<TimePoint> start_time = std::nullopt;
  std::optional<TimePoint> completion_time = std::nullopt;
  int suspended_seconds = 0;
  std::optional<TimePoint> suspended_since = std::nullopt;
  std::vector<JobStatus> jobs = {};        ///< one for each job of the plan that is known
  std::vector<ExpandedJob> expanded = {};  ///< of those, the instances of what has expanded
};

/// Returns the checkpoint in a status.
Checkpoint CheckpointOf(const Status& status);

/// Returns the instances of an expanded job, in groups of equal ones. The size depends on how often
/// the groups alternate, not on the number of instances: an index takes at most 5 bytes.
ExpandedJob MakeExpandedJob(const Plan& plan, const Run& run, NodeId node);

/// Restores the run of a checkpoint; pods are then observed on top of it. Jobs and instances that
/// it does not contain are Pending.
/// \pre the checkpoint is of this plan: same spec_hash
/// \throws base::ConfigurationError  if its lists of instances are invalid
Run RestoreRun(const Plan& plan, const Checkpoint& checkpoint);

}  // namespace executioner::domain
