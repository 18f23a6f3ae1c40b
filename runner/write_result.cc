#include "runner/write_result.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/types.h>
#include <unistd.h>

#include "runner/complain.h"

namespace executioner::runner {
namespace {

void ComplainAbout(const char* path, const char* reason) {
  Text message;
  message.Add("cannot write the last words to ").Add(path).Add(": ").Add(reason);
  Complain(message.String());
}

}  // namespace

// No temporary file and rename: the termination log is a mount of its own. Opened without waiting,
// should it be a FIFO.
void WriteResult(const char* path, bool create, Bytes words) {
  const int flags = O_WRONLY | O_TRUNC | O_CLOEXEC | O_NONBLOCK | O_NOCTTY | (create ? O_CREAT : 0);
  const int file = open(path, flags, 0600);
  if (file < 0) {
    ComplainAbout(path, strerror(errno));
    return;
  }
  errno = 0;
  const ssize_t written = write(file, words.begin, words.size);
  if (written != static_cast<ssize_t>(words.size)) {
    ComplainAbout(path, errno != 0 ? strerror(errno) : "no room for all of them");
    [[maybe_unused]] const int emptied = ftruncate(file, 0);
  }
  close(file);
}

}  // namespace executioner::runner
