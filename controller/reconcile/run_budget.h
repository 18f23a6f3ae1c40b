/// \file
/// Limits the memory of runs in progress: in total, per namespace, and per run. Runs for which
/// there is not enough memory wait in the order of their requests.
#pragma once

#include <cstddef>
#include <functional>
#include <list>
#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>
#include <vector>

namespace executioner::reconcile {

/// Limits in bytes, as computed by EstimateRunBytes.
struct RunLimits {
  std::size_t all = 96U << 20U;
  std::size_t of_namespace = 48U << 20U;
  std::size_t of_run = 24U << 20U;
};

/// Estimates the memory of a run of this spec. Fast: nothing is parsed. `defaults` count once for
/// each job, because every job of a plan has its own copy.
/// \param spec  the spec of a Workflow or Job as JSON
std::size_t EstimateRunBytes(std::string_view spec);

/// Safe from any thread. Must outlive its shares.
class RunBudget {
 public:
  /// Reserved memory, returned by the destructor; may be empty.
  using Share = std::shared_ptr<void>;

  /// A run that requests memory.
  struct Asker {
    std::string key = {};  ///< its key in the work queue
    std::string ns = {};
  };

  /// \param wake  called with a waiting key when there is memory, which is reserved until the key
  /// takes it or leaves. Called on any thread, without holding the lock.
  RunBudget(RunLimits limits, std::function<void(const std::string& key)> wake)
      : limits_(limits), wake_(std::move(wake)) {}

  const RunLimits& Limits() const { return limits_; }

  /// \return an empty share if there is not enough memory, or others of the namespace are waiting;
  /// the key then waits too
  Share Take(const Asker& asker, std::size_t bytes);

  /// Returns a share for a run that has begun, even if that exceeds the limits.
  Share Force(const Asker& asker, std::size_t bytes);

  /// Removes a key that no longer waits, and its reservation.
  void Leave(const std::string& key);

 private:
  struct Waiter {
    std::string key = {};
    std::size_t bytes = 0;
  };

  struct Namespace {
    std::size_t used = 0;  // including reservations
    std::list<Waiter> waiters = {};
  };

  struct Waiting {
    std::string ns = {};
    std::list<Waiter>::iterator place = {};
  };

  struct Kept {
    std::string ns = {};
    std::size_t bytes = 0;
  };

  bool Fits(const Namespace& tenant, std::size_t bytes) const;
  Share Grant(const std::string& ns, std::size_t bytes);
  void GiveBack(const std::string& ns, std::size_t bytes);
  void Book(const std::string& ns, std::size_t bytes);
  void Wait(const Asker& asker, std::size_t bytes);
  bool RemoveWaiting(const std::string& key);
  bool RemoveKept(const std::string& key);
  std::vector<std::string> KeepForWaiters();
  void Change(const std::function<bool()>& frees);

  const RunLimits limits_;
  const std::function<void(const std::string& key)> wake_;
  std::mutex mutex_;
  std::size_t used_ = 0;                              // guarded by mutex_, like all members below
  std::map<std::string, Namespace> namespaces_;       // those that use room or wait for it
  std::unordered_map<std::string, Waiting> waiting_;  // by key
  std::unordered_map<std::string, Kept> kept_;        // woken keys and their reservations
  std::string last_woken_;  // namespace: the one behind it has the next turn
};

}  // namespace executioner::reconcile
