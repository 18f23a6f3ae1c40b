/// \file
/// The functions of hiredis, loaded when the first connection is made.
#pragma once

#include <hiredis/hiredis.h>

#include "controller/base/shared_library.h"

namespace executioner::queue {

/// The functions of hiredis that we use.
struct LibHiredis {
  template <typename Signature>
  using Function = base::LibraryFunction<Signature>;

  base::SharedLibrary library{"libhiredis.so.0.14", "libhiredis0.14"};
  Function<decltype(redisConnectWithTimeout)> connect{library, "redisConnectWithTimeout"};
  Function<decltype(redisConnectUnixWithTimeout)> connect_unix{library,
                                                               "redisConnectUnixWithTimeout"};
  Function<decltype(redisSetTimeout)> set_timeout{library, "redisSetTimeout"};
  Function<decltype(redisEnableKeepAlive)> enable_keep_alive{library, "redisEnableKeepAlive"};
  Function<decltype(redisFree)> free{library, "redisFree"};
  Function<decltype(redisCommandArgv)> command_argv{library, "redisCommandArgv"};
  Function<decltype(redisBufferRead)> buffer_read{library, "redisBufferRead"};
  Function<decltype(redisReaderGetReply)> get_reply{library, "redisReaderGetReply"};
  Function<decltype(freeReplyObject)> free_reply{library, "freeReplyObject"};
};

/// \throws base::MissingLibraryError
inline const LibHiredis& Hiredis() {
  static const LibHiredis kLibrary;
  return kLibrary;
}

}  // namespace executioner::queue
