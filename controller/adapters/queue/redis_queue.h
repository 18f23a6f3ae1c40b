/// \file
/// A queue in a Redis server.
#pragma once

#include <memory>
#include <string>

#include "controller/adapters/queue/redis_url.h"
#include "controller/base/time.h"
#include "controller/history/job_queue.h"

namespace executioner::queue {

/// A queue in a Redis server. Opens two connections; one of them listens.
/// \param topic  the topic that this participant listens to
/// \param clock  borrowed
std::unique_ptr<history::JobQueue> MakeRedisQueue(const RedisAddress& address, std::string topic,
                                                  const base::Clock& clock);

}  // namespace executioner::queue
