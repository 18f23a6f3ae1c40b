/// \file
/// A checked workflow, ready to run: defaults merged, names resolved to indexes, in running order.
/// Holding a Plan is the proof that it is valid. Pure.
#pragma once

#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "controller/base/time.h"
#include "controller/domain/workflow.h"

namespace executioner::domain {

/// One job of a plan; its index is its place in `spec.jobs`.
struct PlannedJob {
  std::string name = {};
  JobTemplate work = {};  ///< defaults merged in
  RetryPolicy retry = {};
  Trigger trigger = Trigger::kAllSucceeded;
  bool allow_failure = false;
  int priority = 0;
  std::vector<int> dependencies = {};
  std::vector<int> dependents = {};
};

/// Immutable once made.
struct Plan {
  std::vector<PlannedJob> jobs = {};
  std::vector<int> order = {};  ///< running order: each comes after all it depends on
  std::map<std::string, int, std::less<>> index = {};  ///< name -> place in `jobs`
  std::string spec_hash = {};  ///< SHA-256 of the canonical frozen fields, in hex

  int default_pending_timeout_seconds =
      600;  ///< of jobs that do not say it; the operator's setting

  /// How long an attempt of the job may wait until its pod has started.
  base::Duration PendingTimeout(int job) const {
    const auto& own = jobs[static_cast<std::size_t>(job)].work.pending_timeout_seconds;
    return std::chrono::seconds{own.value_or(default_pending_timeout_seconds)};
  }

  /// \return the job's index, or -1
  int Find(std::string_view name) const {
    const auto found = index.find(name);
    return found == index.end() ? -1 : found->second;
  }
};

/// Makes a plan of a spec that validate.h has no complaint about.
/// \param spec_hash  identifies the frozen fields, see manifest/spec_hash.h
/// \throws CircularDependencyError, MissingDependencyError  when the graph cannot be run
Plan MakePlan(const WorkflowSpec& spec, std::string spec_hash);

/// The template of a job with what it leaves out taken from `defaults`: scalars and lists replace,
/// `env` merges by name, maps of `podTemplate` merge by key; `command, args, script, shell` are one
/// group, and a job that sets any of them drops the group of `defaults`, but for the shell: it is
/// that of every script that has none.
JobTemplate MergeDefaults(const JobTemplate& work, const JobTemplate& defaults);

/// Variables by name, `own` wins. Those of `defaults` keep their place, so that a variable of `own`
/// may refer to them.
std::vector<EnvVar> MergeEnv(const std::vector<EnvVar>& own, const std::vector<EnvVar>& defaults);

}  // namespace executioner::domain
