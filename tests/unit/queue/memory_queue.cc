#include "tests/unit/queue/memory_queue.h"

#include <algorithm>
#include <compare>
#include <list>
#include <map>
#include <mutex>
#include <sys/eventfd.h>
#include <tuple>
#include <utility>

#include "controller/base/descriptor.h"
#include "controller/base/hex.h"

namespace executioner::queue {

using history::Delivery;
using history::Message;
using history::StopMark;

struct MemoryQueue::Listener {
  explicit Listener(std::string of)
      : topic(std::move(of)), bell(eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK)) {}

  void Ring(bool stop) {
    (stop ? news.stopped : news.pushed) = true;
    eventfd_write(bell.Number(), 1);
  }

  std::string topic;
  base::Descriptor bell;
  history::QueueNews news = {};  // under the store's mutex
};

class MemoryStore {
 public:
  struct Entry {
    Delivery delivery = {};  // its lease is "" while it waits
    std::int64_t place = 0;
    base::TimePoint due = {};
  };

  using Key = std::tuple<std::string, std::int64_t, std::string>;

  static Key KeyOf(const Message& message) { return {message.topic, message.run, message.name}; }

  /// The entry that a delivery still holds, or null.
  Entry* Held(const Delivery& delivery) {
    const auto found = entries.find(KeyOf(delivery.message));
    const bool held = found != entries.end() && found->second.delivery.lease == delivery.lease;
    return held ? &found->second : nullptr;
  }

  std::int64_t Served(const Message& message) const {
    const auto found = served.find({message.topic, message.run});
    return found == served.end() ? 0 : found->second;
  }

  /// What comes first of all that is due in a topic, or null.
  Entry* First(const std::string& topic, base::TimePoint now) {
    Entry* first = nullptr;
    const auto rank = [this](const Entry& entry) {
      const Message& message = entry.delivery.message;
      return std::tuple{-message.priority, Served(message), entry.place};
    };
    for (auto& [key, entry] : entries) {
      const bool due = entry.delivery.message.topic == topic && entry.due <= now;
      if (due && (first == nullptr || rank(entry) < rank(*first))) {
        first = &entry;
      }
    }
    return first;
  }

  void Ring(const std::string& topic, bool stop) {
    for (const auto& listener : listeners) {
      if (listener->topic == topic) {
        listener->Ring(stop);
      }
    }
  }

  std::mutex mutex;
  std::map<Key, Entry> entries = {};
  std::map<std::pair<std::string, std::int64_t>, std::int64_t> served = {};
  std::int64_t counter = 0;
  std::list<std::shared_ptr<MemoryQueue::Listener>> listeners = {};
};

std::shared_ptr<MemoryStore> MakeMemoryStore() {
  return std::make_shared<MemoryStore>();
}

MemoryQueue::MemoryQueue(std::shared_ptr<MemoryStore> store, std::string topic,
                         const base::Clock& clock)
    : store_(std::move(store)),
      listener_(std::make_shared<Listener>(std::move(topic))),
      clock_(clock) {
  const std::lock_guard lock(store_->mutex);
  store_->listeners.push_back(listener_);
}

MemoryQueue::~MemoryQueue() {
  const std::lock_guard lock(store_->mutex);
  store_->listeners.remove(listener_);
}

void MemoryQueue::Push(const Message& message, base::Duration delay) {
  const std::lock_guard lock(store_->mutex);
  store_->entries.try_emplace(MemoryStore::KeyOf(message),
                              MemoryStore::Entry{.delivery = {.message = message, .deliveries = 0},
                                                 .place = ++store_->counter,
                                                 .due = clock_.Now() + delay});
  store_->Ring(message.topic, /*stop=*/false);
}

std::optional<Delivery> MemoryQueue::Pop(const std::string& topic, base::Duration lease) {
  const std::lock_guard lock(store_->mutex);
  MemoryStore::Entry* const entry = store_->First(topic, clock_.Now());
  if (entry == nullptr) {
    return std::nullopt;
  }
  entry->delivery.lease = base::RandomHex(16);
  ++entry->delivery.deliveries;
  entry->due = clock_.Now() + lease;
  store_->served[{topic, entry->delivery.message.run}] = ++store_->counter;
  return entry->delivery;
}

history::Lease MemoryQueue::Extend(const Delivery& delivery, base::Duration lease) {
  const std::lock_guard lock(store_->mutex);
  const base::TimePoint now = clock_.Now();
  const auto [place, added] =
      store_->entries.try_emplace(MemoryStore::KeyOf(delivery.message),
                                  MemoryStore::Entry{.delivery = delivery, .due = now + lease});
  MemoryStore::Entry& entry = place->second;
  const std::string& holder = entry.delivery.lease;
  if (added) {
    entry.place = ++store_->counter;
    return {.state = history::LeaseState::kTakenBack, .stop = delivery.stop};
  }
  if (holder != delivery.lease && !holder.empty() && entry.due > now) {
    return {.state = history::LeaseState::kLost};
  }
  const bool held = holder == delivery.lease;
  entry.delivery.lease = delivery.lease;
  entry.due = now + lease;
  return {.state = held ? history::LeaseState::kHeld : history::LeaseState::kTakenBack,
          .stop = entry.delivery.stop};
}

bool MemoryQueue::Ack(const Delivery& delivery) {
  const std::lock_guard lock(store_->mutex);
  return store_->Held(delivery) != nullptr &&
         store_->entries.erase(MemoryStore::KeyOf(delivery.message)) == 1;
}

bool MemoryQueue::Nack(const Delivery& delivery, base::Duration delay) {
  const std::lock_guard lock(store_->mutex);
  MemoryStore::Entry* const entry = store_->Held(delivery);
  if (entry == nullptr) {
    return false;
  }
  entry->delivery.lease.clear();
  entry->due = clock_.Now() + delay;
  store_->Ring(delivery.message.topic, /*stop=*/false);
  return true;
}

void MemoryQueue::Stop(const Message& message, StopMark mark) {
  const std::lock_guard lock(store_->mutex);
  const auto found = store_->entries.find(MemoryStore::KeyOf(message));
  if (found != store_->entries.end()) {
    StopMark& known = found->second.delivery.stop;
    known = std::max(known, mark);
    store_->Ring(message.topic, /*stop=*/true);
  }
}

std::int64_t MemoryQueue::Size(const std::string& topic) {
  const std::lock_guard lock(store_->mutex);
  return std::ranges::count_if(store_->entries, [&](const auto& entry) {
    return entry.second.delivery.message.topic == topic;
  });
}

std::optional<base::TimePoint> MemoryQueue::NextDue(const std::string& topic) {
  const std::lock_guard lock(store_->mutex);
  std::optional<base::TimePoint> next;
  for (const auto& [key, entry] : store_->entries) {
    if (entry.delivery.message.topic == topic) {
      next = std::min(next.value_or(entry.due), entry.due);
    }
  }
  return next;
}

void MemoryQueue::RemoveRun(std::int64_t run) {
  const std::lock_guard lock(store_->mutex);
  std::erase_if(store_->entries,
                [&](const auto& entry) { return entry.second.delivery.message.run == run; });
  std::erase_if(store_->served, [&](const auto& entry) { return entry.first.second == run; });
}

int MemoryQueue::Descriptor() const {
  return listener_->bell.Number();
}

history::QueueNews MemoryQueue::TakeNews() {
  const std::lock_guard lock(store_->mutex);
  eventfd_t rung = 0;
  eventfd_read(listener_->bell.Number(), &rung);
  return std::exchange(listener_->news, {});
}

}  // namespace executioner::queue
