#include "controller/standalone/signals.h"

#include <csignal>
#include <sys/signalfd.h>
#include <unistd.h>

namespace executioner::standalone {

namespace {

/// nohup(1): a hang-up that is ignored when the program starts stays so.
bool IsHangUpIgnored() {
  struct sigaction now {};

  return sigaction(SIGHUP, nullptr, &now) == 0 && now.sa_handler == SIG_IGN;
}

}  // namespace

StopSignals::StopSignals() {
  sigset_t stop;
  sigemptyset(&stop);
  sigaddset(&stop, SIGINT);
  sigaddset(&stop, SIGTERM);
  if (!IsHangUpIgnored()) {
    sigaddset(&stop, SIGHUP);
  }
  // Threads inherit the mask, so no thread that is made later takes a signal.
  pthread_sigmask(SIG_BLOCK, &stop, &before_);
  waiting_ = base::Descriptor(signalfd(-1, &stop, SFD_CLOEXEC | SFD_NONBLOCK));
}

StopSignals::~StopSignals() {
  pthread_sigmask(SIG_SETMASK, &before_, nullptr);
}

int StopSignals::Take() {
  signalfd_siginfo info{};
  const bool taken = read(waiting_.Number(), &info, sizeof info) == sizeof info;
  // Only a signal of `executioner cancel` carries a note.
  is_from_cancel_ = taken && info.ssi_code == SI_QUEUE && info.ssi_int == local::kCancelNote;
  return taken ? static_cast<int>(info.ssi_signo) : 0;
}

}  // namespace executioner::standalone
