/// \file
/// What is known of one run of a plan: a value that `Observe` and `Decide` move forward. It keeps
/// counters, so that one event costs what it changes and not the size of the graph. Not
/// thread-safe: one owner at a time.
#pragma once

#include <array>
#include <optional>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "controller/domain/attempt.h"
#include "controller/domain/phase.h"
#include "controller/domain/plan.h"

namespace executioner::domain {

/// One job of a run.
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
  int open = 0;       ///< dependencies that have not ended
  int unsettled = 0;  ///< dependencies that are not settled, and 1 until the job itself has ended
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
  std::vector<JobState> jobs = {};

  // Below: bookkeeping of Decide, made by StartRun and RestoreRun.
  int revision = 0;                        ///< grows with every change that a status shows
  std::array<int, kJobPhases> count = {};  ///< jobs by phase
  int live = 0;                            ///< attempts that hold a slot
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
  std::vector<int> ended = {};                      ///< ended, dependents not told yet
  std::set<std::pair<int, int>> ready = {};         ///< (-priority, place in order): may launch
  std::set<std::pair<TimePoint, int>> alarms = {};  ///< (when, job)
  std::vector<int> place = {};                      ///< job -> place in plan.order
  std::vector<std::string> skip = {};               ///< last seen controls.skip
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
void LaunchSucceeded(Run& run, int job, std::string pod, std::optional<TimePoint> created);
/// The launch is refused for now (quota, throttling) and tried again with a growing wait; it ends
/// as kPendingTimeout when the job's pending timeout has passed since the first refusal.
void LaunchDelayed(const Plan& plan, Run& run, int job, const Ending& refusal,
                   const std::string& seed);
/// There is no room for another attempt where it would run (file descriptors, processes): the job
/// waits, however long, until another attempt has ended or a few seconds have passed.
void LaunchHeld(const Plan& plan, Run& run, int job, const Ending& refusal);
/// The launch is refused for good: the attempt ends so.
void LaunchRefused(const Plan& plan, Run& run, int job, const Ending& ending,
                   const std::string& seed);

// For Decide and RestoreRun.

/// The place of a job in `Run::ready`: by priority, then by running order.
std::pair<int, int> ReadyKey(const Plan& plan, const Run& run, int job);

/// Moves a job to a phase and keeps the counters. \pre MayMove(from, to)
void MoveTo(Run& run, int job, JobPhase phase);

/// How a job ends.
struct JobEnd {
  JobPhase phase = JobPhase::kSucceeded;
  Reason reason = Reason::kNone;
  std::string message = {};
  std::optional<TimePoint> time = std::nullopt;
};

/// Ends a job that will not run (again): sets phase, reason and time, tells nobody yet.
void EndJob(const Plan& plan, Run& run, int job, const JobEnd& end);

/// Wakes Decide at `when` for this job; an earlier alarm of the job is replaced.
void SetAlarm(Run& run, int job, std::optional<TimePoint> when);

}  // namespace executioner::domain
