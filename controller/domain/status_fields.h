/// \file
/// The fields of `status`, as field.h describes lists. What is computed is const: it is written,
/// not read back.
#pragma once

#include <string>

#include "controller/domain/field.h"
#include "controller/domain/status.h"
#include "controller/domain/workflow_fields.h"

namespace executioner::domain {

/// About thirty years. Anyone who may write a status could write any number.
inline constexpr int kMostSeconds = 1'000'000'000;

/// The values of a metav1.Condition; we never write Unknown.
inline constexpr Words<bool, 3> kConditionStatus{
    {{"True", true}, {"False", false}, {"Unknown", false}}};

/// Numbers of jobs by state.
void Fields(auto& visit, Like<Counts> auto& counts) {
  /// All jobs.
  visit(Field{.key = "total", .least = 0}, counts.total);
  /// Jobs that have no pod and have not ended, because they wait for other jobs, for a slot or for
  /// their next attempt.
  visit(Field{.key = "pending", .least = 0}, counts.pending);
  /// Jobs that have a pod.
  visit(Field{.key = "running", .least = 0}, counts.running);
  /// Jobs that ended as `Succeeded`.
  visit(Field{.key = "succeeded", .least = 0}, counts.succeeded);
  /// Jobs that ended as `Failed` or `Cancelled`.
  visit(Field{.key = "failed", .least = 0}, counts.failed);
  /// Jobs that ended as `Skipped` or `Blocked`.
  visit(Field{.key = "skipped", .least = 0}, counts.skipped);
}

/// One condition, as metav1.Condition.
void Fields(auto& visit, Like<Condition> auto& condition) {
  /// `Complete`, `Failed`, `Finished`, `Suspended`, `Reconciling`, `Stalled` or `SpecChanged`.
  visit(Field{.key = "type",
              .required = true,
              .least = 1,
              .most = 316,
              .pattern = R"(^([a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*/)?)"
                         R"((([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9])$)"},
        condition.type);
  /// Whether the condition holds.
  visit(Field{.key = "status", .required = true}, condition.status, kConditionStatus);
  /// Reason, one CamelCase word from a fixed list.
  visit(Field{.key = "reason",
              .required = true,
              .least = 1,
              .most = 1024,
              .pattern = "^[A-Za-z]([A-Za-z0-9_,:]*[A-Za-z0-9_])?$"},
        condition.reason);
  /// Why, in words.
  visit(Field{.key = "message", .required = true, .most = 1024}, condition.message);
  /// When `status` last changed.
  visit(Field{.key = "lastTransitionTime", .required = true}, condition.last_transition_time);
  /// The `metadata.generation` that the condition describes.
  visit(Field{.key = "observedGeneration", .least = 0}, condition.observed_generation);
}

/// One earlier attempt.
void Fields(auto& visit, Like<PastAttempt> auto& attempt) {
  /// Number of the attempt.
  visit(Field{.key = "attempt", .required = true, .least = 1, .most = kMostAttempts},
        attempt.attempt);
  /// Its pod. Absent if none could be created.
  visit(Field{.key = "pod", .most = 253}, attempt.pod);
  /// Why it ended, as in `status.jobs[].reason`. Absent if nobody saw it end.
  visit(Field{.key = "reason", .most = 64}, attempt.reason);
  /// Its exit code.
  visit(Field{.key = "exitCode"}, attempt.exit_code);
  /// When its pod was created.
  visit(Field{.key = "launchTime"}, attempt.launch_time);
  /// When its container started.
  visit(Field{.key = "startTime"}, attempt.start_time);
  /// When it ended.
  visit(Field{.key = "completionTime"}, attempt.completion_time);
}

/// What is recorded about a job.
void FieldsOfRecord(auto& visit, auto& job) {
  /// Phase of the job.
  visit(Field{.key = "phase", .required = true}, job.phase, kJobPhaseWords);
  /// Reason, one CamelCase word from a fixed list.
  visit(Field{.key = "reason", .most = 64}, job.reason);
  /// Why, in words.
  visit(Field{.key = "message", .most = 1024}, job.message);
  /// How many attempts have begun in this run. Attempts are numbered from 1, and numbers are never
  /// reused.
  visit(Field{.key = "attempts", .least = 0, .most = kMostAttempts}, job.attempts);
  /// Exit code of the newest attempt that has ended.
  visit(Field{.key = "exitCode"}, job.exit_code);
  /// Pod of the newest attempt.
  visit(Field{.key = "pod", .most = 253}, job.pod);
  /// How many of the attempts ended through no fault of the job. Absent if zero.
  visit(Field{.key = "disruptions", .least = 0, .most = kMostAttempts}, job.disruptions);
  /// When the first attempt began.
  visit(Field{.key = "startTime"}, job.start_time);
  /// When the job ended.
  visit(Field{.key = "completionTime"}, job.completion_time);
  /// Time at which the next attempt starts, while the job is `Retrying`.
  visit(Field{.key = "nextAttemptTime"}, job.next_attempt_time);
  /// When the job was first `Queued`: the jobs that it depends on had ended.
  visit(Field{.key = "readyTime"}, job.ready_time);
  /// When the newest attempt was launched: its pod was created. Absent while that has not
  /// succeeded.
  visit(Field{.key = "launchTime"}, job.launch_time);
  /// The newest three earlier attempts, newest first: attempts that another one followed or will
  /// follow. Absent while there are none.
  visit(Field{.key = "attemptHistory", .most = kMostPastAttempts}, job.attempt_history);
  /// [Results](#results) of the newest attempt that has ended, as text: lists and objects as JSON.
  /// Absent if there are none.
  visit(Field{.key = "results",
              .most = kMostResults,
              .entries = {.most = static_cast<int>(kMostResultBytes)}},
        job.results);
}

/// State of one job.
void Fields(auto& visit, Like<JobStatus> auto& job) {
  /// Name of the job; for a Job, the name of the object.
  visit(Field{.key = "name", .required = true, .least = 1, .most = 63}, job.name);
  FieldsOfRecord(visit, job);
}

/// One earlier pair of run and attempt.
void Fields(auto& visit, Like<HistoryEntry> auto& entry) {
  /// Number of the run.
  visit(Field{.key = "run", .required = true, .least = 0}, entry.run);
  /// Number of the attempt at the run.
  visit(Field{.key = "attempt", .required = true, .least = 0}, entry.attempt);
  /// Hash of what the run ran; see `status.specHash`.
  visit(Field{.key = "specHash", .most = 64}, entry.spec_hash);
  /// Phase in which it ended.
  visit(Field{.key = "phase"}, entry.phase, kRunPhaseWords);
  /// Reason, one CamelCase word.
  visit(Field{.key = "reason", .most = 64}, entry.reason);
  /// When it began.
  visit(Field{.key = "startTime"}, entry.start_time);
  /// When it ended.
  visit(Field{.key = "completionTime"}, entry.completion_time);
}

/// The part of `status` about the run itself.
void FieldsOfRun(auto& visit, Like<Status> auto& status) {
  /// The `metadata.generation` that this status describes; -1 until the operator has seen the
  /// object.
  visit(Field{.key = "observedGeneration", .least = -1}, status.observed_generation);
  /// Phase of the run, a summary for people. Programs should read the conditions.
  visit(Field{.key = "phase"}, status.phase, kRunPhaseWords);
  /// Reason, one CamelCase word from a fixed list.
  visit(Field{.key = "reason", .most = 64}, status.reason);
  /// Why, in words.
  visit(Field{.key = "message", .most = 1024}, status.message);
  /// Number of the run, starting at 1; incremented whenever the whole object runs again.
  visit(Field{.key = "run", .least = 1, .most = kMostAttempts}, status.run);
  /// Number of the attempt at this run, starting at 1; incremented whenever its failed jobs are
  /// retried.
  visit(Field{.key = "attempt", .least = 1, .most = kMostAttempts}, status.attempt);
  /// SHA-256 of the frozen fields of the spec, which define what this run runs.
  visit(Field{.key = "specHash", .most = 64}, status.spec_hash);
  /// When the run began. While it is set and `completionTime` is not, the frozen fields of the spec
  /// cannot change.
  visit(Field{.key = "startTime"}, status.start_time);
  /// When the run ended.
  visit(Field{.key = "completionTime"}, status.completion_time);
  /// How long the run has been suspended so far, up to `suspendedSince`.
  visit(Field{.key = "suspendedSeconds", .least = 0, .most = kMostSeconds},
        status.suspended_seconds);
  /// Time since which the run has been suspended. Absent if it is not suspended.
  visit(Field{.key = "suspendedSince"}, status.suspended_since);
}

/// The part of `status` about the jobs, and what follows from them.
void FieldsOfJobs(auto& visit, Like<Status> auto& status) {
  const std::string progress = Progress(status.counts);
  /// Number of succeeded jobs and of all jobs, for example `7/12`.
  visit(Field{.key = "progress", .most = 32}, progress);
  /// Numbers of jobs by state.
  visit(Field{.key = "counts"}, status.counts);
  /// `Complete`, `Failed`, `Finished`, `Suspended`, `Reconciling` and `Stalled` are always present;
  /// `SpecChanged` reports that the spec was changed after the end without starting a new run.
  visit(Field{.key = "conditions", .most = 16, .list = ListType::kMap, .list_keys = "type"},
        status.conditions);
  /// The jobs, in the order of the spec; a Job has exactly one.
  visit(Field{.key = "jobs", .most = 1000}, status.jobs);
  /// Earlier pairs of run and attempt, at most ten, newest first.
  visit(Field{.key = "history", .most = 10}, status.history);
}

/// `status` of a Workflow.
void Fields(auto& visit, Like<Status> auto& status) {
  FieldsOfRun(visit, status);
  FieldsOfJobs(visit, status);
}

/// `status` of a Job: its one job also stands at the top.
void FieldsOfJob(auto& visit, Like<Status> auto& status) {
  static const JobStatus kNone;
  const JobStatus& job = status.jobs.empty() ? kNone : status.jobs.front();
  FieldsOfRun(visit, status);
  /// How many attempts have begun in this run, as in `jobs`.
  visit(Field{.key = "attempts", .least = 0}, job.attempts);
  /// Exit code of the newest attempt that has ended, as in `jobs`.
  visit(Field{.key = "exitCode"}, job.exit_code);
  /// Pod of the newest attempt, as in `jobs`.
  visit(Field{.key = "pod", .most = 253}, job.pod);
  FieldsOfJobs(visit, status);
  /// While a Job waits, the objects of `spec.after` that have been complete. Later changes of these
  /// objects do not matter.
  visit(Field{.key = "afterComplete", .most = 1000}, status.after_complete);
}

}  // namespace executioner::domain
