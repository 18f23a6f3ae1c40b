/// \file
/// A validated workflow, ready to run: defaults merged, names resolved to indexes, in running
/// order. Holding a Plan is the proof that it is valid. Pure.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "controller/base/time.h"
#include "controller/domain/expression/type.h"
#include "controller/domain/ids.h"
#include "controller/domain/workflow.h"

namespace executioner::domain {

/// One job of a plan.
struct PlannedJob {
  std::string name = {};
  JobTemplate work = {};  ///< with defaults
  RetryPolicy retry = {};
  Trigger trigger = Trigger::kAllSucceeded;
  std::optional<std::string> when = std::nullopt;  ///< a valid expression
  bool allow_failure = false;
  int priority = 0;
  bool expands = false;  ///< as JobSpec::expands; otherwise it has exactly one instance
  std::vector<NodeId> dependencies = {};
  std::vector<NodeId> dependents = {};
};

/// How long an attempt may wait for its start if neither its job nor the operator sets a limit.
inline constexpr int kPendingTimeoutSeconds = 600;

/// Immutable: only MakePlan fills one.
class Plan {
 public:
  /// The plan of a workflow without jobs.
  Plan() = default;

  const IdVector<NodeId, PlannedJob>& Jobs() const { return jobs_; }

  const PlannedJob& Job(NodeId node) const { return jobs_[node]; }

  /// Running order: each job comes after all that it depends on.
  const std::vector<NodeId>& Order() const { return order_; }

  const std::vector<Param>& Params() const { return params_; }

  /// Labels and annotations of the object.
  const Metadata& ObjectMetadata() const { return metadata_; }

  /// What conditions may refer to; nothing in a plan without conditions.
  const expression::Fields& ConditionVariables() const { return condition_variables_; }

  /// SHA-256 of the canonical frozen fields, in hex.
  const std::string& SpecHash() const { return spec_hash_; }

  /// Returns how long an attempt of the job may wait for the start of its pod.
  base::Duration PendingTimeout(NodeId node) const {
    const auto& own = jobs_[node].work.pending_timeout_seconds;
    return std::chrono::seconds{own.value_or(default_pending_timeout_seconds_)};
  }

  /// \return nothing if no job has this name
  std::optional<NodeId> Find(std::string_view name) const {
    const auto found = index_.find(name);
    return found == index_.end() ? std::nullopt : std::optional(found->second);
  }

 private:
  friend Plan MakePlan(const WorkflowSpec& spec, std::string spec_hash,
                       int default_pending_timeout_seconds);

  IdVector<NodeId, PlannedJob> jobs_ = {};
  std::vector<NodeId> order_ = {};
  std::vector<Param> params_ = {};
  Metadata metadata_ = {};
  expression::Fields condition_variables_ = {};
  std::map<std::string, NodeId, std::less<>> index_ = {};
  std::string spec_hash_ = {};
  int default_pending_timeout_seconds_ = kPendingTimeoutSeconds;
};

/// Makes a plan of a spec that validate.h accepts.
/// \param spec_hash  identifies the frozen fields, see manifest/spec_hash.h
/// \param default_pending_timeout_seconds  for jobs that do not set it
/// \throws CircularDependencyError, MissingDependencyError  if the graph cannot run
Plan MakePlan(const WorkflowSpec& spec, std::string spec_hash,
              int default_pending_timeout_seconds = kPendingTimeoutSeconds);

/// Merges the template of a job with `defaults`: scalars and lists of the job replace those of
/// `defaults`, `env` and `with` merge by name, and maps of `podTemplate` merge by key. `command`,
/// `args`, `script` and `shell` are one group: a job that sets any of them takes none from
/// `defaults`, except the shell for a script without one.
JobTemplate MergeDefaults(const JobTemplate& work, const JobTemplate& defaults);

/// Merges variables by name; `own` takes precedence. Those of `defaults` keep their position, so
/// that a variable of `own` may refer to them.
std::vector<EnvVar> MergeEnv(const std::vector<EnvVar>& own, const std::vector<EnvVar>& defaults);

}  // namespace executioner::domain
