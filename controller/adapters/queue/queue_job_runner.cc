#include "controller/adapters/queue/queue_job_runner.h"

#include <algorithm>
#include <sys/epoll.h>
#include <sys/timerfd.h>
#include <unistd.h>

#include "controller/base/error.h"
#include "controller/domain/graph.h"

namespace executioner::queue {
namespace {

using domain::At;
using domain::Reason;
using engine::Execution;
using engine::LaunchResult;
using history::AttemptRecord;
using history::StopMark;

constexpr std::chrono::seconds kUsualGrace{30};

/// Why an attempt is taken away that no worker has taken.
domain::Ending NeverBegun(const Execution& execution, domain::InstanceId instance,
                          domain::TimePoint now) {
  domain::Ending ending{.reason = Reason::kCancelled,
                        .message = "no worker had taken it",
                        .time = now,
                        .stopped = true};
  if (execution.run.ending == Reason::kNone && !execution.run.tripped) {
    const auto limit = std::chrono::duration_cast<std::chrono::seconds>(
        execution.plan.PendingTimeout(execution.run.NodeOf(instance)));
    ending.reason = Reason::kPendingTimeout;
    ending.message = "no worker took it within " + std::to_string(limit.count()) + " s";
  }
  return ending;
}

}  // namespace

QueueJobRunner::QueueJobRunner(history::JobQueue& queue, history::History& history,
                               const base::Clock& clock, base::Duration silence)
    : queue_(queue),
      history_(history),
      clock_(clock),
      silence_(silence),
      alarm_(timerfd_create(CLOCK_MONOTONIC, TFD_CLOEXEC | TFD_NONBLOCK)),
      either_(epoll_create1(EPOLL_CLOEXEC)) {
  epoll_event event{.events = EPOLLIN, .data = {.fd = alarm_.Number()}};
  if (epoll_ctl(either_.Number(), EPOLL_CTL_ADD, alarm_.Number(), &event) != 0) {
    throw base::JobExecutionError("cannot wait for a queue: out of file descriptors");
  }
}

QueueJobRunner::~QueueJobRunner() {
  try {
    for (const auto& [key, live] : live_) {
      // A resume of the run pushes missing messages again; an attempt of a worker that still runs
      // must not run at the same time.
      queue_.Stop(history::JobMessage(live.name, live.priority), StopMark::kGraceful);
    }
    if (live_.empty() && run_ != 0) {
      queue_.RemoveRun(run_);
    }
  } catch (const history::QueueError&) {
    live_.clear();  // what is left there nobody may begin: the run has ended
  }
}

void QueueJobRunner::Try(const std::function<void()>& act) {
  // Each try may take seconds until it times out, which would hold up the run.
  if (outage_.Waits(clock_.Steady())) {
    return;
  }
  try {
    if (outage_.RetryAt()) {
      // A server that was away may have lost everything: all live attempts are pushed again.
      queue_.TakeNews();  // connects
      PushAll();
    }
    act();
    if (outage_.End() && on_outage) {
      on_outage("the queue can be reached again");
    }
  } catch (const history::QueueError& error) {
    // A wrong password does not become right by waiting.
    if (!error.CanRetry()) {
      throw;
    }
    if (outage_.Begin(clock_.Steady()) && on_outage) {
      on_outage(std::string(error.what()) + "; retrying until it can be reached");
    }
  }
}

void QueueJobRunner::PushAll() {
  for (const auto& [key, live] : live_) {
    const auto record = history_.FindAttempt(live.name.run, live.name.job, live.name.attempt);
    // The end may have been recorded while nobody could ring.
    if (record) {
      unread_.insert(key);
    }
    if (record && record->ending) {
      continue;
    }
    const history::Message message = history::JobMessage(live.name, live.priority);
    queue_.Push(message, record ? silence_ : base::Duration{});  // who runs it takes it back first
    if (live.stop != StopMark::kNone) {
      queue_.Stop(message, live.stop);
    }
  }
}

std::vector<domain::AttemptSeen> QueueJobRunner::Observe(const Execution& execution) {
  std::uint64_t rung = 0;
  static_cast<void>(read(alarm_.Number(), &rung, sizeof rung) == sizeof rung);
  const int run = execution.run.attempt;
  Try([&] {
    queue_.TakeNews();
    const std::string topic = history::ReplyTopic(history::RunNumber(execution.owner));
    while (const auto reply = queue_.Pop(topic, silence_)) {
      queue_.Ack(*reply);  // first: what is pushed from now on is a new message
      const auto name = history::ReadQueuedAttempt(reply->message);
      const auto instance = name ? execution.Find(name->job) : std::nullopt;
      if (instance && name->run_attempt == run && live_.contains({*instance, name->attempt})) {
        unread_.insert({*instance, name->attempt});
      }
    }
  });
  // Records first: an attempt that has ended must not be given up.
  ReadUnread();
  GiveUp();
  SetAlarm();
  return std::exchange(news_, {});
}

void QueueJobRunner::ReadUnread() {
  while (!unread_.empty()) {
    const Key key = *unread_.begin();
    const auto found = live_.find(key);
    if (found != live_.end()) {
      const history::QueuedAttempt& name = found->second.name;
      const auto record = history_.FindAttempt(name.run, name.job, name.attempt);
      if (record) {
        TakeIn(key, *record);
      }
    }
    unread_.erase(key);
  }
}

void QueueJobRunner::TakeIn(const Key& key, const AttemptRecord& record) {
  Live& live = live_.at(key);
  domain::AttemptSeen seen{.instance = key.first,
                           .attempt = key.second,
                           .created = live.created,
                           .started = true,
                           .start_time = record.start_time,
                           .stop_requested = live.stop != StopMark::kNone};
  if (!live.begun) {
    live.begun = true;
    AttemptRecord begin = record;
    // Listeners are notified of the start and of the end, even if both are read at the same time.
    begin.ending.reset();
    Tell(begin);
    news_.push_back(seen);
  }
  if (record.ending) {
    seen.ending = record.ending;
    news_.push_back(std::move(seen));
    live_.erase(key);
    Tell(record);
  }
}

std::optional<domain::Ending> QueueJobRunner::RecordLaunches(
    const Execution& execution, const std::vector<domain::Launch>& launches) {
  std::vector<AttemptRecord> records;
  for (const domain::Launch& launch : launches) {
    records.push_back({.job = execution.JobOf(launch.instance).name,
                       .attempt = launch.attempt,
                       .run_attempt = execution.run.attempt});
  }
  try {
    history_.RecordLaunches(run_, records);
    return std::nullopt;
  } catch (const base::BackendError& error) {
    if (!error.CanRetry()) {
      throw;
    }
    return domain::Ending{
        .reason = Reason::kWaitingFor, .message = error.what(), .time = clock_.Now()};
  }
}

std::vector<LaunchResult> QueueJobRunner::Launch(const Execution& execution,
                                                 const std::vector<domain::Launch>& launches) {
  std::vector<LaunchResult> results;
  run_ = history::RunNumber(execution.owner);
  // Before anything is pushed, so that writing to the queue cannot start a job that is not due.
  if (const auto delayed = RecordLaunches(execution, launches)) {
    // Nothing was pushed yet, so the engine can simply launch again later.
    results.assign(launches.size(), {.kind = LaunchResult::Kind::kDelayed, .refusal = *delayed});
    return results;
  }
  for (const domain::Launch& launch : launches) {
    const domain::PlannedJob& planned = execution.JobOf(launch.instance);
    const auto [place, added] = live_.try_emplace(
        Key{launch.instance, launch.attempt}, Live{.name = {.run = run_,
                                                            .run_attempt = execution.run.attempt,
                                                            .job = planned.name,
                                                            .attempt = launch.attempt},
                                                   .priority = planned.priority,
                                                   .created = clock_.Now()});
    const Live& live = place->second;
    Try([&] { queue_.Push(history::JobMessage(live.name, live.priority), {}); });
    results.push_back({.created = live.created});
  }
  SetAlarm();
  return results;
}

void QueueJobRunner::Stop(const Execution& execution, const std::vector<domain::Stop>& stops) {
  for (const domain::Stop& stop : stops) {
    const auto found = live_.find({stop.instance, stop.attempt});
    if (found != live_.end()) {
      StopOne(execution, stop, found->second);
    }
  }
  SetAlarm();
}

void QueueJobRunner::StopOne(const Execution& execution, const domain::Stop& stop, Live& live) {
  const Key key{stop.instance, stop.attempt};
  const AttemptRecord record = RecordOf(live.name, clock_.Now());
  // Only a worker that records the start may run the attempt. After this, no worker can.
  if (!live.begun && history_.BeginAttempt(live.name.run, record)) {
    EndOne(key, NeverBegun(execution, stop.instance, clock_.Now()));
    return;
  }
  const bool now = stop.mode == domain::StopMode::kNow;
  live.stop = std::max(live.stop, now ? StopMark::kNow : StopMark::kGraceful);
  const auto grace = std::chrono::seconds{
      execution.JobOf(stop.instance)
          .work.termination_grace_period_seconds.value_or(static_cast<int>(kUsualGrace.count()))};
  // A worker has the grace of the job to stop it, and the silence to report it.
  live.give_up_at = clock_.Steady() + silence_ + (now ? std::chrono::seconds{} : grace);
  unread_.insert(key);
  Try([&] { queue_.Stop(history::JobMessage(live.name, live.priority), live.stop); });
}

void QueueJobRunner::EndOne(const Key& key, domain::Ending ending) {
  const Live live = live_.at(key);
  AttemptRecord record = RecordOf(live.name, clock_.Now());
  record.ending = std::move(ending);
  if (!history_.EndAttempt(live.name.run, record)) {
    unread_.insert(key);  // somebody else was faster
    return;
  }
  if (live.begun) {
    Tell(record);
  }
  news_.push_back({.instance = key.first,
                   .attempt = key.second,
                   .created = live.created,
                   .started = live.begun,
                   .stop_requested = true,
                   .ending = record.ending});
  live_.erase(key);
}

void QueueJobRunner::GiveUp() {
  std::vector<Key> silent;
  for (const auto& [key, live] : live_) {
    if (live.give_up_at && *live.give_up_at <= clock_.Steady()) {
      silent.push_back(key);
    }
  }
  for (const Key& key : silent) {
    EndOne(key, {.reason = Reason::kInterrupted,
                 .message = "it was asked to stop, and its worker did not answer",
                 .time = clock_.Now(),
                 .stopped = true});
  }
}

void QueueJobRunner::Release(const Execution& /*execution*/,
                             const std::vector<engine::AttemptKey>& /*attempts*/) {
  // The end of an attempt is recorded before it is reported, so nothing remains to be released.
}

void QueueJobRunner::SetAlarm() const {
  std::optional<Outage::Time> next = outage_.RetryAt();
  for (const auto& [key, live] : live_) {
    if (live.give_up_at) {
      next = std::min(next.value_or(*live.give_up_at), *live.give_up_at);
    }
  }
  itimerspec when{};
  if (next) {
    const auto wait =
        std::max<std::chrono::nanoseconds>(*next - clock_.Steady(), std::chrono::nanoseconds{1});
    constexpr std::int64_t kNanos = 1'000'000'000;
    when.it_value = {.tv_sec = wait.count() / kNanos, .tv_nsec = wait.count() % kNanos};
  }
  timerfd_settime(alarm_.Number(), 0, &when, nullptr);
}

int QueueJobRunner::Descriptor() const {
  const int queue = queue_.Descriptor();
  if (queue >= 0 && !outage_.RetryAt()) {
    epoll_event event{.events = EPOLLIN, .data = {.fd = queue}};
    epoll_ctl(either_.Number(), EPOLL_CTL_ADD, queue, &event);  // it may be there already
  } else if (queue >= 0) {
    epoll_ctl(either_.Number(), EPOLL_CTL_DEL, queue,
              nullptr);  // broken: the alarm tells when to look
  }
  return either_.Number();
}

bool QueueJobRunner::HasNews() const {
  return !news_.empty() || !unread_.empty();
}

void QueueJobRunner::Tell(const AttemptRecord& record) const {
  if (on_attempt) {
    on_attempt(record);
  }
}

}  // namespace executioner::queue
