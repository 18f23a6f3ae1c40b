/// \file
/// Records Kubernetes events, which `kubectl describe` shows to people. Never blocks the caller; if
/// there are too many events, drops and counts some.
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
  std::string instance = {};    ///< reportingInstance, such as the pod's name; ≤ 128 bytes
  std::size_t queue_limit = 1000;
  int tries = 12;                ///< attempts to send an event
  base::Duration retry{10'000};  ///< delay between these attempts
  base::Duration flush{2'000};   ///< maximum time for sending after stop
};

/// Event is safe from any thread; Run must be called by one thread.
class EventRecorder {
 public:
  /// \param client  borrowed, like the runtime's clock
  EventRecorder(Client& client, Runtime runtime, EventRecorderOptions options);

  /// Queues an event; the note is cut to 1024 bytes. Returns immediately.
  void Event(EventSpec event);

  /// Sends events until `stop`, then the queued events and the series that grew, for at most
  /// options.flush.
  void Run(const std::stop_token& stop);

  /// \return the number of events that were not sent because the queue was full, the object had too
  /// many, or the server rejected them
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
