/// \file
/// When a worker wakes up, and when it ends.
#include <algorithm>
#include <poll.h>
#include <vector>

#include "controller/standalone/poll_timeout.h"
#include "controller/standalone/state.h"
#include "controller/standalone/worker.h"

namespace executioner::standalone {
namespace {

using history::StopMark;

constexpr std::chrono::seconds kDrainCheck{1};  // no news announces the end of a run

}  // namespace

void Worker::SetDue(const std::optional<base::TimePoint>& due) {
  due_at_ = due ? std::optional<Time>(clock_.Steady() + (*due - clock_.Now())) : std::nullopt;
}

/// An entry may be leased by a worker that has died, and a run may put its next attempt into the
/// queue after a delay: both still need a worker.
void Worker::CheckDrained() {
  if (!settings_.drain || look_ || !assigned_.empty() || history_outage_.RetryAt() ||
      clock_.Steady() < drain_check_at_) {
    return;
  }
  drain_check_at_ = clock_.Steady() + kDrainCheck;
  SetDue(queue_.NextDue(std::string(history::kJobsTopic)));
  drained_ = !due_at_ && !IsAnyRunActive();
}

/// Ends runs of this host whose program has died before it looks.
bool Worker::IsAnyRunActive() {
  const history::RunFilter active{.phases = {domain::RunPhase::kPending, domain::RunPhase::kRunning,
                                             domain::RunPhase::kSuspended},
                                  .queued = true,
                                  .limit = 1};
  if (history_.List(active).empty()) {
    return false;
  }
  for (const std::int64_t run : RecoverRuns(settings_.state, history_, clock_, settings_.host)) {
    tell_("run " + std::to_string(run) + " was interrupted: its process died");
  }
  return !history_.List(active).empty();
}

bool Worker::IsDone() const {
  if (!assigned_.empty()) {
    return false;
  }
  return signal_ != 0 || (settings_.once && taken_ > 0) || drained_;
}

std::optional<Worker::Time> Worker::WakeAt() {
  std::optional<Time> next = queue_outage_.RetryAt();
  const auto consider = [&next](Time when) { next = std::min(next.value_or(when), when); };
  if (history_outage_.RetryAt()) {
    consider(*history_outage_.RetryAt());
  }
  if (stop_at_) {
    consider(*stop_at_);
  }
  if (std::ranges::any_of(assigned_, &Assigned::held)) {
    consider(start_held_at_);
  }
  // During an outage of the queue only its next try matters: nothing can be taken or kept.
  if (!queue_outage_.RetryAt()) {
    for (const Assigned& assigned : assigned_) {
      consider(assigned.extend_at);
    }
    if (due_at_ && MayTake()) {
      consider(*due_at_);
    }
    if (look_ && MayTake()) {
      consider(clock_.Steady());
    }
    if (settings_.drain && assigned_.empty() && !look_ && !history_outage_.RetryAt()) {
      consider(drain_check_at_);
    }
  }
  return next;
}

void Worker::Wait() {
  std::vector<pollfd> polled{{signals_.Descriptor(), POLLIN, 0},
                             {queue_outage_.RetryAt() ? -1 : queue_.Descriptor(), POLLIN, 0}};
  const bool listens = !history_outage_.RetryAt();
  bool news = false;
  for (const auto& [key, run] : runs_) {
    polled.push_back({listens ? run->Descriptor() : -1, POLLIN, 0});
    news = news || (listens && run->HasNews());
  }
  poll(polled.data(), polled.size(), news ? 0 : PollTimeout(WakeAt(), clock_.Steady()));
  if (polled.front().revents != 0) {
    TakeSignal();
  }
  if (stop_at_ && *stop_at_ <= clock_.Steady()) {
    stop_at_.reset();
    // The grace time is over. The jobs did nothing wrong, so they count as interrupted.
    for (Assigned& assigned : assigned_) {
      StopChild(assigned, StopMark::kGraceful, /*ours=*/true);
    }
  }
}

}  // namespace executioner::standalone
