/// \file
/// What is known of one run of a plan: a value that `Observe` and `Decide` move forward. It keeps
/// counters, so that one event costs what it changes and not the size of the graph. Not
/// thread-safe: one owner at a time.
#pragma once

#include <array>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "controller/domain/attempt.h"
#include "controller/domain/phase.h"
#include "controller/domain/plan.h"

namespace executioner::domain {

/// One instance of a job in a run.
struct JobState {
  JobPhase phase = JobPhase::kPending;
  Reason reason = Reason::kNone;
  std::string message = {};
  int attempts = 0;          ///< pods so far; numbers them
  int disruptions = 0;       ///< of them, how many ended through no fault of the job
  int earlier_attempts = 0;  ///< of them, those of earlier attempts of the run: they count no more
  std::optional<TimePoint> start_time = std::nullopt;  ///< when the first attempt began
  std::optional<TimePoint> completion_time = std::nullopt;
  std::optional<TimePoint> next_attempt_time = std::nullopt;
  std::optional<int> exit_code = std::nullopt;
  std::string pod = {};                                ///< of the newest attempt
  std::optional<TimePoint> ready_time = std::nullopt;  ///< when it was first Queued
  /// When the newest attempt was launched; nothing while its launch has not succeeded.
  std::optional<TimePoint> launch_time = std::nullopt;
  std::vector<PastAttempt> attempt_history = {};  ///< newest first, at most kMostPastAttempts

  // Below: not part of the checkpoint; known from looking.
  Reason retried_as = Reason::kNone;  ///< how the last attempt that was retried had ended
  bool live = false;                  ///< the newest attempt has not ended: it holds a slot
  bool started = false;               ///< the newest attempt's container runs
  std::optional<TimePoint> container_start = std::nullopt;  ///< when the newest attempt's began
  bool stopping = false;                 ///< the newest attempt was told to stop, by whomever
  bool policy_stops = false;             ///< the failure policy wants the newest attempt to stop
  Reason waited_reason = Reason::kNone;  ///< what the newest attempt last said it waits for
  std::string waited_message = {};
  bool overdue = false;  ///< it is taken away because it did not start in time
  std::optional<TimePoint> created = std::nullopt;  ///< when the newest attempt was launched
  // What decisions about the newest attempt count from: all by the clock of this process.
  std::optional<TimePoint> pending_since = std::nullopt;  ///< launched, or first seen
  std::optional<TimePoint> stop_since = std::nullopt;     ///< told to stop, or first seen so
  std::optional<TimePoint> deletion_due = std::nullopt;   ///< since when its pod should be gone
  std::optional<TimePoint> end_seen = std::nullopt;       ///< when the end of the last one was seen
  std::string node = {};                                  ///< where it lingers
  std::optional<TimePoint> launch_since =
      std::nullopt;                               ///< since when launching is refused for now
  std::optional<TimePoint> alarm = std::nullopt;  ///< when to look at this job again
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

/// Jobs by what people ask for; the parts add up to `total`.
struct Counts {
  int total = 0;
  int pending = 0;  ///< Pending, Queued without a pod, Retrying
  int running = 0;  ///< has a pod
  int succeeded = 0;
  int failed = 0;   ///< Failed, Cancelled
  int skipped = 0;  ///< Skipped, Blocked

  bool operator==(const Counts&) const = default;
};

/// Adds one instance, or a job without any, to the part of the counts that it belongs to.
void AddTo(Counts& counts, const JobState& state);

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
  Duration suspended = {};  ///< how long, in all, before `suspended_since`
  std::optional<TimePoint> suspended_since = std::nullopt;
  Reason ending =
      Reason::kNone;        ///< latched kCancelled or kDeadlineExceeded: nothing starts any more
  bool ending_now = false;  ///< cancelled without grace
  IdVector<InstanceId, JobState> instances = {};

  // Below: bookkeeping of Decide, made by StartRun and RestoreRun.
  IdVector<NodeId, NodeState> nodes = {};
  IdVector<InstanceId, NodeId> node_of = {};
  std::map<NodeId, JobState> unexpanded = {};  ///< jobs that have no instances (yet)
  std::set<NodeId> expanding = {};             ///< of them, those that may expand now
  int expanded = 0;                            ///< instances of jobs that have expanded
  int revision = 0;                            ///< grows with every change that a status shows
  std::array<int, kJobPhases> count = {};      ///< instances, and jobs without any, by phase
  int live = 0;                                ///< attempts that hold a slot
  /// How many attempts there is room for where they run, and when that is tried out again: set
  /// while a launch is held for lack of it.
  std::optional<int> room = std::nullopt;
  TimePoint room_tried_again = {};
  bool bad = false;             ///< a job without allowFailure ended bad
  bool failed = false;          ///< a job without allowFailure ended Failed
  bool tripped = false;         ///< the failure policy has been applied: nothing more starts
  bool policy_cancels = false;  ///< it has cancelled what had begun
  bool ending_applied = false;
  bool roots_settled = false;
  std::vector<NodeId> ended = {};   ///< ended, dependents not told yet
  std::set<LaunchTurn> ready = {};  ///< may launch
  std::set<std::pair<TimePoint, InstanceId>> alarms = {};
  IdVector<NodeId, int> place = {};    ///< in the plan's running order
  std::vector<std::string> skip = {};  ///< last seen controls.skip

  /// The job that this is an instance of.
  NodeId NodeOf(InstanceId instance) const { return node_of[instance]; }

  IdRange<InstanceId> InstancesOf(NodeId node) const {
    return {nodes[node].first, nodes[node].count};
  }

  /// The state of each instance of a job, in order; of a job without instances its own.
  template <class Take>
  void ForEachStateOf(NodeId node, Take take) const {
    for (const InstanceId instance : InstancesOf(node)) {
      take(instances[instance]);
    }
    if (nodes[node].count == 0) {
      take(unexpanded.at(node));
    }
  }
};

/// A run of which nothing has happened yet.
Run StartRun(const Plan& plan, int number);

/// Takes in what was seen of one attempt: moves its job forward. Older attempts and repeated
/// sightings change nothing; the attempt after the newest known one proves that that one ended. One
/// further ahead was never launched and changes nothing: numbers come from labels.
/// \pre attempts of one job are taken in by ascending number
/// \param seed  owner UID, for the dice of the retry delay (see retry_policy.h)
/// \return whether anything changed
bool Observe(const Plan& plan, Run& run, const AttemptSeen& seen, const std::string& seed);

/// How a launch went, when it did not simply succeed.
/// \param created  when that was, by the clock of this process; nothing: when it was decided
void LaunchSucceeded(Run& run, InstanceId instance, std::string pod,
                     std::optional<TimePoint> created);
/// The launch is refused for now (quota, throttling) and tried again with a growing wait; it ends
/// as kPendingTimeout when the job's pending timeout has passed since the first refusal.
void LaunchDelayed(const Plan& plan, Run& run, InstanceId instance, const Ending& refusal,
                   const std::string& seed);
/// There is no room for another attempt where it would run (file descriptors, processes): the job
/// waits, however long, until another attempt has ended or a few seconds have passed.
void LaunchHeld(const Plan& plan, Run& run, InstanceId instance, const Ending& refusal);
/// The launch is refused for good: the attempt ends so.
void LaunchRefused(const Plan& plan, Run& run, InstanceId instance, const Ending& ending,
                   const std::string& seed);

/// Whether all instances of a job have ended.
bool HasEnded(const Run& run, NodeId node);

/// How a job counts that has ended: bad as soon as one of its instances is.
Bearing BearingOf(const Run& run, NodeId node);

/// The phase of a job. Of several instances: while some have not ended, the one that is furthest
/// on; then the worst end, Skipped only if all are.
JobPhase PhaseOf(const Run& run, NodeId node);

/// Instances, and jobs without any, by what people ask for; the parts add up to the total.
Counts CountsOf(const Run& run);

/// An instance as messages name it: "load", or "load[17]" if the job expands.
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

/// Ends a job that will not run (again): sets phase, reason and time, tells nobody yet.
void EndJob(const Plan& plan, Run& run, InstanceId instance, const JobEnd& end);

/// What EndJob does to a state: of an instance, or of a job without any.
void TakeEnd(const Plan& plan, Run& run, NodeId node, JobState& state, const JobEnd& end);

/// Wakes Decide at `when` for this job; an earlier alarm of the job is replaced.
void SetAlarm(Run& run, InstanceId instance, std::optional<TimePoint> when);

}  // namespace executioner::domain
