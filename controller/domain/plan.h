/// \file
/// A checked workflow, ready to run: defaults merged, names resolved to indexes, in running order.
/// Holding a Plan is the proof that it is valid. Pure.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "controller/base/time.h"
#include "controller/domain/ids.h"
#include "controller/domain/workflow.h"

namespace executioner::domain {

/// One job of a plan.
struct PlannedJob {
  std::string name = {};
  JobTemplate work = {};  ///< defaults merged in
  RetryPolicy retry = {};
  Trigger trigger = Trigger::kAllSucceeded;
  bool allow_failure = false;
  int priority = 0;
  bool expands = false;  ///< as JobSpec::expands; otherwise it has exactly one instance
  std::vector<NodeId> dependencies = {};
  std::vector<NodeId> dependents = {};
};

/// How long an attempt may wait for its start if neither its job nor the operator says it.
inline constexpr int kPendingTimeoutSeconds = 600;

/// Immutable: only MakePlan fills one.
class Plan {
 public:
  /// Of a workflow without jobs.
  Plan() = default;

  const IdVector<NodeId, PlannedJob>& Jobs() const { return jobs_; }

  const PlannedJob& Job(NodeId node) const { return jobs_[node]; }

  /// Running order: each job comes after all that it depends on.
  const std::vector<NodeId>& Order() const { return order_; }

  /// SHA-256 of the canonical frozen fields, in hex.
  const std::string& SpecHash() const { return spec_hash_; }

  /// How long an attempt of the job may wait until its pod has started.
  base::Duration PendingTimeout(NodeId node) const {
    const auto& own = jobs_[node].work.pending_timeout_seconds;
    return std::chrono::seconds{own.value_or(default_pending_timeout_seconds_)};
  }

  /// \return nothing when no job has this name
  std::optional<NodeId> Find(std::string_view name) const {
    const auto found = index_.find(name);
    return found == index_.end() ? std::nullopt : std::optional(found->second);
  }

 private:
  friend Plan MakePlan(const WorkflowSpec& spec, std::string spec_hash,
                       int default_pending_timeout_seconds);

  IdVector<NodeId, PlannedJob> jobs_ = {};
  std::vector<NodeId> order_ = {};
  std::map<std::string, NodeId, std::less<>> index_ = {};
  std::string spec_hash_ = {};
  int default_pending_timeout_seconds_ = kPendingTimeoutSeconds;
};

/// Makes a plan of a spec that validate.h has no complaint about.
/// \param spec_hash  identifies the frozen fields, see manifest/spec_hash.h
/// \param default_pending_timeout_seconds  of jobs that do not say it
/// \throws CircularDependencyError, MissingDependencyError  when the graph cannot be run
Plan MakePlan(const WorkflowSpec& spec, std::string spec_hash,
              int default_pending_timeout_seconds = kPendingTimeoutSeconds);

/// The template of a job with what it leaves out taken from `defaults`: scalars and lists replace,
/// `env` merges by name, maps of `podTemplate` merge by key; `command, args, script, shell` are one
/// group, and a job that sets any of them drops the group of `defaults`, but for the shell: it is
/// that of every script that has none.
JobTemplate MergeDefaults(const JobTemplate& work, const JobTemplate& defaults);

/// Variables by name, `own` wins. Those of `defaults` keep their place, so that a variable of `own`
/// may refer to them.
std::vector<EnvVar> MergeEnv(const std::vector<EnvVar>& own, const std::vector<EnvVar>& defaults);

}  // namespace executioner::domain
