/// \file
/// Opens the queue that a URL names.
#pragma once

#include <memory>
#include <string>

#include "controller/adapters/queue/redis_url.h"
#include "controller/base/time.h"
#include "controller/domain/expand_env.h"
#include "controller/history/job_queue.h"

namespace executioner::queue {

/// Opens "sqlite:PATH", "postgres://…", "redis://[USER:PASSWORD@]HOST[:PORT][/DB]" or
/// "unix:[//USER:PASSWORD@]PATH[?db=N]", the socket of a Redis server.
/// \param topic  the topic to listen to
/// \param clock  borrowed
/// \param environment  as with redis-cli, REDISCLI_AUTH is the password if the URL has none
/// \throws base::ConfigurationError  if the URL names no queue; the message contains no password
/// \throws history::QueueError  if the server cannot be reached
std::unique_ptr<history::JobQueue> OpenQueue(const std::string& url, const std::string& topic,
                                             const base::Clock& clock,
                                             const domain::Environment& environment = {});

/// Returns the URL without user and password, for messages. Pure.
std::string PlaceOfQueue(const std::string& url);

}  // namespace executioner::queue
