/// \file
/// Kubernetes events: hints for people, `kubectl describe` shows them. Never blocks the caller;
/// when there are too many some are dropped and counted.
#pragma once

#include <atomic>
#include <chrono>
#include <condition_variable>
#include <cstdint>
#include <deque>
#include <mutex>
#include <optional>
#include <stop_token>
#include <string>
#include <string_view>

#include "controller/kube/client.h"
#include "controller/kube/event_series.h"
#include "controller/kube/runtime.h"

namespace executioner::kube {

struct EventRecorderOptions {
  std::string controller = {};  ///< reportingController, a qualified name: "example.com/controller"
  std::string instance = {};    ///< reportingInstance, e.g. the pod's name; ≤ 128 bytes
  std::size_t queue_limit = 1000;
  int tries = 12;                ///< for an event that the server could not take
  base::Duration retry{10'000};  ///< between tries
  base::Duration flush{2'000};   ///< at most so long after stop
};

/// Event is safe from any thread; Run is one thread's.
class EventRecorder {
 public:
  /// \param client  borrowed, as the runtime's clock
  EventRecorder(Client& client, Runtime runtime, EventRecorderOptions options);

  /// Queues an event; the note is cut to 1024 bytes. Returns at once.
  void Event(EventSpec event);

  /// Sends events until `stop`, then what is queued, and series that grew, for options.flush at
  /// most.
  void Run(const std::stop_token& stop);

  /// \return events not sent: the queue was full, the object had too many, or the server refused
  std::uint64_t Dropped() const { return dropped_.load(std::memory_order_relaxed); }

 private:
  struct Queued {
    EventSpec spec;
    base::TimePoint time;
  };

  enum class Sent { kDone, kTryAgain, kRefused };

  std::optional<Queued> Next(const std::stop_token& stop);
  std::optional<EventAction> Decide(const Queued& queued);
  void Publish(EventAction action, const std::stop_token& stop);
  Sent SendOnce(EventAction& action, base::Duration timeout);
  PendingResult Start(const EventAction& action);
  void Flush();
  bool FlushOne(EventAction action, std::chrono::steady_clock::time_point deadline);
  void Drop(std::string_view why, const EventSpec& event);

  Client& client_;
  const Runtime runtime_;
  const EventRecorderOptions options_;
  EventSeries series_;  // Run's thread only
  std::atomic<std::uint64_t> dropped_ = 0;
  std::mutex mutex_;
  std::condition_variable_any arrived_;
  std::deque<Queued> queue_;  // guarded by mutex_
};

}  // namespace executioner::kube
