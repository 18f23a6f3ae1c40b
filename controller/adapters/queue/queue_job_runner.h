/// \file
/// Has the attempts of one run run by workers: pushes them into a queue and reads in the history
/// what became of them.
#pragma once

#include <functional>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "controller/adapters/queue/outage.h"
#include "controller/base/descriptor.h"
#include "controller/base/time.h"
#include "controller/engine/ports/job_runner.h"
#include "controller/history/history.h"
#include "controller/history/job_queue.h"
#include "controller/history/queued_attempt.h"

namespace executioner::queue {

/// Of one run, from one thread. What the queue loses is pushed again; while it cannot be reached
/// the run waits. Errors of the history pass through.
class QueueJobRunner : public engine::AwaitedJobRunner {
 public:
  /// \param queue    borrowed; listens to history::ReplyTopic of the run
  /// \param history  borrowed; the workers write into the same
  /// \param silence  for which a worker that may live is waited for: longer than it takes to try
  ///   again after an outage
  /// \throws base::JobExecutionError  when the system has no descriptor left
  QueueJobRunner(history::JobQueue& queue, history::History& history, const base::Clock& clock,
                 base::Duration silence = 2 * Outage::kLongest);
  /// Clears the queue of the run; what still runs is told to stop.
  ~QueueJobRunner() override;
  QueueJobRunner(const QueueJobRunner&) = delete;
  QueueJobRunner& operator=(const QueueJobRunner&) = delete;
  QueueJobRunner(QueueJobRunner&&) = delete;
  QueueJobRunner& operator=(QueueJobRunner&&) = delete;

  std::vector<domain::AttemptSeen> Observe(const engine::Execution& execution) override;
  std::vector<engine::LaunchResult> Launch(const engine::Execution& execution,
                                           const std::vector<domain::Launch>& launches) override;
  void Stop(const engine::Execution& execution, const std::vector<domain::Stop>& stops) override;
  void Release(const engine::Execution& execution,
               const std::vector<std::pair<int, int>>& attempts) override;
  int Descriptor() const override;
  bool HasNews() const override;

  /// Told of every attempt that begins or has ended. May be empty.
  std::function<void(const history::AttemptRecord&)> on_attempt = {};
  /// Told once when the queue cannot be reached, and once when it can be again. May be empty.
  std::function<void(const std::string&)> on_outage = {};

 private:
  using Key = std::pair<int, int>;  // job, attempt

  struct Live {
    history::QueuedAttempt name = {};
    int priority = 0;
    domain::TimePoint created = {};
    bool begun = false;
    history::StopMark stop = history::StopMark::kNone;
    std::optional<Outage::Time> give_up_at = std::nullopt;  // its worker is taken for dead then
  };

  /// Does something with the queue, unless it cannot be reached.
  void Try(const std::function<void()>& act);
  /// \return why the history cannot take them now; nothing when it has taken them
  std::optional<domain::Ending> RecordLaunches(const engine::Execution& execution,
                                               const std::vector<domain::Launch>& launches);
  void PushAll();
  void ReadUnread();
  void TakeIn(const Key& key, const history::AttemptRecord& record);
  void EndOne(const Key& key, domain::Ending ending);
  void StopOne(const engine::Execution& execution, const domain::Stop& stop, Live& live);
  void GiveUp();
  void SetAlarm() const;
  void Tell(const history::AttemptRecord& record) const;

  history::JobQueue& queue_;
  history::History& history_;
  const base::Clock& clock_;
  base::Duration silence_;
  base::Descriptor alarm_;   // timerfd
  base::Descriptor either_;  // an epoll of the alarm and of the queue's descriptor
  Outage outage_ = {};
  std::int64_t run_ = 0;  // 0: nothing was launched
  std::map<Key, Live> live_ = {};
  std::set<Key> unread_ = {};  // something is on record of these
  std::vector<domain::AttemptSeen> news_ = {};
};

}  // namespace executioner::queue
