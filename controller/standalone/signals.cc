#include "controller/standalone/signals.h"

#include <sys/signalfd.h>
#include <unistd.h>

namespace executioner::standalone {

StopSignals::StopSignals() {
  sigset_t stop;
  sigemptyset(&stop);
  for (const int signal : {SIGINT, SIGTERM, SIGHUP}) {
    sigaddset(&stop, signal);
  }
  pthread_sigmask(SIG_BLOCK, &stop, &before_);
  waiting_ = base::Descriptor(signalfd(-1, &stop, SFD_CLOEXEC | SFD_NONBLOCK));
}

StopSignals::~StopSignals() {
  pthread_sigmask(SIG_SETMASK, &before_, nullptr);
}

int StopSignals::Take() {
  signalfd_siginfo info{};
  const bool taken = read(waiting_.Number(), &info, sizeof info) == sizeof info;
  return taken ? static_cast<int>(info.ssi_signo) : 0;
}

}  // namespace executioner::standalone
