/// \file
/// Takes attempts of runs from a queue and runs them here: `executioner worker`.
///
/// The history is the fence: an attempt that the run has recorded as launched may be started by
/// whoever records its start first, and has ended when its first end is recorded. What the queue
/// holds is a hint, for others may write there too. Leases only tell when a worker is taken for
/// dead.
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
  std::string host = {};                ///< where that is
  local::ProcessSettings process = {};  ///< without a working directory: each run has its own
  int concurrency = 1;                  ///< attempts at once
  base::Duration lease = std::chrono::seconds{30};
  base::Duration grace = std::chrono::seconds{30};  ///< for what runs when a signal comes
  bool once = false;                                ///< ends after one attempt
  /// Ends when the queue is empty and no run that uses one is active in the history.
  bool drain = false;
};

/// One worker, in one thread.
class Worker {
 public:
  /// \param queue  listens to history::kJobsTopic
  /// \param tell   what a person should know, a line each
  /// All but the settings are borrowed.
  Worker(WorkerSettings settings, history::JobQueue& queue, history::History& history,
         StopSignals& signals, const base::Clock& clock,
         std::function<void(const std::string&)> tell);

  /// Works until it is told to end, or as the settings say. The first signal: takes no more, lets
  /// what runs end within the grace time, then stops it; the second: kills it.
  /// \return the signal, or 0
  /// \throws history::QueueError, base::StoreError  when trying again does not help
  int Run();

 private:
  using Time = std::chrono::steady_clock::time_point;
  using RunKey = std::pair<std::int64_t, int>;  // run, attempt of the run

  /// An attempt that runs here, or has ended and is not answered yet.
  struct Assigned {
    history::QueuedAttempt name = {};
    history::Delivery delivery = {};
    Time extend_at = {};
    history::StopMark stop = history::StopMark::kNone;
    bool ended = false;
    bool held = false;  // there was no room to start it
    bool ours = false;  // held, and to be given up because the worker ends
  };

  /// What became of a delivery.
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
  queue::Outage history_outage_ = {};  // ends of children wait until they can be written
  Time trust_until_ = {};              // other workers may not have tried again since an outage
  std::map<RunKey, std::unique_ptr<WorkerRun>> runs_ = {};
  std::vector<Assigned> assigned_ = {};
  int taken_ = 0;
  bool warned_ = false;  // of an entry that is not due
  int signal_ = 0;
  Time start_held_at_ = {};                     // when there may be room again
  std::optional<Time> stop_at_ = std::nullopt;  // when the grace time has passed
  bool look_ = true;                            // there may be something to take
  std::optional<Time> due_at_ = std::nullopt;   // or will be then
  Time drain_check_at_ = {};                    // when to look again whether all is done
  bool drained_ = false;
};

}  // namespace executioner::standalone
