/// \file
/// The field list (field.h) of a job: the fields that jobs, `defaults` and the Job kind share.
#pragma once

#include "controller/domain/field.h"
#include "controller/domain/pod_fields.h"
#include "controller/domain/workflow.h"

namespace executioner::domain {

/// The reasons that `retry.on` may name. An attempt that ends for another reason failed through no
/// fault of its own, or would fail again.
inline constexpr Words<Reason, 10> kRetryableReasons{{{"Failed", Reason::kFailed},
                                                      {"Signaled", Reason::kSignaled},
                                                      {"TimedOut", Reason::kTimedOut},
                                                      {"OOMKilled", Reason::kOomKilled},
                                                      {"Error", Reason::kError},
                                                      {"PreCheckFailed", Reason::kPreCheckFailed},
                                                      {"PostCheckFailed", Reason::kPostCheckFailed},
                                                      {"PendingTimeout", Reason::kPendingTimeout},
                                                      {"ImagePullFailed", Reason::kImagePullFailed},
                                                      {"Evicted", Reason::kEvicted}}};
inline constexpr Words<ValueType, 6> kValueTypes{{{"String", ValueType::kString},
                                                  {"Integer", ValueType::kInteger},
                                                  {"Number", ValueType::kNumber},
                                                  {"Boolean", ValueType::kBoolean},
                                                  {"List", ValueType::kList},
                                                  {"Object", ValueType::kObject}}};
inline constexpr Words<ResultSource, 1> kResultSources{{{"Stdout", ResultSource::kStdout}}};
/// Names become keys of JSON objects and names of files.
inline constexpr std::string_view kValueNamePattern = "^[A-Za-z_][A-Za-z0-9_]*$";
inline constexpr std::string_view kImagePullPolicies = "Always, IfNotPresent, Never";

void Fields(auto& visit, Like<EnvVar> auto& env) {
  /// Name of the variable.
  visit(Field{.key = "name", .required = true, .least = 1, .most = 256}, env.name);
  /// Value of the variable, as in core/v1.
  visit(Field{.key = "value", .most = 32768}, env.value);
  /// Source of the value (`configMapKeyRef`, `secretKeyRef`, `fieldRef`, `resourceFieldRef`), as in
  /// core/v1.
  visit(Field{.key = "valueFrom"}, env.value_from);
}

void Fields(auto& visit, Like<RetryRule> auto& rule) {
  /// Matches if the attempt ended for one of these reasons.
  visit(Field{.key = "reasons", .least = 1, .most = 16, .list = ListType::kSet}, rule.reasons,
        kRetryableReasons);
  /// Matches if the attempt ended with one of these exit codes.
  visit(Field{.key = "exitCodes",
              .least = 1,
              .most = 255,
              .list = ListType::kSet,
              .entries = {.least = 1, .most = 255}},
        rule.exit_codes);
}

void Fields(auto& visit, Like<RetryPolicy> auto& retry) {
  /// Number of further attempts after the first.
  visit(Field{.key = "limit", .least = 0, .most = 1000}, retry.limit);
  /// Delay before the second attempt.
  visit(Field{.key = "delaySeconds", .least = 0, .most = 86400}, retry.delay_seconds);
  /// Each further delay is this percentage of the previous delay: 150 gives 30 s, 45 s, 67.5 s.
  visit(Field{.key = "backoffPercent", .least = 100, .most = 10000}, retry.backoff_percent);
  /// Each delay is lengthened or shortened by up to this percentage, so that jobs that failed
  /// together are not retried together.
  visit(Field{.key = "jitterPercent", .least = 0, .most = 100}, retry.jitter_percent);
  /// Maximum delay.
  visit(Field{.key = "maxDelaySeconds", .least = 0}, retry.max_delay_seconds);
  /// No attempt starts later than this time after the first attempt began. Default: no limit.
  visit(Field{.key = "maxElapsedSeconds", .least = 1}, retry.max_elapsed_seconds);
  /// How many attempts of a run may end through no fault of the job before the job fails.
  visit(Field{.key = "disruptions", .least = 0, .most = 1000}, retry.disruptions);
  /// Which failures are retried: a list of `{reasons, exitCodes}`. An entry matches if all its
  /// fields match; one matching entry is enough. In YAML, write the name of this field in quotes,
  /// because a bare `on` is read as `true`. Default: the reasons `Failed`, `Signaled`, `TimedOut`,
  /// `OOMKilled`, `Evicted` and `Error`.
  visit(Field{.key = "on", .least = 1, .most = 16, .entries = {.least = 1}}, retry.on);
}

/// Each check is an object with one field, which says its kind.
void Fields(auto& visit, Like<Check> auto& check) {
  const auto path = [&](auto& part) {
    /// Path inside the container, absolute or relative to `workingDir`.
    part(Field{.key = "path", .required = true, .least = 1, .most = 1024}, check.path);
  };
  const auto match = [&](auto& part) {
    /// Shell pattern of the files, for example `/logs/*.log`; absolute or relative to `workingDir`.
    part(Field{.key = "glob", .required = true, .least = 1, .most = 1024}, check.glob);
    /// POSIX extended regular expression, searched in each line.
    part(Field{.key = "pattern", .required = true, .least = 1, .most = 1024}, check.pattern);
  };
  /// Holds if the path is a regular file.
  visit.Case(Field{.key = "fileExists"}, check.kind, CheckKind::kFileExists, path);
  /// Holds if the path is a directory.
  visit.Case(Field{.key = "directoryExists"}, check.kind, CheckKind::kDirectoryExists, path);
  /// Holds if the path is a regular file of at least one byte.
  visit.Case(Field{.key = "fileNotEmpty"}, check.kind, CheckKind::kFileNotEmpty, path);
  /// Holds if the glob matches at least one regular file and each of these files has a line that
  /// matches the pattern.
  visit.Case(Field{.key = "filesMatch"}, check.kind, CheckKind::kFilesMatch, match);
  /// Holds if no line of the files matches the pattern.
  visit.Case(Field{.key = "filesLack"}, check.kind, CheckKind::kFilesLack, [&](auto& part) {
    match(part);
    /// Whether the check fails if the glob matches no file.
    part(Field{.key = "requireMatch"}, check.require_match);
  });
  /// Holds if the command exits with 0.
  visit.Case(Field{.key = "command"}, check.kind, CheckKind::kCommand, [&](auto& part) {
    /// The command and its arguments; no shell is involved.
    part(
        Field{
            .key = "command", .required = true, .least = 1, .most = 64, .entries = {.most = 4096}},
        check.command);
    /// How long the command may run.
    part(Field{.key = "timeoutSeconds", .least = 1}, check.timeout_seconds);
  });
}

void Fields(auto& visit, Like<ResultSpec> auto& result) {
  /// Name of the result, unique in the job.
  visit(
      Field{.key = "name", .required = true, .least = 1, .most = 63, .pattern = kValueNamePattern},
      result.name);
  /// Type of the value. Values of the types `List` and `Object` are JSON.
  visit(Field{.key = "type"}, result.type, kValueTypes);
  /// What the value means, for people.
  visit(Field{.key = "description", .most = 1024}, result.description);
  /// The value if the job has not written the result, in JSON of the declared type.
  visit(Field{.key = "default", .raw = RawType::kAny}, result.otherwise);
  /// Where the value comes from: `Stdout`, or `{file: PATH}`. Default: the job writes it to
  /// `$EXECUTIONER_RESULTS`.
  visit.WordOr(Field{.key = "from"}, result.from.source, kResultSources, ResultSource::kFile,
               [&](auto& part) {
                 /// Path of the file, absolute or relative to `workingDir`.
                 part(Field{.key = "file", .required = true, .least = 1, .most = 1024},
                      result.from.file);
               });
}

void Fields(auto& visit, Like<PodTemplate> auto& pod) {
  /// Metadata of the pod.
  visit.Group(Field{.key = "metadata"}, [&](auto& metadata) {
    /// Labels of the pod. The operator sets the labels of `executioner.dev` and
    /// `app.kubernetes.io`.
    metadata(Field{.key = "labels", .most = 32, .entries = {.most = 63}}, pod.labels);
    /// Annotations of the pod.
    metadata(Field{.key = "annotations", .most = 32, .entries = {.most = 4096}}, pod.annotations);
  });
  /// Fields of the pod; names and meaning as in core/v1.
  visit(Field{.key = "spec"}, pod.spec);
}

void Fields(auto& visit, Like<JobTemplate> auto& work) {
  /// Container image. Required in a cluster, here or in `defaults`; ignored when running locally.
  visit(Field{.key = "image", .least = 1, .most = 1024}, work.image);
  /// When the image is pulled. Default: as in core/v1: `Always` for the tag `latest`, otherwise
  /// `IfNotPresent`.
  visit(Field{.key = "imagePullPolicy", .words = kImagePullPolicies}, work.image_pull_policy);
  /// The command and its first arguments; no shell is involved. At most one of `command` and
  /// `script`; with neither, the entrypoint of the image runs.
  visit(Field{.key = "command", .least = 1, .most = 256, .entries = {.most = 32768}}, work.command);
  /// Arguments after those of `command`, or for the entrypoint of the image.
  visit(Field{.key = "args", .most = 256, .entries = {.most = 32768}}, work.args);
  /// Text that the shell gets as one argument. At most one of `command` and `script`.
  visit(Field{.key = "script", .least = 1, .most = 65536}, work.script);
  /// Shell that runs `script`, with its flags. Default: `["/bin/sh", "-c"]`.
  visit(Field{.key = "shell", .least = 1, .most = 16, .entries = {.most = 1024}}, work.shell);
  /// Working directory, an absolute path. Default: the working directory of the image.
  visit(Field{.key = "workingDir", .least = 1, .most = 1024}, work.working_dir);
  /// Environment variables, as in core/v1.
  visit(Field{.key = "env", .most = 256, .list = ListType::kMap, .list_keys = "name"}, work.env);
  /// Environment variables with literal values, by name: the short form of `env` for values. Only
  /// [references](#references) are replaced, `$(NAME)` is text. A name may not be in `env` too.
  visit(Field{.key = "with", .most = 256, .entries = {.most = 32768}}, work.with);
  /// Whether `${NAME}` in the values of `env` is replaced by the value of that variable, as old
  /// configurations expect. Default: `false`.
  visit(Field{.key = "interpolateEnv"}, work.interpolate_env);
  /// ConfigMaps and Secrets whose keys become environment variables, as in core/v1.
  visit(Field{.key = "envFrom", .most = 32, .raw = RawType::kObjectList}, work.env_from);
  /// Requests and limits of the container, as in core/v1.
  visit(Field{.key = "resources"}, work.resources);
  /// Where volumes of `podTemplate.spec.volumes` are mounted, as in core/v1.
  visit(Field{.key = "volumeMounts", .most = 64, .raw = RawType::kObjectList}, work.volume_mounts);
  /// Security context of the container, as in core/v1. Default: no privilege escalation and no
  /// capabilities.
  visit(Field{.key = "securityContext"}, work.security_context);
  /// How long the command of one attempt may run. After that time the command gets `TERM`, and
  /// `KILL` after `terminationGracePeriodSeconds`; the attempt ends as `TimedOut`. Default: no
  /// limit.
  visit(Field{.key = "timeoutSeconds", .least = 1}, work.timeout_seconds);
  /// Time between `TERM` and `KILL`. Default: `30`.
  visit(Field{.key = "terminationGracePeriodSeconds", .least = 0},
        work.termination_grace_period_seconds);
  /// If the pod of an attempt has not started within this time, the attempt fails with the reason
  /// that the pod gave, for example `ImagePullFailed`. The time does not run while a scheduling
  /// gate (Kueue) holds the pod. Default: as configured for the operator, usually `600`.
  visit(Field{.key = "pendingTimeoutSeconds", .least = 1}, work.pending_timeout_seconds);
  /// When and how failed attempts are retried, see [retries](#retries). Attempts that end through
  /// no fault of the job (its pod was evicted, preempted, deleted or rejected by its node, or its
  /// node is gone) are always retried and do not count against the limit; see `disruptions`.
  /// Default: no retries.
  visit(Field{.key = "retry"}, work.retry);
  /// [Checks](#checks) that must hold before the command starts. They run in the container, in this
  /// order. If one fails, the rest are skipped and the attempt ends as `PreCheckFailed`.
  visit(Field{.key = "preChecks", .most = 32, .entries = {.least = 1, .most = 1}}, work.pre_checks);
  /// [Checks](#checks) that must hold after the command has succeeded. They run in the container,
  /// in this order. If one fails, the rest are skipped and the attempt ends as `PostCheckFailed`.
  visit(Field{.key = "postChecks", .most = 32, .entries = {.least = 1, .most = 1}},
        work.post_checks);
  /// [Results](#results): small values that the job hands on, a list of `{name, type,
  /// description, default, from}`. Names and values take at most 3,000 bytes in all.
  visit(Field{.key = "results", .most = kMostResults, .list = ListType::kMap, .list_keys = "name"},
        work.results);
  /// Further fields of the pod: `{metadata: {labels, annotations}, spec: {...}}`. Only the fields
  /// listed here are allowed; the operator sets all others.
  visit(Field{.key = "podTemplate"}, work.pod_template);
}

}  // namespace executioner::domain
