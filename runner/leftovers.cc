#include "runner/leftovers.h"

#include <fcntl.h>
#include <signal.h>
#include <unistd.h>

namespace executioner::runner {
namespace {

/// Kills the processes of a list as the kernel prints it: numbers, each followed by a space.
void KillListed(int list) {
  char buffer[1024];
  pid_t process = 0;
  for (ssize_t size = 0; (size = read(list, buffer, sizeof(buffer))) > 0;) {
    for (ssize_t i = 0; i < size; ++i) {
      if (buffer[i] >= '0' && buffer[i] <= '9') {
        process = process * 10 + (buffer[i] - '0');
      } else if (process > 0) {
        kill(process, SIGKILL);
        process = 0;
      }
    }
  }
}

}  // namespace

bool KillLeftovers(pid_t group) {
  kill(-group, SIGKILL);
  const int list = open("/proc/thread-self/children", O_RDONLY | O_CLOEXEC);
  if (list >= 0) {
    KillListed(list);
    close(list);
    return true;
  }
  // If this process is PID 1, all other processes of the namespace are leftovers.
  return getpid() == 1 && kill(-1, SIGKILL) == 0;
}

}  // namespace executioner::runner
