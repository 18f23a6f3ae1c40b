/// \file
/// The spec of a Workflow or Job as plain values, read but not yet validated. Its fields are those
/// of the manifest; docs/api.md describes them.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "controller/domain/reason.h"

namespace executioner::domain {

/// The text of a part of core/v1 that is passed on unchanged; "" if absent.
struct RawJson {
  std::string text = {};

  bool operator==(const RawJson&) const = default;
};

/// The type of a value that a job gets or hands on.
enum class ValueType { kString, kInteger, kNumber, kBoolean, kList, kObject };

/// A parameter of a workflow.
struct Param {
  std::string name = {};
  ValueType type = ValueType::kString;
  RawJson value = {};    ///< the one that applies
  RawJson allowed = {};  ///< list of values
  std::string description = {};
  RawJson secret_key_ref = {};      ///< as in core/v1: the value is in a Secret
  RawJson config_map_key_ref = {};  ///< the same for a ConfigMap

  /// Whether only the kubelet reads its value. A local run has the value too, but never stores it.
  bool IsHidden() const { return !secret_key_ref.text.empty() || !config_map_key_ref.text.empty(); }
};

/// The labels and annotations of an object to which references may refer.
struct Metadata {
  std::map<std::string, std::string> labels = {};
  std::map<std::string, std::string> annotations = {};
};

enum class Trigger {
  kAllSucceeded,
  kAllFinished,
  kAnySucceeded,
  kAnyFailed,
  kAllFailed,
  kNoneFailed
};
enum class FailurePolicy { kFinishRunning, kCancelRunning, kContinue };
enum class CancelMode { kNone, kGraceful, kNow };

/// An entry of `retry.on`: matches if all its fields match; an empty field matches everything.
struct RetryRule {
  std::vector<Reason> reasons = {};
  std::vector<int> exit_codes = {};
};

/// Whether and when a failed attempt is retried.
struct RetryPolicy {
  int limit = 0;
  int delay_seconds = 30;
  int backoff_percent = 150;
  int jitter_percent = 10;
  int max_delay_seconds = 3600;
  std::optional<int> max_elapsed_seconds = std::nullopt;
  std::vector<RetryRule> on = {{.reasons = {Reason::kFailed, Reason::kSignaled, Reason::kTimedOut,
                                            Reason::kOomKilled, Reason::kEvicted, Reason::kError}}};
  int disruptions = 5;
};

enum class CheckKind {
  kFileExists,
  kDirectoryExists,
  kFileNotEmpty,
  kFilesMatch,
  kFilesLack,
  kCommand
};

/// A pre- or post-check; the kind determines which fields are used.
struct Check {
  CheckKind kind = CheckKind::kFileExists;
  std::string path = {};
  std::string glob = {};
  std::string pattern = {};
  bool require_match = true;
  std::vector<std::string> command = {};
  int timeout_seconds = 60;
};

/// A variable: a literal `value`, or `value_from` as in core/v1.
struct EnvVar {
  std::string name = {};
  std::string value = {};
  RawJson value_from = {};
};

/// The allowed parts of a pod. `spec` contains the fields separately, each unchanged.
struct PodTemplate {
  std::map<std::string, std::string> labels = {};
  std::map<std::string, std::string> annotations = {};
  std::map<std::string, RawJson> spec = {};  ///< field name ("nodeSelector") to its JSON
};

/// Where a result gets its value.
enum class ResultSource {
  kResultsFile,  ///< the job writes it to $EXECUTIONER_RESULTS
  kStdout,
  kFile
};

struct ResultFrom {
  ResultSource source = ResultSource::kResultsFile;
  std::string file = {};  ///< path, with kFile
};

/// A value that a job hands on.
struct ResultSpec {
  std::string name = {};
  ValueType type = ValueType::kString;
  std::string description = {};
  RawJson otherwise = {};  ///< the value if the job does not write it; "": none
  ResultFrom from = {};
};

/// Maximum number of results of a job.
inline constexpr int kMostResults = 64;

/// Prefix of the names of variables that the program sets for its jobs.
inline constexpr std::string_view kReservedEnvPrefix = "EXECUTIONER_";

/// Prefix of the variables that hold values of hidden params in a local run:
/// EXECUTIONER_PARAM_<NAME>. Jobs do not inherit them.
inline constexpr std::string_view kParamVariablePrefix = "EXECUTIONER_PARAM_";

/// The fields that jobs, `defaults` and the Job kind share. Absent differs from empty: `defaults`
/// apply to absent fields.
struct JobTemplate {
  std::optional<std::string> image = std::nullopt;
  std::optional<std::string> image_pull_policy = std::nullopt;
  std::optional<std::vector<std::string>> command = std::nullopt;
  std::optional<std::vector<std::string>> args = std::nullopt;
  std::optional<std::string> script = std::nullopt;
  std::optional<std::vector<std::string>> shell = std::nullopt;
  std::optional<std::string> working_dir = std::nullopt;
  std::optional<bool> interpolate_env = std::nullopt;
  std::vector<EnvVar> env = {};
  /// Variables with literal values; Bind turns them into entries of `env`.
  std::map<std::string, std::string> with = {};
  RawJson env_from = {};
  RawJson resources = {};
  RawJson volume_mounts = {};
  RawJson security_context = {};
  std::optional<int> timeout_seconds = std::nullopt;
  std::optional<int> termination_grace_period_seconds = std::nullopt;
  std::optional<int> pending_timeout_seconds = std::nullopt;
  std::optional<RetryPolicy> retry = std::nullopt;
  std::optional<std::vector<Check>> pre_checks = std::nullopt;
  std::optional<std::vector<Check>> post_checks = std::nullopt;
  std::optional<std::vector<ResultSpec>> results = std::nullopt;
  PodTemplate pod_template = {};

  /// Whether a command or a script runs, under the runner. Otherwise the entrypoint of the image
  /// runs without it.
  bool HasCommand() const { return command.has_value() || script.has_value(); }
};

/// A node of the graph.
struct JobSpec {
  std::string name = {};
  JobTemplate work = {};
  std::vector<std::string> depends_on = {};
  std::optional<Trigger> trigger = std::nullopt;
  std::optional<std::string> when = std::nullopt;  ///< an expression, see when.h
  bool allow_failure = false;
  int priority = 0;
  /// The number of its instances is known only when its trigger holds. Manifests cannot set this.
  bool expands = false;
};

struct PodRetention {
  bool keep_succeeded = true;
  bool keep_failed = true;

  bool operator==(const PodRetention&) const = default;
};

/// The fields that may change while a run is active; changes take effect immediately.
struct Controls {
  std::optional<int> parallelism = std::nullopt;
  FailurePolicy failure_policy = FailurePolicy::kFinishRunning;
  std::optional<int> active_deadline_seconds = std::nullopt;
  bool suspend = false;
  CancelMode cancel = CancelMode::kNone;
  std::vector<std::string> skip = {};
  int priority = 0;
  std::optional<int> ttl_seconds_after_finished = std::nullopt;
  std::optional<PodRetention> pod_retention = std::nullopt;  ///< absent: the controller's default
  bool rerun_on_spec_change = false;

  bool operator==(const Controls&) const = default;
};

/// An object that a Job waits for before it starts.
struct AfterRef {
  std::string kind = {};  ///< "Job" or "Workflow"
  std::string name = {};

  bool operator==(const AfterRef&) const = default;
};

/// A Workflow. A Job is a workflow with a single job, named after the object, plus `after`.
struct WorkflowSpec {
  std::vector<Param> params = {};  ///< Workflow only
  std::vector<JobSpec> jobs = {};
  JobTemplate defaults = {};
  Controls controls = {};
  std::vector<AfterRef> after = {};                         ///< Job only
  std::optional<int> after_timeout_seconds = std::nullopt;  ///< Job only
  bool single = false;                                      ///< it is a Job
  /// Of the object; nothing if it is not known, which allows every reference to it.
  std::optional<Metadata> metadata = std::nullopt;
};

/// An error in a spec.
struct Complaint {
  std::string path = {};     ///< "spec.jobs[2].dependsOn[0]"
  std::string message = {};  ///< what is wrong and what to do; lower case, no full stop

  bool operator==(const Complaint&) const = default;
};

}  // namespace executioner::domain
