/// \file
/// Commands to a Redis server, and what it publishes.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "controller/adapters/queue/redis_url.h"

struct redisContext;

namespace executioner::queue {

/// What a server answers; `text` of nothing and of an empty string is the same to us.
struct RedisReply {
  std::int64_t number = 0;
  std::string text = {};
  std::vector<RedisReply> parts = {};
};

/// Not thread-safe. The process has to ignore SIGPIPE: hiredis writes to connections that may be
/// broken. Everything throws history::QueueError; after one that can be retried the next
/// call connects again.
class RedisConnection {
 public:
  /// Connects, says who we are and chooses the database.
  explicit RedisConnection(RedisAddress address);

  RedisReply Run(const std::vector<std::string>& command);

  /// Listens to a channel from now on; nothing else can be run then.
  void Subscribe(const std::string& channel);

  /// Readable when something was published, or the connection has broken; -1: there is none.
  int Descriptor() const;

  /// What was published. Blocks when nothing was; ask only when the descriptor is readable.
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
