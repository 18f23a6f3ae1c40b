/// \file
/// The functions of hiredis, loaded when the first connection is made.
#pragma once

#include <hiredis/hiredis.h>

#include "controller/base/shared_library.h"

namespace executioner::queue {

/// The functions of hiredis that we use.
struct LibHiredis {
  base::SharedLibrary library{"libhiredis.so.0.14", "libhiredis0.14"};
  decltype(redisConnectWithTimeout)* const connect =
      library.Function<decltype(redisConnectWithTimeout)>("redisConnectWithTimeout");
  decltype(redisConnectUnixWithTimeout)* const connect_unix =
      library.Function<decltype(redisConnectUnixWithTimeout)>("redisConnectUnixWithTimeout");
  decltype(redisSetTimeout)* const set_timeout =
      library.Function<decltype(redisSetTimeout)>("redisSetTimeout");
  decltype(redisEnableKeepAlive)* const enable_keep_alive =
      library.Function<decltype(redisEnableKeepAlive)>("redisEnableKeepAlive");
  decltype(redisFree)* const free = library.Function<decltype(redisFree)>("redisFree");
  decltype(redisCommandArgv)* const command_argv =
      library.Function<decltype(redisCommandArgv)>("redisCommandArgv");
  decltype(redisBufferRead)* const buffer_read =
      library.Function<decltype(redisBufferRead)>("redisBufferRead");
  decltype(redisReaderGetReply)* const get_reply =
      library.Function<decltype(redisReaderGetReply)>("redisReaderGetReply");
  decltype(freeReplyObject)* const free_reply =
      library.Function<decltype(freeReplyObject)>("freeReplyObject");
};

/// \throws base::MissingLibraryError
const LibHiredis& Hiredis();

}  // namespace executioner::queue
