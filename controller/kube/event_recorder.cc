#include "controller/kube/event_recorder.h"

#include <utility>

namespace executioner::kube {
namespace {

constexpr base::Duration kLookAtSeries{60'000};
// Longer than any transport waits for an answer.
constexpr base::Duration kPatience{600'000};

std::string Namespace(const EventSpec& event) {
  return event.regarding.ns.empty() ? "default" : event.regarding.ns;
}

}  // namespace

EventRecorder::EventRecorder(Client& client, Runtime runtime, EventRecorderOptions options)
    : client_(client), runtime_(std::move(runtime)), options_(std::move(options)) {}

void EventRecorder::Event(EventSpec event) {
  {
    const std::lock_guard lock(mutex_);
    // A bound, since a server that is down must not fill the memory.
    if (queue_.size() < options_.queue_limit) {
      queue_.push_back({.spec = std::move(event), .time = runtime_.clock.Now()});
      arrived_.notify_one();
      return;
    }
  }
  Drop("too many events are waiting", event);
}

void EventRecorder::Run(const std::stop_token& stop) {
  auto next_look = runtime_.clock.Steady() + kLookAtSeries;
  while (!stop.stop_requested()) {
    if (const std::optional<Queued> queued = Next(stop)) {
      if (std::optional<EventAction> action = Decide(*queued)) {
        Publish(std::move(*action), stop);
      }
    }
    const auto now = runtime_.clock.Steady();
    if (now >= next_look) {
      next_look = now + kLookAtSeries;
      for (EventAction& action : series_.Due(now)) {
        Publish(std::move(action), stop);
      }
    }
  }
  Flush();
}

/// \return nothing on stop, and when it is time to look at the series
auto EventRecorder::Next(const std::stop_token& stop) -> std::optional<Queued> {
  std::unique_lock lock(mutex_);
  arrived_.wait_for(lock, stop, kLookAtSeries, [this] { return !queue_.empty(); });
  if (queue_.empty() || stop.stop_requested()) {
    return std::nullopt;
  }
  Queued queued = std::move(queue_.front());
  queue_.pop_front();
  return queued;
}

std::optional<EventAction> EventRecorder::Decide(const Queued& queued) {
  bool dropped = false;
  std::optional<EventAction> action =
      series_.Observe(queued.spec, queued.time, runtime_.clock.Steady(), dropped);
  if (dropped) {
    Drop("too many events for one object", queued.spec);
  }
  return action;
}

void EventRecorder::Publish(EventAction action, const std::stop_token& stop) {
  for (int tries = 0; tries < options_.tries; ++tries) {
    if (tries > 0 && !runtime_.wait(options_.retry, stop)) {
      break;
    }
    const Sent sent = SendOnce(action, kPatience);
    if (sent == Sent::kDone) {
      return;
    }
    if (sent == Sent::kRefused) {
      break;
    }
  }
  Drop("the server rejected the event", action.event);
}

/// Turns a count whose Event is gone into a create.
auto EventRecorder::SendOnce(EventAction& action, base::Duration timeout) -> Sent {
  PendingResult pending = Start(action);
  // On stop there are two seconds for all events; an answer that comes later is nobody's.
  if (pending.response.wait_for(timeout) != std::future_status::ready) {
    return Sent::kTryAgain;
  }
  const ApiResult result = client_.Finish(std::move(pending));
  const bool creates = action.kind == EventAction::Kind::kCreate;
  if (result.ok || (creates && result.status.IsAlreadyExists())) {
    return Sent::kDone;
  }
  // Events expire after an hour by default (kube-apiserver --event-ttl), series last longer.
  if (!creates && result.status.IsNotFound()) {
    action.kind = EventAction::Kind::kCreate;
    return SendOnce(action, timeout);
  }
  runtime_.Log(LogLevel::kDebug, "cannot write an event",
               {{"status", std::to_string(result.status.code)}, {"error", result.status.message}});
  return result.status.IsTransient() ? Sent::kTryAgain : Sent::kRefused;
}

PendingResult EventRecorder::Start(const EventAction& action) {
  const std::string ns = Namespace(action.event);
  if (action.kind == EventAction::Kind::kCreate) {
    return client_.StartCreate(ResourcePath(kEvents, ns),
                               EncodeEvent(action, options_.controller, options_.instance));
  }
  return client_.StartPatch(ResourcePath(kEvents, ns, action.name), PatchType::kMerge,
                            EncodeSeriesPatch(action));
}

/// Sends what is left, for options.flush at most.
void EventRecorder::Flush() {
  const auto deadline = runtime_.clock.Steady() + options_.flush;
  std::deque<Queued> left;
  {
    const std::lock_guard lock(mutex_);
    // All at once: events that are added during the flush must not prolong it.
    left.swap(queue_);
  }
  for (const Queued& queued : left) {
    std::optional<EventAction> action = Decide(queued);
    if (action && !FlushOne(std::move(*action), deadline)) {
      Drop("the time for sending events is over", queued.spec);
    }
  }
  for (EventAction& action : series_.Unwritten()) {
    FlushOne(std::move(action), deadline);
  }
}

bool EventRecorder::FlushOne(EventAction action, std::chrono::steady_clock::time_point deadline) {
  const auto left = std::chrono::floor<base::Duration>(deadline - runtime_.clock.Steady());
  return left.count() > 0 && SendOnce(action, left) == Sent::kDone;
}

void EventRecorder::Drop(std::string_view why, const EventSpec& event) {
  dropped_.fetch_add(1, std::memory_order_relaxed);
  runtime_.Log(
      LogLevel::kDebug, "dropped an event",
      {{"why", std::string(why)}, {"reason", event.reason}, {"object", event.regarding.name}});
}

}  // namespace executioner::kube
