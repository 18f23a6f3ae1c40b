#include "controller/standalone/worker.h"

#include <algorithm>
#include <utility>

#include "controller/base/error.h"

namespace executioner::standalone {
namespace {

using history::Delivery;
using history::LeaseState;
using history::QueuedAttempt;
using history::StopMark;

constexpr std::size_t kMostRuns = 8;  // that are remembered although nothing of them runs
constexpr std::chrono::seconds kHistoryRetry{1};
constexpr std::chrono::seconds kRoomRetry{5};

}  // namespace

Worker::Worker(WorkerSettings settings, history::JobQueue& queue, history::History& history,
               StopSignals& signals, const base::Clock& clock,
               std::function<void(const std::string&)> tell)
    : settings_(std::move(settings)),
      queue_(queue),
      history_(history),
      signals_(signals),
      clock_(clock),
      tell_(std::move(tell)) {}

int Worker::Run() {
  while (true) {
    try {
      // Ends are recorded before the queue hears of them: the history is the fence.
      AskHistory();
      AskQueue();
    } catch (const base::StoreError& error) {
      if (!error.CanRetry()) {
        throw;
      }
      BeginOutage(history_outage_, error);
    }
    if (IsDone()) {
      return signal_;
    }
    Wait();
  }
}

void Worker::BeginOutage(queue::Outage& outage, const base::BackendError& error) {
  if (outage.Begin(clock_.Steady())) {
    tell_(std::string(error.what()) + "; running jobs continue, trying again");
  }
}

void Worker::EndOutage(queue::Outage& outage, const char* what) {
  if (outage.End()) {
    tell_(std::string("the ") + what + " can be reached again");
    // After an outage leases have run out although their workers live: for that long they may
    // come back.
    trust_until_ = clock_.Steady() + queue::Outage::kLongest;
  }
}

void Worker::AskHistory() {
  if (history_outage_.Waits(clock_.Steady())) {
    return;
  }
  if (history_outage_.RetryAt()) {
    history_.List({.limit = 1});  // throws while it cannot be reached
    EndOutage(history_outage_, "history");
    HeedHistoryOfAll();
  }
  TakeEnds();
  StartHeld();
}

void Worker::StartHeld() {
  if (clock_.Steady() < start_held_at_) {
    return;
  }
  for (Assigned& assigned : assigned_) {
    const auto run = runs_.find({assigned.name.run, assigned.name.run_attempt});
    if (!assigned.held || run == runs_.end()) {
      continue;
    }
    if (assigned.stop != StopMark::kNone) {
      run->second->GiveUp(assigned.name, assigned.ours);
      assigned.ended = true;
    } else {
      const auto started = run->second->Start(assigned.name);
      if (started == engine::LaunchResult::Kind::kHeld) {
        start_held_at_ = clock_.Steady() + kRoomRetry;
        return;
      }
      assigned.ended = started != engine::LaunchResult::Kind::kLaunched;
    }
    assigned.held = false;
  }
}

void Worker::TakeEnds() {
  for (const auto& [key, run] : runs_) {
    for (const auto& [job, attempt] : run->TakeEnded()) {
      const QueuedAttempt name{
          .run = key.first, .run_attempt = key.second, .job = job, .attempt = attempt};
      const auto ended = std::ranges::find(assigned_, name, &Assigned::name);
      if (ended != assigned_.end()) {
        ended->ended = true;
        // A child has ended, so there may be room for one that is held.
        start_held_at_ = {};
      }
    }
  }
}

void Worker::AskQueue() {
  if (queue_outage_.Waits(clock_.Steady())) {
    return;
  }
  try {
    const history::QueueNews news = queue_.TakeNews();
    look_ = look_ || news.pushed || (due_at_ && *due_at_ <= clock_.Steady());
    Answer();
    // A stop mark travels with a lease; after an outage all leases are in doubt.
    Extend(news.stopped || queue_outage_.RetryAt().has_value());
    EndOutage(queue_outage_, "queue");
    TakeMore();
    CheckDrained();
  } catch (const history::QueueError& error) {
    if (!error.CanRetry()) {
      throw;
    }
    BeginOutage(queue_outage_, error);
    // The queue cannot announce cancelled runs now, but the history may know of them.
    look_ = true;
    HeedHistoryOfAll();
  }
}

void Worker::Answer() {
  while (true) {
    const auto ended = std::ranges::find(assigned_, true, &Assigned::ended);
    if (ended == assigned_.end()) {
      return;
    }
    // The reply first: if this fails, the lease runs out and another worker replies.
    Reply(ended->name);
    queue_.Ack(ended->delivery);
    assigned_.erase(ended);
    look_ = true;
  }
}

void Worker::Reply(const QueuedAttempt& name) {
  queue_.Push(history::ReplyMessage(name), {});
}

void Worker::Extend(bool all) {
  for (Assigned& assigned : assigned_) {
    if (all || assigned.extend_at <= clock_.Steady()) {
      const history::Lease lease = queue_.Extend(assigned.delivery, settings_.lease);
      // Two tries may fail before the lease is lost.
      assigned.extend_at = clock_.Steady() + settings_.lease / 3;
      Heed(assigned, lease);
    }
  }
}

void Worker::Heed(Assigned& assigned, const history::Lease& lease) {
  if (lease.state != LeaseState::kHeld) {
    // While the lease was not ours another worker may have ended the attempt.
    HeedHistory(assigned);
  }
  if (lease.state == LeaseState::kLost) {
    StopChild(assigned, StopMark::kNow, /*ours=*/true);  // another worker records its end
  } else if (lease.stop > assigned.stop) {
    StopChild(assigned, lease.stop, /*ours=*/false);
  }
}

void Worker::HeedHistoryOfAll() {
  for (Assigned& assigned : assigned_) {
    HeedHistory(assigned);
  }
}

void Worker::HeedHistory(Assigned& assigned) {
  if (history_outage_.RetryAt()) {
    return;  // all are looked at when it can be reached
  }
  const QueuedAttempt& name = assigned.name;
  const auto record = history_.FindAttempt(name.run, name.job, name.attempt);
  if (!assigned.ended && (!record || record->ending)) {
    StopChild(assigned, StopMark::kNow,
              /*ours=*/true);  // it counts as ended, so it must not continue
  }
}

void Worker::StopChild(Assigned& assigned, StopMark mark, bool ours) {
  assigned.stop = std::max(assigned.stop, mark);
  if (assigned.held) {
    assigned.ours = ours;
    start_held_at_ = {};
    return;
  }
  const QueuedAttempt& name = assigned.name;
  const auto run = runs_.find({name.run, name.run_attempt});
  if (run != runs_.end()) {
    run->second->Stop(
        name, mark == StopMark::kNow ? domain::StopMode::kNow : domain::StopMode::kGraceful, ours);
  }
}

bool Worker::MayTake() const {
  return signal_ == 0 && !history_outage_.RetryAt() &&
         static_cast<int>(assigned_.size()) < settings_.concurrency &&
         std::ranges::none_of(assigned_, &Assigned::held) && !(settings_.once && taken_ > 0);
}

void Worker::TakeMore() {
  if (!look_) {
    return;
  }
  // One by one, so that free workers share what is there.
  while (MayTake()) {
    const auto delivery = queue_.Pop(std::string(history::kJobsTopic), settings_.lease);
    if (!delivery) {
      look_ = false;
      SetDue(queue_.NextDue(std::string(history::kJobsTopic)));
      return;
    }
    try {
      Take(*delivery);
    } catch (const base::StoreError&) {
      // Given back, because a lease would keep it from the other workers until it runs out.
      queue_.Nack(*delivery, kHistoryRetry);
      throw;
    }
  }
}

WorkerRun* Worker::FindRun(const QueuedAttempt& name) {
  const RunKey key{name.run, name.run_attempt};
  const auto found = runs_.find(key);
  if (found != runs_.end()) {
    return found->second.get();
  }
  // Reading a run costs a parse of its manifest, so those of late are kept.
  if (runs_.size() >= kMostRuns) {
    std::erase_if(runs_, [this](const auto& run) {
      return std::ranges::none_of(assigned_, [&](const Assigned& assigned) {
        return RunKey{assigned.name.run, assigned.name.run_attempt} == run.first;
      });
    });
  }
  auto run = OpenWorkerRun(name, settings_.process, settings_.state, history_, clock_);
  if (run) {
    run->OnShortage(
        [this](const std::string& what) { tell_(what + ": jobs wait until others have ended"); });
  }
  return run ? runs_.emplace(key, std::move(run)).first->second.get() : nullptr;
}

void Worker::Take(const Delivery& delivery) {
  const auto name = history::ReadQueuedAttempt(delivery.message);
  const Taken taken = name ? Begin(*name, delivery) : Taken::kNotDue;
  if (taken == Taken::kRuns) {
    ++taken_;
  }
  if (taken == Taken::kNotDue) {
    Drop(delivery);
  }
  if (taken == Taken::kDone) {
    Reply(*name);
    queue_.Ack(delivery);
  }
}

/// No answer, because nobody waits for one, and no job name, which may be any text.
void Worker::Drop(const Delivery& delivery) {
  if (!std::exchange(warned_, true)) {
    tell_("the queue holds an entry of run " + std::to_string(delivery.message.run) +
          " that is not due; it and any others are dropped, with this one warning. A run that died "
          "leaves such entries; if no run died, check who can write to the queue");
  }
  queue_.Ack(delivery);
}

Worker::Taken Worker::HeedOther(const QueuedAttempt& name, const Delivery& delivery) {
  const auto known = history_.FindAttempt(name.run, name.job, name.attempt);
  if (!known) {
    return Taken::kNotDue;  // not launched by the run, or the run has ended or is unknown
  }
  if (known->ending) {
    return Taken::kDone;
  }
  const Time now = clock_.Steady();
  if (now < trust_until_) {
    queue_.Nack(delivery, std::chrono::duration_cast<base::Duration>(trust_until_ - now));
    return Taken::kGivenBack;  // the worker that began it takes it back when it retries
  }
  EndAbandoned(name, *known, settings_.state, history_, clock_);
  return Taken::kDone;
}

Worker::Taken Worker::Begin(const QueuedAttempt& name, const Delivery& delivery) {
  history::AttemptRecord record = RecordOf(name, clock_.Now());
  record.host = settings_.host;
  record.state_dir = settings_.state;
  WorkerRun* const run = FindRun(name);
  // The fence: of many who try, one succeeds, and only that one starts the job.
  if (!history_.BeginAttempt(name.run, record)) {
    return HeedOther(name, delivery);
  }
  if (run == nullptr || !run->Has(name.job)) {
    record.ending = domain::Ending{.reason = domain::Reason::kCreateRefused,
                                   .message = "the recorded manifest no longer has this job",
                                   .time = clock_.Now()};
    // Recorded as ended; otherwise the run would wait for it forever.
    history_.EndAttempt(name.run, record);
    return Taken::kDone;
  }
  const auto started = run->Start(name);
  if (started == engine::LaunchResult::Kind::kRefused) {
    return Taken::kDone;
  }
  assigned_.push_back({.name = name,
                       .delivery = delivery,
                       .extend_at = clock_.Steady() + settings_.lease / 3,
                       .held = started == engine::LaunchResult::Kind::kHeld});
  if (delivery.stop != StopMark::kNone) {
    StopChild(assigned_.back(), delivery.stop, /*ours=*/false);
  }
  Reply(name);
  return Taken::kRuns;
}

void Worker::TakeSignal() {
  const int signal = signals_.Take();
  if (signal == 0) {
    return;
  }
  if (signal_ == 0) {
    signal_ = signal;
    stop_at_ = clock_.Steady() + settings_.grace;
    if (!assigned_.empty()) {
      tell_(
          "takes no more jobs and waits until running ones have ended (a second signal kills "
          "them)");
    }
    return;
  }
  for (Assigned& assigned : assigned_) {
    StopChild(assigned, StopMark::kNow, /*ours=*/true);
  }
}

}  // namespace executioner::standalone
