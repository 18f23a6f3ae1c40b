/// \file
/// Keys that wait for a worker: deduplicated, with priorities, delays and per-key back-off, by
/// turns between namespaces. Has no thread of its own (client-go util/workqueue, controller-runtime
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

/// Told what the queue does, outside of its lock, from any thread. For metrics.
struct WorkQueueHooks {
  std::function<void()> added = {};                 ///< a key became queued: workqueue_adds_total
  std::function<void()> retried = {};               ///< AddRateLimited: workqueue_retries_total
  std::function<void(double seconds)> waited = {};  ///< from ready to a worker
  std::function<void(double seconds)> worked = {};  ///< from Get to Done
};

/// Safe from any thread.
///
/// *Invariants*: a key is with one worker at most; a key is queued once at most; a key that is
/// added while it is worked on is queued again at Done; of two due times the earlier one holds; of
/// two priorities the higher one holds.
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

  /// For keys of the first list and of resyncs: live changes overtake them, whatever priority
  /// their owners have among each other, as long as it is within half of this.
  static constexpr int kLowPriority = -1'000'000'000;

  /// After this many live changes in a row a key of a list or resync is next, if one is ready.
  static constexpr int kLiveInARow = 15;

  /// \param clock  borrowed; only its steady time is read
  explicit WorkQueue(const base::Clock& clock, WorkQueueHooks hooks = {});

  /// Queues the key now, also when it was to be queued later.
  void Add(const std::string& key, int priority = 0);

  /// Queues the key at `due`, unless it is to be queued sooner. The priority of the key's last
  /// request, if it is still known here, is kept; else it is 0.
  void AddAfter(const std::string& key, SteadyTime due);

  /// Queues the key after 5 ms × 2^failures, at most 1000 s, and counts a failure.
  void AddRateLimited(const std::string& key);

  /// The key has no failures (any more).
  void Forget(const std::string& key);

  /// Waits for a key that is due. Call Done with it when the work is done.
  /// \return nothing on stop or after ShutDown, even when keys are queued
  std::optional<std::string> Get(const std::stop_token& stop);

  /// The worker has finished with the key.
  void Done(const std::string& key);

  /// From now on nothing is added and Get returns nothing.
  void ShutDown();

  /// \return keys ready for a worker: workqueue_depth
  std::size_t Depth() const;

  /// \return seconds for which the unfinished keys have been worked on, added up
  double UnfinishedSeconds() const;

  /// Looks at the clock again: for a clock that was moved by hand.
  void Wake();

 private:
  enum class State { kReady, kDelayed, kWorking };

  struct Entry {
    State state = State::kWorking;
    int priority = 0;
    std::uint64_t turn = 0;  // order of becoming ready, or of being delayed
    SteadyTime since = {};   // ready: since when; delayed: until when; working: since when
    std::optional<SteadyTime> again = std::nullopt;  // working: queue at Done, not before this
    int again_priority = 0;
  };

  using Entries = std::unordered_map<std::string, Entry>;
  using Slot = Entries::value_type;  // stays where it is while the entry is in the map

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
  std::uint64_t changes_ = 0;  // guarded by mutex_, as all below
  std::uint64_t turns_ = 0;
  bool shut_down_ = false;
  Entries entries_;
  FairOrder<Slot, ReadyOrder> live_;    // ready, with a priority that only live changes have
  FairOrder<Slot, ReadyOrder> listed_;  // ready, all others
  int live_in_a_row_ = 0;               // taken since the last one of listed_
  std::set<Slot*, DueOrder> delayed_;
  std::unordered_map<std::string, int> failures_;
};

}  // namespace executioner::kube
