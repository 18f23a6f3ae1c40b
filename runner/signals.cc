#include "runner/signals.h"

#include <sys/signalfd.h>
#include <unistd.h>

namespace executioner::runner {

Signals::Signals() {
  // Inherited "ignore" would make the kernel reap children before their status can be read.
  signal(SIGCHLD, SIG_DFL);
  sigset_t all;
  sigfillset(&all);
  sigprocmask(SIG_SETMASK, &all, &original_mask_);
  descriptor_ = signalfd(-1, &all, SFD_CLOEXEC | SFD_NONBLOCK);
}

int Signals::Take() const {
  signalfd_siginfo info = {};
  const ssize_t size = read(descriptor_, &info, sizeof(info));
  return size == static_cast<ssize_t>(sizeof(info)) ? static_cast<int>(info.ssi_signo) : 0;
}

}  // namespace executioner::runner
