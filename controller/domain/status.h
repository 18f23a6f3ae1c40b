/// \file
/// A run as people and programs read it: field for field `status` of the API. What a restart reads
/// back of it is its checkpoint (checkpoint.h). Pure.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "controller/domain/plan.h"
#include "controller/domain/run.h"

namespace executioner::domain {

struct JobStatus {
  std::string name = {};
  JobPhase phase = JobPhase::kPending;
  Reason reason = Reason::kNone;
  std::string message = {};
  int attempts = 0;
  int disruptions = 0;
  int earlier_attempts = 0;  ///< of them, those before the run was reopened
  std::optional<TimePoint> start_time = std::nullopt;
  std::optional<TimePoint> completion_time = std::nullopt;
  std::optional<TimePoint> next_attempt_time = std::nullopt;
  std::optional<int> exit_code = std::nullopt;
  std::string pod = {};
  std::optional<TimePoint> ready_time = std::nullopt;
  std::optional<TimePoint> launch_time = std::nullopt;
  std::vector<PastAttempt> attempt_history = {};
  /// How the last attempt that was retried had ended. Not written: forgotten by a restart.
  Reason retried_as = Reason::kNone;

  bool operator==(const JobStatus&) const = default;
};

/// How many attempts have ended: while the job is Retrying the newest may be on its way already.
int EndedAttempts(const JobStatus& job);

/// How many attempts of a job have ended between two statuses of one run.
/// \param before  nullptr when the run is new
int NewlyEndedAttempts(const JobStatus* before, const JobStatus& after);

/// Instances of a job that has expanded that a restart need not tell apart.
struct InstanceGroup {
  JobStatus common = {};       ///< without a name
  std::string instances = {};  ///< their places, "0-311,313-999": see index_ranges.h

  bool operator==(const InstanceGroup&) const = default;
};

/// The instances of a job that has expanded.
struct ExpandedJob {
  std::string name = {};
  Counts counts = {};
  int attempts = 0;                        ///< the most of one instance
  std::vector<InstanceGroup> groups = {};  ///< an instance of none has not begun

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

/// What is said of a run as a whole.
struct RunVerdict {
  RunPhase phase = RunPhase::kPending;
  Reason reason = Reason::kNone;
  std::string message = {};
};

struct Status {
  std::int64_t observed_generation = -1;  ///< -1: nobody has looked at it yet
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
  /// Of a Job that waits: those of `spec.after` that have been complete. What becomes of them later
  /// does not matter any more.
  std::vector<AfterRef> after_complete = {};

  bool operator==(const Status&) const = default;
};

/// The status of a run.
/// \param previous    the last status written: keeps transition times and history
/// \param generation  metadata.generation of the spec that was decided on
Status MakeStatus(const Plan& plan, const Run& run, const Status& previous, std::int64_t generation,
                  TimePoint now);

/// A status without jobs: `InvalidSpec`, or a Job that waits for others.
Status MakeBareStatus(const RunVerdict& verdict, const Status& previous, std::int64_t generation,
                      TimePoint now);

/// The six conditions for a phase, in fixed order: Complete, Failed, Finished, Suspended,
/// Reconciling, Stalled. A transition time changes only when the value does.
std::vector<Condition> MakeConditions(const RunVerdict& verdict,
                                      const std::vector<Condition>& previous,
                                      std::int64_t generation, TimePoint now);

/// Opens a new (run, attempt): moves the old pair into the history (newest 10) and clears the rest.
Status OpenNextRun(const Status& ended);

/// "etl: 7 of 12 succeeded" in numbers: "7/12".
std::string Progress(const Counts& counts);

}  // namespace executioner::domain
