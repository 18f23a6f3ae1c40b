/// \file
/// What a controller needs to go on with a run after a restart; the status is what people read. In
/// a cluster the checkpoint is read back from the status, without a cluster from the store. Pure.
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

/// What a status says about going on.
Checkpoint CheckpointOf(const Status& status);

/// The instances of a job that has expanded, in groups of equal ones. Its size does not grow with
/// the number of instances but with how they alternate: an index takes at most 5 bytes.
ExpandedJob MakeExpandedJob(const Plan& plan, const Run& run, NodeId node);

/// The run that a checkpoint is of; pods are observed on top of it. Jobs and instances that it does
/// not know are Pending.
/// \pre the checkpoint is of this plan: same spec_hash
/// \throws base::ConfigurationError  when it does not say which instances are meant
Run RestoreRun(const Plan& plan, const Checkpoint& checkpoint);

}  // namespace executioner::domain
