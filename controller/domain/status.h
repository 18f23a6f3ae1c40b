/// \file
/// The status of a run, with the fields of `status` of the API. A restart restores the run from it
/// (checkpoint.h). Pure.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "controller/domain/job_record.h"
#include "controller/domain/plan.h"
#include "controller/domain/run.h"

namespace executioner::domain {

struct JobStatus : JobRecord {
  std::string name = {};

  bool operator==(const JobStatus&) const = default;
};

/// Returns the number of ended attempts. While the job is Retrying, the newest attempt may already
/// have begun.
int EndedAttempts(const JobRecord& job);

/// Returns the number of attempts of a job that ended between two statuses of a run.
/// \param before  null if the run is new
int NewlyEndedAttempts(const JobStatus* before, const JobStatus& after);

/// Instances of an expanded job that need not be distinguished after a restart.
struct InstanceGroup {
  JobRecord common = {};
  std::string instances = {};  ///< their places, "0-311,313-999": see index_ranges.h

  bool operator==(const InstanceGroup&) const = default;
};

/// The instances of an expanded job.
struct ExpandedJob {
  std::string name = {};
  Counts counts = {};
  int attempts = 0;                        ///< the maximum of its instances
  std::vector<InstanceGroup> groups = {};  ///< an instance without a group has not begun

  bool operator==(const ExpandedJob&) const = default;
};

/// A metav1.Condition.
struct Condition {
  std::string type = {};
  bool status = false;
  std::string reason = {};
  std::string message = {};
  TimePoint last_transition_time = {};
  std::int64_t observed_generation = 0;

  bool operator==(const Condition&) const = default;
};

/// An earlier (run, attempt).
struct HistoryEntry {
  int run = 1;
  int attempt = 1;
  std::string spec_hash = {};
  RunPhase phase = RunPhase::kPending;
  Reason reason = Reason::kNone;
  std::optional<TimePoint> start_time = std::nullopt;
  std::optional<TimePoint> completion_time = std::nullopt;

  bool operator==(const HistoryEntry&) const = default;
};

/// Phase, reason and message of a run.
struct RunVerdict {
  RunPhase phase = RunPhase::kPending;
  Reason reason = Reason::kNone;
  std::string message = {};
};

struct Status {
  std::int64_t observed_generation = -1;  ///< -1: not observed yet
  RunPhase phase = RunPhase::kPending;
  Reason reason = Reason::kNone;
  std::string message = {};
  int run = 1;
  int attempt = 1;
  std::string spec_hash = {};
  std::optional<TimePoint> start_time = std::nullopt;
  std::optional<TimePoint> completion_time = std::nullopt;
  int suspended_seconds = 0;
  std::optional<TimePoint> suspended_since = std::nullopt;
  Counts counts = {};
  std::vector<Condition> conditions = {};
  std::vector<JobStatus> jobs = {};  ///< one for each job of the plan
  /// The instances of jobs that have expanded. Not written: no manifest has such jobs.
  std::vector<ExpandedJob> expanded = {};
  std::vector<HistoryEntry> history = {};
  /// For a Job that waits: the objects of `spec.after` that have been complete. Their later changes
  /// do not matter.
  std::vector<AfterRef> after_complete = {};

  bool operator==(const Status&) const = default;
};

/// Returns the status of a run.
/// \param previous    the last recorded status, for transition times and history
/// \param generation  metadata.generation of the spec on which the decision is based
Status MakeStatus(const Plan& plan, const Run& run, const Status& previous, std::int64_t generation,
                  TimePoint now);

/// Returns a status without jobs: `InvalidSpec`, or a Job that waits for others.
Status MakeBareStatus(const RunVerdict& verdict, const Status& previous, std::int64_t generation,
                      TimePoint now);

/// Returns the six conditions for a phase in fixed order: Complete, Failed, Finished, Suspended,
/// Reconciling, Stalled. A transition time changes only with the value.
std::vector<Condition> MakeConditions(const RunVerdict& verdict,
                                      const std::vector<Condition>& previous,
                                      std::int64_t generation, TimePoint now);

/// Begins a new (run, attempt): moves the old pair to the history (newest 10) and clears the rest.
Status OpenNextRun(const Status& ended);

/// Returns the progress, such as "7/12" for 7 of 12 succeeded jobs.
std::string Progress(const Counts& counts);

}  // namespace executioner::domain
