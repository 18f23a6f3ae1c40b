/// \file
/// The fields of `spec` of a Workflow and of a Job, as field.h describes lists.
#pragma once

#include "controller/domain/job_template_fields.h"

namespace executioner::domain {

inline constexpr Words<Trigger, 6> kTriggers{{{"AllSucceeded", Trigger::kAllSucceeded},
                                              {"AllFinished", Trigger::kAllFinished},
                                              {"AnySucceeded", Trigger::kAnySucceeded},
                                              {"AnyFailed", Trigger::kAnyFailed},
                                              {"AllFailed", Trigger::kAllFailed},
                                              {"NoneFailed", Trigger::kNoneFailed}}};
inline constexpr Words<FailurePolicy, 3> kFailurePolicies{
    {{"FinishRunning", FailurePolicy::kFinishRunning},
     {"CancelRunning", FailurePolicy::kCancelRunning},
     {"Continue", FailurePolicy::kContinue}}};
inline constexpr Words<CancelMode, 3> kCancelModes{
    {{"None", CancelMode::kNone}, {"Graceful", CancelMode::kGraceful}, {"Now", CancelMode::kNow}}};
inline constexpr Words<bool, 2> kRerunOn{{{"Never", false}, {"SpecChange", true}}};
inline constexpr Words<bool, 2> kRetention{{{"Keep", true}, {"Delete", false}}};

/// The pattern of a job's name, which becomes part of a pod's name.
inline constexpr std::string_view kJobNamePattern = "^[A-Za-z0-9]([-A-Za-z0-9_]*[A-Za-z0-9])?$";

void Fields(auto& visit, Like<JobSpec> auto& job) {
  visit.Rule(Rule{
      .rule = "(!has(self.command) || !has(self.script)) && (!has(self.shell) || has(self.script)) "
              "&& (!has(self.trigger) || has(self.dependsOn))",
      .message_expression =
          "!(!has(self.command) || !has(self.script)) ? 'script: may not be given together with "
          "command: keep one of the two' : !(!has(self.shell) || has(self.script)) ? 'shell: needs "
          "script in the same place, shell only says what runs the script' : 'trigger: needs "
          "dependsOn, a job that waits for nothing has nothing to be triggered by'",
      .reason = "FieldValueForbidden"});
  /// Name of the job, unique in the workflow: letters, digits, `-` and `_`; begins and ends with a
  /// letter or digit. Names must differ in more than case, because names of pods are lowercase.
  visit(Field{.key = "name", .required = true, .least = 1, .most = 63, .pattern = kJobNamePattern},
        job.name);
  Fields(visit, job.work);
  /// Names of the jobs that must have ended before the trigger of this job is evaluated, without
  /// duplicates: in a cluster at most 1,000, in a local run as many as there may be jobs.
  visit(Field{.key = "dependsOn",
              .most = 1000,
              .entries = {.least = 1, .most = 63, .pattern = kJobNamePattern}},
        job.depends_on);
  /// Condition on the jobs in `dependsOn` under which this job runs, evaluated when all of them
  /// have ended, see [triggers](#triggers-and-failures); needs `dependsOn`. A job is ok if it
  /// succeeded, failed with `allowFailure` or was skipped by a person; it is bad if it is `Failed`,
  /// `Blocked` or `Cancelled`. `AllSucceeded`: all are ok. `AllFinished`: no further condition.
  /// `AnySucceeded`: at least one is ok. `AnyFailed`: at least one is bad. `AllFailed`: all are
  /// bad. `NoneFailed`: none is bad. `AllFinished`, `AnySucceeded`, `AnyFailed` and `AllFailed`
  /// also wait for all indirect dependencies of the job. Default: `AllSucceeded`.
  visit(Field{.key = "trigger"}, job.trigger, kTriggers);
  /// Condition under which this job runs, an [expression](#conditions) of at most 2,048 bytes,
  /// evaluated once, when its trigger holds. If it is false, the job ends as `Skipped` (reason
  /// `ConditionFalse`); if it cannot be evaluated, as `Failed` (reason `ExpressionError`). Default:
  /// the job runs.
  visit(Field{.key = "when", .least = 1, .most = 2048}, job.when);
  /// Whether a failure of this job counts as ok for the jobs that depend on it and for the run. The
  /// job is still shown as `Failed`.
  visit(Field{.key = "allowFailure"}, job.allow_failure);
  /// Of the jobs that could start, those with higher numbers start first.
  visit(Field{.key = "priority"}, job.priority);
}

void Fields(auto& visit, Like<Param> auto& param) {
  /// Name of the param, unique in the workflow: letters, digits and `_`; begins with a letter or
  /// `_`.
  visit(
      Field{.key = "name", .required = true, .least = 1, .most = 63, .pattern = kValueNamePattern},
      param.name);
  /// Type of the value. An `Integer` has at most 64 bits.
  visit(Field{.key = "type"}, param.type, kValueTypes);
  /// The value, at most 64 KiB of JSON. `executioner run -p NAME=VALUE` replaces it. Required,
  /// except with `secretKeyRef` or `configMapKeyRef`.
  visit(Field{.key = "value", .raw = RawType::kAny}, param.value);
  /// The values that are allowed. Default: all of the type.
  visit(Field{.key = "enum", .least = 1, .most = 256, .raw = RawType::kAnyList}, param.allowed);
  /// What the param is for.
  visit(Field{.key = "description", .most = 1024}, param.description);
  /// Key of a Secret that has the value, as in core/v1: `{name, key, optional}`. Only the kubelet
  /// reads it, so such a param may only be a whole value in `env` and `with`. A local run takes the
  /// value from `-p`, `--params-file` or the variable `EXECUTIONER_PARAM_NAME`, never stores it,
  /// and asks for it again on resume.
  visit(Field{.key = "secretKeyRef"}, param.secret_key_ref);
  /// The same for a key of a ConfigMap.
  visit(Field{.key = "configMapKeyRef"}, param.config_map_key_ref);
}

void Fields(auto& visit, Like<PodRetention> auto& retention) {
  /// Pods that succeeded.
  visit(Field{.key = "succeeded", .stored_default = true}, retention.keep_succeeded, kRetention);
  /// Pods that failed.
  visit(Field{.key = "failed", .stored_default = true}, retention.keep_failed, kRetention);
}

void Fields(auto& visit, Like<AfterRef> auto& after) {
  /// Kind of the object, of group `executioner.dev`.
  visit(Field{.key = "kind", .required = true, .words = "Job, Workflow"}, after.kind);
  /// Name of the object.
  visit(Field{.key = "name", .required = true, .least = 1, .most = 63}, after.name);
}

/// The controls that both kinds have.
void Fields(auto& visit, Like<Controls> auto& controls) {
  /// How long the whole run may take, without suspended time. After that time the run ends as
  /// `Failed` with the reason `DeadlineExceeded`. Default: no limit.
  visit(Field{.key = "activeDeadlineSeconds", .live = true, .least = 1},
        controls.active_deadline_seconds);
  /// While `true`, no new attempts start, and running attempts continue to their end. Pending
  /// timeouts and retry delays keep running; the time of `activeDeadlineSeconds` does not.
  visit(Field{.key = "suspend", .stored_default = true, .live = true}, controls.suspend);
  /// Cancels the run. `Graceful`: pods are stopped with their grace period. `Now`: pods are stopped
  /// without a grace period. Takes precedence over `suspend`; changing the value back to `None`
  /// does not restart anything.
  visit(Field{.key = "cancel", .stored_default = true, .live = true}, controls.cancel,
        kCancelModes);
  /// The object is deleted this long after its run has ended. If a GitOps tool such as Argo CD or
  /// Flux tracks the object, only its pods are deleted, because the tool would create the object
  /// and run it again. Default: never.
  visit(Field{.key = "ttlSecondsAfterFinished", .live = true, .least = 0},
        controls.ttl_seconds_after_finished);
  /// What starts a new run after a run has ended. `SpecChange`: a change of what the run
  /// [runs](#changing-an-object-that-runs). `Never`: nothing; the condition `SpecChanged` reports
  /// the change.
  visit(Field{.key = "rerunOn", .stored_default = true, .live = true},
        controls.rerun_on_spec_change, kRerunOn);
  /// Which pods are kept after they have ended: `{succeeded: Keep or Delete, failed: Keep or
  /// Delete}`; an omitted half is `Keep`. A pod that is not kept is deleted only after its outcome
  /// is recorded in the status. May also be changed after the end. Default: as configured for the
  /// operator, usually `Keep`.
  visit(Field{.key = "podRetention", .live = true}, controls.pod_retention);
}

/// `spec` of a Workflow.
void Fields(auto& visit, Like<WorkflowSpec> auto& spec) {
  Fields(visit, spec.controls);
  /// Maximum number of jobs that have a pod at once. A job that waits for its next attempt has no
  /// pod. Default: no limit.
  visit(Field{.key = "parallelism", .live = true, .least = 1}, spec.controls.parallelism);
  /// What happens after a job without `allowFailure` has failed, see
  /// [failures](#triggers-and-failures). `FinishRunning`: jobs that have begun continue, including
  /// their retries; other jobs start only if their trigger is `AllFinished`, `AnySucceeded`,
  /// `AnyFailed` or `AllFailed` and holds. `CancelRunning`: like `FinishRunning`, but jobs that
  /// have begun are stopped. `Continue`: only the triggers decide.
  visit(Field{.key = "failurePolicy", .stored_default = true, .live = true},
        spec.controls.failure_policy, kFailurePolicies);
  /// Names of jobs to skip. Each still waits for its dependencies and then ends as `Skipped`, which
  /// counts as ok for the jobs that depend on it. A name that is added later skips the job if it
  /// has not begun or waits for its next attempt; a running job continues. Names of jobs that do
  /// not exist are an error (`InvalidSpec`); while a run is active they are ignored.
  visit(Field{.key = "skip",
              .live = true,
              .most = 1000,
              .list = ListType::kSet,
              .entries = {.least = 1, .most = 63, .pattern = kJobNamePattern}},
        spec.controls.skip);
  /// Of the Workflows of a namespace that compete for the operator, those with higher numbers go
  /// first. Namespaces take turns.
  visit(Field{.key = "priority", .stored_default = true, .live = true}, spec.controls.priority);
  /// Values of the workflow, for [references](#references) such as `$(params.NAME)`: a list of
  /// [params](#params).
  visit(Field{.key = "params", .most = 256, .list = ListType::kMap, .list_keys = "name"},
        spec.params);
  /// Default values for the [fields](#fields-of-a-job) of each job. Scalars and lists of a job
  /// replace these; `env` and `with` merge by name, the maps of `podTemplate` by key. `command`,
  /// `args`, `script` and `shell` are one group: a job that sets any of them gets none of them from
  /// here, except that `shell` runs every `script` that does not set its own `shell`.
  visit.Group(Field{.key = "defaults"}, [&](auto& defaults) {
    defaults.Rule(
        Rule{.rule = "!has(self.command) || !has(self.script)",
             .message = "script: may not be given together with command: keep one of the two",
             .reason = "FieldValueForbidden"});
    Fields(defaults, spec.defaults);
  });
  /// The [jobs](#fields-of-a-job-in-a-workflow), 1 to 1,000, in any order.
  visit(Field{.key = "jobs",
              .required = true,
              .least = 1,
              .most = 1000,
              .list = ListType::kMap,
              .list_keys = "name"},
        spec.jobs);
}

/// `spec` of a Job. \pre the spec has one job
void FieldsOfJob(auto& visit, Like<WorkflowSpec> auto& spec) {
  visit.Rule(Rule{
      .rule = "(!has(self.command) || !has(self.script)) && (!has(self.shell) || has(self.script))",
      .message_expression = "!(!has(self.command) || !has(self.script)) ? 'script: may not be "
                            "given together with command: keep one of the two' : 'shell: needs "
                            "script in the same place, shell only says what runs the script'",
      .reason = "FieldValueForbidden"});
  Fields(visit, spec.controls);
  Fields(visit, spec.jobs.front().work);
  /// Jobs and Workflows of the same namespace that must have succeeded (condition `Complete`)
  /// before this Job starts: a list of `{kind: Job or Workflow, name}`. If an object does not exist
  /// yet, the Job waits for it; if an object fails, the Job fails with the reason
  /// `DependencyFailed`.
  visit(Field{.key = "after",
              .live = true,
              .most = 1000,
              .list = ListType::kMap,
              .list_keys = "kind, name"},
        spec.after);
  /// How long to wait for the objects in `after`; keeps running while the Job is suspended.
  /// Default: no limit.
  visit(Field{.key = "afterTimeoutSeconds", .live = true, .least = 1}, spec.after_timeout_seconds);
}

}  // namespace executioner::domain
