/// \file
/// The state of one run of a plan: a value that `Observe` and `Decide` advance. Counters keep the
/// cost of an event proportional to its effects, not to the size of the graph. Not thread-safe: one
/// owner at a time.
#pragma once

#include <array>
#include <map>
#include <optional>
#include <set>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "controller/domain/attempt.h"
#include "controller/domain/job_record.h"
#include "controller/domain/phase.h"
#include "controller/domain/plan.h"

namespace executioner::domain {

/// One instance of a job in a run: what is recorded, and what was observed since.
struct JobState : JobRecord {
  bool live = false;     ///< the newest attempt has not ended and holds a slot
  bool started = false;  ///< the container of the newest attempt is running
  std::optional<TimePoint> container_start = std::nullopt;  ///< when the newest attempt's began
  bool stopping = false;                 ///< the newest attempt was asked to stop, by anyone
  bool policy_stops = false;             ///< the failure policy wants the newest attempt to stop
  Reason waited_reason = Reason::kNone;  ///< what the newest attempt last waited for
  std::string waited_message = {};
  bool overdue = false;  ///< it is being deleted because it did not start in time
  std::optional<TimePoint> created = std::nullopt;  ///< when the newest attempt was launched
  // The times on which decisions about the newest attempt depend, all by the clock of this process.
  /// When it was launched or first observed.
  std::optional<TimePoint> pending_since = std::nullopt;
  /// When it was asked to stop, or first observed so.
  std::optional<TimePoint> stop_since = std::nullopt;
  std::optional<TimePoint> deletion_due = std::nullopt;  ///< when its pod should have disappeared
  /// When the end of the last attempt was observed.
  std::optional<TimePoint> end_seen = std::nullopt;
  std::string node = {};                                 ///< the node on which it still exists
  std::optional<TimePoint> launch_since = std::nullopt;  ///< since when launches are delayed
  std::optional<TimePoint> alarm = std::nullopt;         ///< when to consider this job again
};

/// One job of the plan in a run: its instances, which are consecutive, and what it waits for.
struct NodeState {
  InstanceId first = {};
  int count = 0;      ///< instances; none before it has expanded
  int ended = 0;      ///< of them, how many have ended; 1 if it ended without any
  int bad = 0;        ///< of them, how many are Failed without allowFailure, Blocked or Cancelled
  int none = 0;       ///< of them, how many a condition or a trigger skipped
  int open = 0;       ///< dependencies that have not ended
  int unsettled = 0;  ///< dependencies that are not settled, and 1 until the job itself has ended
};

/// Numbers of jobs by state; the parts add up to `total`.
struct Counts {
  int total = 0;
  int pending = 0;  ///< Pending, Queued without a pod, Retrying
  int running = 0;  ///< has a pod
  int succeeded = 0;
  int failed = 0;   ///< Failed, Cancelled
  int skipped = 0;  ///< Skipped, Blocked

  bool operator==(const Counts&) const = default;
};

/// Adds one instance, or a job, to the part of the counts that it belongs to; not to the total.
/// \param live  it has a pod
void AddTo(Counts& counts, JobPhase phase, bool live);

/// How a job that has ended counts for those that depend on it.
enum class Bearing {
  kOk,    ///< Succeeded; Failed with allowFailure; skipped by a person
  kBad,   ///< Failed, Blocked, Cancelled
  kNone,  ///< skipped by a condition or a trigger
};

/// The order of launches: by priority, then by the place of the job in running order.
struct LaunchTurn {
  int minus_priority = 0;
  int place = 0;
  InstanceId instance = {};

  auto operator<=>(const LaunchTurn&) const = default;
};

/// One run.
struct Run {
  int number = 1;
  int attempt = 1;
  RunPhase phase = RunPhase::kPending;
  Reason reason = Reason::kNone;
  std::string message = {};
  std::optional<TimePoint> start_time = std::nullopt;
  std::optional<TimePoint> completion_time = std::nullopt;
  Duration suspended = {};  ///< total duration before `suspended_since`
  std::optional<TimePoint> suspended_since = std::nullopt;
  Reason ending = Reason::kNone;  ///< latched kCancelled or kDeadlineExceeded: nothing more starts
  bool ending_now = false;        ///< cancelled without grace period
  IdVector<InstanceId, JobState> instances = {};

  // Below: internal state of Decide, created by StartRun and RestoreRun.
  IdVector<NodeId, NodeState> nodes = {};
  IdVector<InstanceId, NodeId> node_of = {};
  std::map<NodeId, JobState> unexpanded = {};  ///< jobs that have no instances (yet)
  std::set<NodeId> expanding = {};             ///< of them, those that may expand now
  int expanded = 0;                            ///< instances of jobs that have expanded
  int revision = 0;                        ///< incremented with every change that a status shows
  std::array<int, kJobPhases> count = {};  ///< instances, and jobs without any, by phase
  int live = 0;                            ///< attempts that hold a slot
  /// How many attempts can run at once on this machine, and when to try more; set while a launch is
  /// held because resources are missing.
  std::optional<int> room = std::nullopt;
  TimePoint room_tried_again = {};
  bool bad = false;             ///< a job without allowFailure ended bad
  bool failed = false;          ///< a job without allowFailure ended Failed
  bool tripped = false;         ///< the failure policy has been applied: nothing more starts
  bool policy_cancels = false;  ///< it has cancelled begun jobs
  bool ending_applied = false;
  bool roots_settled = false;
  std::vector<NodeId> ended = {};   ///< ended jobs whose dependents are not updated yet
  std::set<LaunchTurn> ready = {};  ///< may launch
  std::set<std::pair<TimePoint, InstanceId>> alarms = {};
  IdVector<NodeId, int> place = {};    ///< in the plan's running order
  std::vector<std::string> skip = {};  ///< the last controls.skip

  /// Returns the job of an instance.
  NodeId NodeOf(InstanceId instance) const { return node_of[instance]; }

  IdRange<InstanceId> InstancesOf(NodeId node) const {
    return {nodes[node].first, nodes[node].count};
  }

  /// The state of each instance of a job, in order; of a job without instances its own. Never
  /// empty.
  std::span<const JobState> StatesOf(NodeId node) const {
    const NodeState& state = nodes[node];
    return state.count == 0
               ? std::span(&unexpanded.at(node), 1)
               : std::span(&instances[state.first], static_cast<std::size_t>(state.count));
  }
};

/// Returns a new run.
Run StartRun(const Plan& plan, int number);

/// Applies an observation of an attempt to its job. Older attempts and repeated observations change
/// nothing. The attempt after the newest known attempt proves that the latter has ended. Attempts
/// further ahead were never launched and are ignored, because numbers come from labels.
/// \pre attempts of a job are observed in ascending order
/// \param seed  the owner's UID, for the jitter of retry delays (see retry_policy.h)
/// \return whether anything changed
bool Observe(const Plan& plan, Run& run, const AttemptSeen& seen, const std::string& seed);

/// Apply the result of a launch.
/// \param created  the time of the creation by the clock of this process; nothing: when it was
/// decided
void LaunchSucceeded(Run& run, InstanceId instance, std::string pod,
                     std::optional<TimePoint> created);
/// The launch is delayed (quota, throttling) and retried with a growing delay; the attempt ends as
/// kPendingTimeout when the job's pending timeout has passed since the first failure.
void LaunchDelayed(const Plan& plan, Run& run, InstanceId instance, const Ending& refusal,
                   const std::string& seed);
/// Another attempt cannot start because resources are missing (file descriptors, processes): the
/// job waits without limit, and is retried when another attempt has ended or a few seconds have
/// passed.
void LaunchHeld(const Plan& plan, Run& run, InstanceId instance, const Ending& refusal);
/// The launch is rejected permanently: the attempt ends.
void LaunchRefused(const Plan& plan, Run& run, InstanceId instance, const Ending& ending,
                   const std::string& seed);

/// Whether an instance failed in this retry of the run: earlier failures no longer count.
bool HasFailedNow(const Run& run, const JobState& state);

/// Whether all instances of a job have ended.
bool HasEnded(const Run& run, NodeId node);

/// Returns how an ended job counts: bad if one of its instances is bad.
Bearing BearingOf(const Run& run, NodeId node);

/// Returns the phase of a job. With several instances: the most advanced phase while some have not
/// ended, then the worst end; Skipped only if all are.
JobPhase PhaseOf(const Run& run, NodeId node);

/// Returns the numbers of instances, and of jobs without any, by state.
Counts CountsOf(const Run& run);

/// Returns the name of an instance for messages: "load", or "load[17]" if the job expands.
std::string NameOf(const Plan& plan, const Run& run, InstanceId instance);

// For Decide and RestoreRun.

/// The place of an instance in `Run::ready`.
LaunchTurn TurnOf(const Plan& plan, const Run& run, InstanceId instance);

/// Moves the state of an instance, or of a job without any. Changes nothing when it throws.
/// \param job  for the message of the error
/// \throws IllegalMoveError  as RequireMove
void EnterPhase(Run& run, const std::string& job, JobState& state, JobPhase phase);

/// Moves an instance to a phase and keeps the counters. Changes nothing when it throws.
/// \throws IllegalMoveError  as RequireMove
void MoveTo(const Plan& plan, Run& run, InstanceId instance, JobPhase phase);

/// How a job ends.
struct JobEnd {
  JobPhase phase = JobPhase::kSucceeded;
  Reason reason = Reason::kNone;
  std::string message = {};
  std::optional<TimePoint> time = std::nullopt;
};

/// Ends a job that will not run again: sets phase, reason and time, but does not update dependents
/// yet.
void EndJob(const Plan& plan, Run& run, InstanceId instance, const JobEnd& end);

/// The part of EndJob that changes a state: of an instance, or of a job without any.
void TakeEnd(const Plan& plan, Run& run, NodeId node, JobState& state, const JobEnd& end);

/// Lets the Pending instances of a job launch.
void QueuePending(const Plan& plan, Run& run, NodeId node, TimePoint now);

/// Sets the time at which Decide considers this job again; replaces an earlier alarm of the job.
void SetAlarm(Run& run, InstanceId instance, std::optional<TimePoint> when);

}  // namespace executioner::domain
