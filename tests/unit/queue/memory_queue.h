/// \file
/// A queue within one process: the reference for the other implementations.
#pragma once

#include <memory>
#include <string>

#include "controller/base/time.h"
#include "controller/history/job_queue.h"

namespace executioner::queue {

class MemoryStore;

/// The messages that several MemoryQueues share. Any thread.
std::shared_ptr<MemoryStore> MakeMemoryStore();

class MemoryQueue : public history::JobQueue {
 public:
  /// \param topic  the topic that this participant listens to
  /// \param clock  borrowed
  MemoryQueue(std::shared_ptr<MemoryStore> store, std::string topic, const base::Clock& clock);
  ~MemoryQueue() override;
  MemoryQueue(const MemoryQueue&) = delete;
  MemoryQueue& operator=(const MemoryQueue&) = delete;
  MemoryQueue(MemoryQueue&&) = delete;
  MemoryQueue& operator=(MemoryQueue&&) = delete;

  void Push(const history::Message& message, base::Duration delay) override;
  std::optional<history::Delivery> Pop(const std::string& topic, base::Duration lease) override;
  history::Lease Extend(const history::Delivery& delivery, base::Duration lease) override;
  bool Ack(const history::Delivery& delivery) override;
  bool Nack(const history::Delivery& delivery, base::Duration delay) override;
  void Stop(const history::Message& message, history::StopMark mark) override;
  std::int64_t Size(const std::string& topic) override;
  std::optional<base::TimePoint> NextDue(const std::string& topic) override;
  void RemoveRun(std::int64_t run) override;
  int Descriptor() const override;
  history::QueueNews TakeNews() override;

 private:
  struct Listener;

  std::shared_ptr<MemoryStore> store_;
  std::shared_ptr<Listener> listener_;
  const base::Clock& clock_;

  friend class MemoryStore;
};

}  // namespace executioner::queue
