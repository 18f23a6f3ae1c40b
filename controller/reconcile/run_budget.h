/// \file
/// How much memory the runs under control may take: in all, of one namespace, and each. Runs that
/// find no room wait for it in the order in which they asked.
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

/// Bytes, as EstimateRunBytes counts them.
struct RunLimits {
  std::size_t all = 96U << 20U;
  std::size_t of_namespace = 48U << 20U;
  std::size_t of_run = 24U << 20U;
};

/// How much memory a run of this spec takes while it is under control. Cheap: nothing is parsed.
/// `defaults` count once for each job, because every job of a plan has its own copy.
/// \param spec  JSON of a Workflow's or a Job's spec
std::size_t EstimateRunBytes(std::string_view spec);

/// Safe from any thread. Must outlive its shares.
class RunBudget {
 public:
  /// Gives its bytes back when it is destroyed; an empty one holds nothing.
  using Share = std::shared_ptr<void>;

  /// Who asks.
  struct Asker {
    std::string key = {};  ///< of the work queue
    std::string ns = {};
  };

  /// \param wake  called with a key that found no room when there is some: it is kept for that key
  ///              until it takes it or leaves. Called from any thread, outside of the lock.
  RunBudget(RunLimits limits, std::function<void(const std::string& key)> wake)
      : limits_(limits), wake_(std::move(wake)) {}

  const RunLimits& Limits() const { return limits_; }

  /// \return an empty share when there is no room, or others of the namespace wait for it: the key
  ///         waits with them then
  Share Take(const Asker& asker, std::size_t bytes);

  /// For a run that has begun: it gets its share even when there is no room.
  Share Force(const Asker& asker, std::size_t bytes);

  /// The key does not wait any more, and needs no room that was kept for it.
  void Leave(const std::string& key);

 private:
  struct Waiter {
    std::string key = {};
    std::size_t bytes = 0;
  };

  struct Namespace {
    std::size_t used = 0;  // kept room included
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
  void Wait(const Asker& asker, std::size_t bytes);
  bool RemoveWaiting(const std::string& key);
  bool RemoveKept(const std::string& key);
  std::vector<std::string> KeepForWaiters();
  void Wake(const std::vector<std::string>& keys) const;

  const RunLimits limits_;
  const std::function<void(const std::string& key)> wake_;
  std::mutex mutex_;
  std::size_t used_ = 0;                              // guarded by mutex_, as all below
  std::map<std::string, Namespace> namespaces_;       // those that use room or wait for it
  std::unordered_map<std::string, Waiting> waiting_;  // by key
  std::unordered_map<std::string, Kept> kept_;        // woken keys and what they may take
  std::string last_woken_;  // namespace: the one behind it has the next turn
};

}  // namespace executioner::reconcile
