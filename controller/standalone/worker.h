/// \file
/// Takes attempts from a job queue and runs them on this machine: `executioner worker`.
///
/// The history decides: an attempt that the run has recorded as launched may be started by the
/// worker that first records its start, and the first recorded end counts. Messages in the queue
/// are only hints, because others may write there too. Leases only determine when a worker is
/// considered dead.
#pragma once

#include <functional>
#include <map>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "controller/adapters/local/process_job_runner.h"
#include "controller/adapters/queue/outage.h"
#include "controller/base/time.h"
#include "controller/history/history.h"
#include "controller/history/job_queue.h"
#include "controller/standalone/signals.h"
#include "controller/standalone/worker_run.h"

namespace executioner::standalone {

struct WorkerSettings {
  std::string state = {};               ///< the folder of logs
  std::string host = {};                ///< the host of that folder
  local::ProcessSettings process = {};  ///< without a working directory: each run has its own
  int concurrency = 1;                  ///< attempts at once
  base::Duration lease = std::chrono::seconds{30};
  base::Duration grace = std::chrono::seconds{30};  ///< for running attempts after a signal
  bool once = false;                                ///< ends after one attempt
  /// Ends when the queue is empty and no run that uses a queue is active in the history.
  bool drain = false;
};

/// A worker, used by one thread.
class Worker {
 public:
  /// \param queue  listens to history::kJobsTopic
  /// \param tell   called with messages for people, one line each
  /// All arguments except the settings are borrowed.
  Worker(WorkerSettings settings, history::JobQueue& queue, history::History& history,
         StopSignals& signals, const base::Clock& clock,
         std::function<void(const std::string&)> tell);

  /// Works until it is stopped, or as long as the settings say. After the first signal it takes no
  /// more attempts, lets running attempts end within the grace period, and then stops them; the
  /// second signal kills them.
  /// \return the signal, or 0
  /// \throws history::QueueError, base::StoreError  if retrying does not help
  int Run();

 private:
  using Time = std::chrono::steady_clock::time_point;
  using RunKey = std::pair<std::int64_t, int>;  // run, attempt of the run

  /// An attempt that runs here, or has ended but is not acknowledged yet.
  struct Assigned {
    history::QueuedAttempt name = {};
    history::Delivery delivery = {};
    Time extend_at = {};
    history::StopMark stop = history::StopMark::kNone;
    bool ended = false;
    bool held = false;  // it could not be started yet
    bool ours = false;  // held, and given up because the worker ends
  };

  /// The result of handling a delivery.
  enum class Taken { kRuns, kDone, kGivenBack, kNotDue };

  void AskHistory();
  void TakeEnds();
  void StartHeld();
  void AskQueue();
  void HeedHistoryOfAll();
  void BeginOutage(queue::Outage& outage, const base::BackendError& error);
  void EndOutage(queue::Outage& outage, const char* what);
  void Answer();
  void Extend(bool all);
  void Heed(Assigned& assigned, const history::Lease& lease);
  void TakeMore();
  void CheckDrained();
  void SetDue(const std::optional<base::TimePoint>& due);
  bool IsAnyRunActive();
  void Take(const history::Delivery& delivery);
  Taken Begin(const history::QueuedAttempt& name, const history::Delivery& delivery);
  Taken HeedOther(const history::QueuedAttempt& name, const history::Delivery& delivery);
  void Reply(const history::QueuedAttempt& name);
  void Drop(const history::Delivery& delivery);
  void HeedHistory(Assigned& assigned);
  void StopChild(Assigned& assigned, history::StopMark mark, bool ours);
  void Wait();
  void TakeSignal();
  bool MayTake() const;
  bool IsDone() const;
  WorkerRun* FindRun(const history::QueuedAttempt& name);
  std::optional<Time> WakeAt();

  WorkerSettings settings_;
  history::JobQueue& queue_;
  history::History& history_;
  StopSignals& signals_;
  const base::Clock& clock_;
  std::function<void(const std::string&)> tell_;
  queue::Outage queue_outage_ = {};
  queue::Outage history_outage_ = {};  // ends of children wait until they can be recorded
  Time trust_until_ = {};              // other workers may not have reconnected since an outage
  std::map<RunKey, std::unique_ptr<WorkerRun>> runs_ = {};
  std::vector<Assigned> assigned_ = {};
  int taken_ = 0;
  bool warned_ = false;  // about an entry that is not due
  int signal_ = 0;
  Time start_held_at_ = {};                     // when a held attempt may start
  std::optional<Time> stop_at_ = std::nullopt;  // when the grace period ends
  bool look_ = true;                            // there may be a message to take
  std::optional<Time> due_at_ = std::nullopt;   // when the next message is due
  Time drain_check_at_ = {};                    // when to check again whether all work is done
  bool drained_ = false;
};

}  // namespace executioner::standalone
