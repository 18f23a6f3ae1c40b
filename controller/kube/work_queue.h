/// \file
/// Keys that wait for a worker: deduplicated, with priorities, delays and per-key back-off;
/// namespaces take turns. Has no thread of its own (client-go util/workqueue, controller-runtime
/// pkg/controller/priorityqueue).
#pragma once

#include <chrono>
#include <condition_variable>
#include <cstdint>
#include <functional>
#include <mutex>
#include <optional>
#include <set>
#include <stop_token>
#include <string>
#include <unordered_map>

#include "controller/base/time.h"
#include "controller/kube/fair_order.h"

namespace executioner::kube {

/// Callbacks for metrics, called on any thread without holding the lock.
struct WorkQueueHooks {
  std::function<void()> added = {};                 ///< a key became queued: workqueue_adds_total
  std::function<void()> retried = {};               ///< AddRateLimited: workqueue_retries_total
  std::function<void(double seconds)> waited = {};  ///< time from ready to Get
  std::function<void(double seconds)> worked = {};  ///< time from Get to Done
};

/// Safe from any thread.
///
/// *Invariants*: at most one worker has a key; a key is queued at most once; a key that is added
/// while a worker has it is queued again at Done; the earlier of two due times and the higher of
/// two priorities count.
///
/// *Order*: the namespaces that have ready keys take turns, one key each, so that neither the
/// number nor the priorities of one namespace's keys delay another's. Within a namespace keys of
/// higher priority come first, and keys of one priority in the order in which they became ready.
/// Live changes of all namespaces come before keys of lists and resyncs, but at most
/// kLiveInARow of them while others wait, so that continuous changes cannot delay those forever.
///
/// Keys are "Kind/namespace/name"; all other keys count as one namespace.
class WorkQueue {
 public:
  using SteadyTime = std::chrono::steady_clock::time_point;

  /// Priority of keys of the first list and of resyncs. Live changes come first, as long as the
  /// priorities of owners are within half of this.
  static constexpr int kLowPriority = -1'000'000'000;

  /// After this many live changes in a row, a key of a list or resync is next, if one is ready.
  static constexpr int kLiveInARow = 15;

  /// \param clock  borrowed; only its steady time is read
  explicit WorkQueue(const base::Clock& clock, WorkQueueHooks hooks = {});

  /// Queues the key now, even if it is due later.
  void Add(const std::string& key, int priority = 0);

  /// Queues the key at `due`, unless it is due earlier. Keeps the priority of the key's last
  /// request if it is still known; otherwise the priority is 0.
  void AddAfter(const std::string& key, SteadyTime due);

  /// Queues the key after 5 ms × 2^failures, at most 1000 s, and counts a failure.
  void AddRateLimited(const std::string& key);

  /// Resets the failures of the key.
  void Forget(const std::string& key);

  /// Waits for a due key. Done must be called with it afterwards.
  /// \return nothing on stop or after ShutDown, even if keys are queued
  std::optional<std::string> Get(const std::stop_token& stop);

  /// Reports that the worker has finished with the key.
  void Done(const std::string& key);

  /// Shuts the queue down: no more keys are added and Get returns nothing.
  void ShutDown();

  /// \return the number of ready keys: workqueue_depth
  std::size_t Depth() const;

  /// \return the sum of the seconds since Get of all keys without Done
  double UnfinishedSeconds() const;

  /// Reads the clock again; for tests that advance it.
  void Wake();

 private:
  enum class State { kReady, kDelayed, kWorking };

  struct Entry {
    State state = State::kWorking;
    int priority = 0;
    std::uint64_t turn = 0;  // position in the order of becoming ready or being delayed
    SteadyTime since = {};   // ready: since when; delayed: until when; working: since when
    std::optional<SteadyTime> again = std::nullopt;  // working: queue at Done, not before this
    int again_priority = 0;
  };

  using Entries = std::unordered_map<std::string, Entry>;
  using Slot = Entries::value_type;  // its address does not change while the entry is in the map

  struct ReadyOrder {
    bool operator()(const Slot* left, const Slot* right) const;
  };

  struct DueOrder {
    bool operator()(const Slot* left, const Slot* right) const;
  };

  void Schedule(const std::string& key, SteadyTime due, std::optional<int> priority);
  bool Merge(Slot& slot, SteadyTime due, std::optional<int> priority);
  void Queue(Slot& slot, SteadyTime due, int priority);
  void Promote(SteadyTime now);
  void Enter(Slot& slot);
  void Raise(Slot& slot, int priority);
  Slot* Take();

  bool HasReady() const { return !live_.IsEmpty() || !listed_.IsEmpty(); }

  void WaitForChange(std::unique_lock<std::mutex>& lock, const std::stop_token& stop);
  void Changed();

  const base::Clock& clock_;
  const WorkQueueHooks hooks_;
  mutable std::mutex mutex_;
  std::condition_variable_any changed_;
  std::uint64_t changes_ = 0;  // guarded by mutex_, like all members below
  std::uint64_t turns_ = 0;
  bool shut_down_ = false;
  Entries entries_;
  FairOrder<Slot, ReadyOrder> live_;    // ready keys of live changes, by their priority
  FairOrder<Slot, ReadyOrder> listed_;  // all other ready keys
  int live_in_a_row_ = 0;               // keys taken since the last one of listed_
  std::set<Slot*, DueOrder> delayed_;
  std::unordered_map<std::string, int> failures_;
};

}  // namespace executioner::kube
