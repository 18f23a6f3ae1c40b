#include "controller/kube/work_queue.h"

#include <algorithm>
#include <string_view>
#include <utility>

namespace executioner::kube {
namespace {

constexpr base::Duration kFirstDelay{5};
constexpr base::Duration kDelayCap{1'000'000};

base::Duration RetryDelay(int failures) {
  constexpr int kDoublings = 18;  // 5 ms × 2^18 is above the cap
  return failures >= kDoublings ? kDelayCap : std::min(kFirstDelay * (1 << failures), kDelayCap);
}

/// "Kind/namespace/name" -> "namespace"; "" if the key has another form.
std::string_view NamespaceOf(std::string_view key) {
  const std::size_t begin = key.find('/');
  const std::size_t end = begin == std::string_view::npos ? begin : key.find('/', begin + 1);
  return end == std::string_view::npos ? std::string_view()
                                       : key.substr(begin + 1, end - begin - 1);
}

bool IsLive(int priority) {
  return priority > WorkQueue::kLowPriority / 2;
}

void Tell(const std::function<void()>& hook) {
  if (hook) {
    hook();
  }
}

void Tell(const std::function<void(double)>& hook, std::chrono::duration<double> took) {
  if (hook) {
    hook(took.count());
  }
}

}  // namespace

bool WorkQueue::ReadyOrder::operator()(const Slot* left, const Slot* right) const {
  return std::pair(-left->second.priority, left->second.turn) <
         std::pair(-right->second.priority, right->second.turn);
}

bool WorkQueue::DueOrder::operator()(const Slot* left, const Slot* right) const {
  return std::pair(left->second.since, left->second.turn) <
         std::pair(right->second.since, right->second.turn);
}

WorkQueue::WorkQueue(const base::Clock& clock, WorkQueueHooks hooks)
    : clock_(clock), hooks_(std::move(hooks)) {}

void WorkQueue::Add(const std::string& key, int priority) {
  Schedule(key, clock_.Steady(), priority);
}

void WorkQueue::AddAfter(const std::string& key, SteadyTime due) {
  Schedule(key, due, std::nullopt);
}

void WorkQueue::AddRateLimited(const std::string& key) {
  base::Duration delay{0};
  {
    const std::lock_guard lock(mutex_);
    delay = RetryDelay(failures_[key]++);
  }
  Tell(hooks_.retried);
  // The priority of the key's last request holds: a failure makes nothing more urgent.
  Schedule(key, clock_.Steady() + delay, std::nullopt);
}

void WorkQueue::Forget(const std::string& key) {
  const std::lock_guard lock(mutex_);
  failures_.erase(key);
}

void WorkQueue::Schedule(const std::string& key, SteadyTime due, std::optional<int> priority) {
  {
    const std::lock_guard lock(mutex_);
    if (shut_down_) {
      return;
    }
    const auto [slot, is_new] = entries_.try_emplace(key);
    if (is_new) {
      Queue(*slot, due, priority.value_or(0));
    } else if (!Merge(*slot, due, priority)) {
      return;
    }
    Changed();
  }
  Tell(hooks_.added);
}

/// \return whether the key was added or its due time is earlier
bool WorkQueue::Merge(Slot& slot, SteadyTime due, std::optional<int> priority) {
  Entry& entry = slot.second;
  const int wanted = priority.value_or(entry.priority);
  if (entry.state == State::kWorking) {
    const bool is_new = !entry.again;
    entry.again_priority = is_new ? wanted : std::max(entry.again_priority, wanted);
    entry.again = is_new ? due : std::min(*entry.again, due);
    return is_new;
  }
  const int higher = std::max(entry.priority, wanted);
  if (entry.state == State::kReady) {
    Raise(slot, higher);
    return false;
  }
  if (due >= entry.since) {
    entry.priority = higher;
    return false;
  }
  delayed_.erase(&slot);
  Queue(slot, due, higher);
  return true;
}

void WorkQueue::Queue(Slot& slot, SteadyTime due, int priority) {
  Entry& entry = slot.second;
  entry.priority = priority;
  entry.turn = ++turns_;
  entry.again.reset();
  entry.since = due;
  if (due <= clock_.Steady()) {
    entry.state = State::kReady;
    Enter(slot);
  } else {
    entry.state = State::kDelayed;
    delayed_.insert(&slot);
  }
}

void WorkQueue::Enter(Slot& slot) {
  (IsLive(slot.second.priority) ? live_ : listed_).Insert(NamespaceOf(slot.first), &slot);
}

/// Gives a ready key a higher priority. The key keeps its turn among equals, and so does its
/// namespace; otherwise a key that changes continuously would wait forever.
void WorkQueue::Raise(Slot& slot, int priority) {
  const std::string_view ns = NamespaceOf(slot.first);
  const bool was_live = IsLive(slot.second.priority);
  if (was_live != IsLive(priority)) {
    listed_.Erase(ns, &slot);
    slot.second.priority = priority;
    Enter(slot);
  } else if (slot.second.priority != priority) {
    (was_live ? live_ : listed_).Reorder(ns, &slot, [&] { slot.second.priority = priority; });
  }
}

void WorkQueue::Promote(SteadyTime now) {
  while (!delayed_.empty() && (*delayed_.begin())->second.since <= now) {
    Slot& slot = **delayed_.begin();
    delayed_.erase(delayed_.begin());
    Queue(slot, slot.second.since, slot.second.priority);
  }
}

/// \pre HasReady()
WorkQueue::Slot* WorkQueue::Take() {
  const bool takes_listed =
      live_.IsEmpty() || (live_in_a_row_ >= kLiveInARow && !listed_.IsEmpty());
  live_in_a_row_ = takes_listed ? 0 : std::min(live_in_a_row_ + 1, kLiveInARow);
  return takes_listed ? listed_.Take() : live_.Take();
}

std::optional<std::string> WorkQueue::Get(const std::stop_token& stop) {
  std::unique_lock lock(mutex_);
  while (!shut_down_ && !stop.stop_requested()) {
    const SteadyTime now = clock_.Steady();
    Promote(now);
    if (HasReady()) {
      auto& [taken, entry] = *Take();
      std::string key = taken;
      const SteadyTime ready_since = std::exchange(entry.since, now);
      entry.state = State::kWorking;
      if (HasReady()) {
        Changed();  // several delayed keys become ready at once, but wake one worker only
      }
      lock.unlock();
      Tell(hooks_.waited, now - ready_since);
      return key;
    }
    WaitForChange(lock, stop);
  }
  return std::nullopt;
}

void WorkQueue::WaitForChange(std::unique_lock<std::mutex>& lock, const std::stop_token& stop) {
  const auto changed = [this, seen = changes_] { return changes_ != seen; };
  if (delayed_.empty()) {
    changed_.wait(lock, stop, changed);
  } else {
    const auto delay = (*delayed_.begin())->second.since - clock_.Steady();
    changed_.wait_for(lock, stop, delay, changed);
  }
}

void WorkQueue::Changed() {
  ++changes_;
  changed_.notify_one();
}

void WorkQueue::Done(const std::string& key) {
  SteadyTime since;
  const SteadyTime now = clock_.Steady();
  {
    const std::lock_guard lock(mutex_);
    const auto found = entries_.find(key);
    if (found == entries_.end() || found->second.state != State::kWorking) {
      return;
    }
    since = found->second.since;
    if (found->second.again && !shut_down_) {
      Queue(*found, *found->second.again, found->second.again_priority);
      Changed();
    } else {
      // Forgotten with its priority; failures are kept until Forget.
      entries_.erase(found);
    }
  }
  Tell(hooks_.worked, now - since);
}

void WorkQueue::ShutDown() {
  const std::lock_guard lock(mutex_);
  shut_down_ = true;
  ++changes_;
  changed_.notify_all();
}

std::size_t WorkQueue::Depth() const {
  const std::lock_guard lock(mutex_);
  return live_.Size() + listed_.Size();
}

double WorkQueue::UnfinishedSeconds() const {
  const SteadyTime now = clock_.Steady();
  std::chrono::duration<double> sum{0};
  const std::lock_guard lock(mutex_);
  for (const auto& [key, entry] : entries_) {
    if (entry.state == State::kWorking) {
      sum += now - entry.since;
    }
  }
  return sum.count();
}

void WorkQueue::Wake() {
  const std::lock_guard lock(mutex_);
  ++changes_;
  changed_.notify_all();
}

}  // namespace executioner::kube
