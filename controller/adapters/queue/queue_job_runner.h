/// \file
/// A job runner that lets workers run the attempts of one run: it pushes them into a job queue and
/// reads their outcomes from the history.
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

/// For one run, used by one thread. Messages that the queue loses are pushed again; while the queue
/// cannot be reached, the run waits. Errors of the history are passed on to the caller.
class QueueJobRunner : public engine::AwaitedJobRunner {
 public:
  /// \param queue    borrowed; listens to history::ReplyTopic of the run
  /// \param history  borrowed; shared with the workers
  /// \param silence  how long to wait for a silent worker; longer than the retry delay after an
  /// outage \throws base::JobExecutionError  if no file descriptor is free
  QueueJobRunner(history::JobQueue& queue, history::History& history, const base::Clock& clock,
                 base::Duration silence = 2 * Outage::kLongest);
  /// Removes the run from the queue and stops its running attempts.
  ~QueueJobRunner() override;
  QueueJobRunner(const QueueJobRunner&) = delete;
  QueueJobRunner& operator=(const QueueJobRunner&) = delete;

  std::vector<domain::AttemptSeen> Observe(const engine::Execution& execution) override;
  std::vector<engine::LaunchResult> Launch(const engine::Execution& execution,
                                           const std::vector<domain::Launch>& launches) override;
  void Stop(const engine::Execution& execution, const std::vector<domain::Stop>& stops) override;
  void Release(const engine::Execution& execution,
               const std::vector<engine::AttemptKey>& attempts) override;
  int Descriptor() const override;
  bool HasNews() const override;

  /// Called when an attempt begins or ends. May be empty.
  std::function<void(const history::AttemptRecord&)> on_attempt = {};
  /// Called once when the queue becomes unreachable, and once when it is reachable again. May be
  /// empty.
  std::function<void(const std::string&)> on_outage = {};

 private:
  using Key = engine::AttemptKey;

  struct Live {
    history::QueuedAttempt name = {};
    int priority = 0;
    domain::TimePoint created = {};
    bool begun = false;
    history::StopMark stop = history::StopMark::kNone;
    std::optional<Outage::Time> give_up_at = std::nullopt;  // when its worker is considered dead
  };

  /// Calls `act`, unless the queue cannot be reached.
  void Try(const std::function<void()>& act);
  /// \return why the history cannot record them; nothing if it has recorded them
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
  base::Descriptor either_;  // an epoll instance with the alarm and the queue's descriptor
  Outage outage_ = {};
  std::int64_t run_ = 0;  // 0: nothing has been launched
  std::map<Key, Live> live_ = {};
  std::set<Key> unread_ = {};  // something has been recorded about these
  std::vector<domain::AttemptSeen> news_ = {};
};

}  // namespace executioner::queue
