/// \file
/// Sends commands to a Redis server and receives published messages.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "controller/adapters/queue/redis_url.h"

struct redisContext;

namespace executioner::queue {

/// A reply of the server. `text` is "" for both nil and an empty string.
struct RedisReply {
  std::int64_t number = 0;
  std::string text = {};
  std::vector<RedisReply> parts = {};
};

/// Not thread-safe. The process must ignore SIGPIPE, because hiredis writes to connections that may
/// be broken. All functions throw history::QueueError; after an error that can be retried, the next
/// call connects again.
class RedisConnection {
 public:
  /// Connects, authenticates and selects the database.
  explicit RedisConnection(RedisAddress address);

  RedisReply Run(const std::vector<std::string>& command);

  /// Subscribes to a channel; from then on no other command can be run.
  void Subscribe(const std::string& channel);

  /// \return a descriptor that is readable when a message was published or the connection is
  /// broken; -1 without a connection
  int Descriptor() const;

  /// Returns the published messages. Blocks if there is none: call it only if the descriptor is
  /// readable.
  std::vector<std::string> TakePublished();

 private:
  struct Close {
    void operator()(redisContext* context) const;
  };

  void Connect();
  RedisReply Ask(const std::vector<std::string>& command);
  [[noreturn]] void FailBroken();

  RedisAddress address_;
  std::unique_ptr<redisContext, Close> context_ = {};
};

}  // namespace executioner::queue
