/// \file
/// Which queue a URL means.
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
/// \param topic  to listen to
/// \param clock  borrowed
/// \param environment  REDISCLI_AUTH, as redis-cli knows it, is the password when the URL has none
/// \throws base::ConfigurationError  for a URL that means no queue; it has no password
/// \throws history::QueueError  when what it names cannot be reached
std::unique_ptr<history::JobQueue> OpenQueue(const std::string& url, const std::string& topic,
                                             const base::Clock& clock,
                                             const domain::Environment& environment = {});

/// A URL for messages: without user and password. Pure.
std::string PlaceOfQueue(const std::string& url);

}  // namespace executioner::queue
