#include "runner/write_result.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/types.h>
#include <unistd.h>

namespace executioner::runner {

// Not a temporary file and rename, because the termination log is a mount point. Opened without
// blocking, in case it is a FIFO.
int WriteResult(const char* path, bool create, Bytes words) {
  const int flags = O_WRONLY | O_TRUNC | O_CLOEXEC | O_NONBLOCK | O_NOCTTY | (create ? O_CREAT : 0);
  const int file = open(path, flags, 0600);
  if (file < 0) {
    return errno;
  }
  errno = 0;
  const ssize_t written = write(file, words.begin, words.size);
  int error = 0;
  if (written != static_cast<ssize_t>(words.size)) {
    error = errno != 0 ? errno : ENOSPC;
    [[maybe_unused]] const int emptied = ftruncate(file, 0);
  }
  close(file);
  return error;
}

}  // namespace executioner::runner
