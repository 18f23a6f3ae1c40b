/// \file
/// A queue in a Redis server.
#pragma once

#include <string>
#include <vector>

#include "controller/adapters/queue/redis_connection.h"
#include "controller/base/time.h"
#include "controller/history/job_queue.h"

namespace executioner::queue {

class RedisQueue : public history::JobQueue {
 public:
  /// Opens two connections; one of them listens.
  /// \param topic  the topic that this participant listens to
  /// \param clock  borrowed
  RedisQueue(const RedisAddress& address, std::string topic, const base::Clock& clock);

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
  std::string DueIn(base::Duration wait) const;
  RedisReply Run(const std::string& script, const std::vector<std::string>& arguments);

  RedisConnection commands_;
  RedisConnection bell_;
  std::string topic_;
  bool renewed_ = true;  // the subscription is new: messages may have been missed
  const base::Clock& clock_;
};

}  // namespace executioner::queue
