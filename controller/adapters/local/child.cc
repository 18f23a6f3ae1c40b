#include "controller/adapters/local/child.h"

#include <array>
#include <cerrno>
#include <csignal>
#include <fcntl.h>
#include <spawn.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include "controller/base/error.h"
#include "controller/base/private_files.h"
#include "controller/base/spawn.h"
#include "controller/base/system_error_text.h"

namespace executioner::local {
namespace {

/// Whether the shortage may be temporary.
bool MayPass(int error) {
  return error == EMFILE || error == ENFILE || error == EAGAIN || error == ENOMEM ||
         error == ENOSPC || error == EDQUOT;
}

/// Returns advice for the shortage.
std::string Advice(int error) {
  switch (error) {
    case EMFILE:
    case ENFILE: return "; 'ulimit -n' is the limit";
    case EAGAIN: return "; 'ulimit -u' is the limit, or pids.max of the control group";
    case ENOSPC:
    case EDQUOT: return "; free some space";
    default: return "";
  }
}

[[noreturn]] void Fail(const std::string& what, int error) {
  const std::string message = what + ": " + base::SystemErrorText(error) + Advice(error);
  if (MayPass(error)) {
    throw ShortageError(message, error == EMFILE);
  }
  throw base::JobExecutionError(message);
}

/// Names what was too long; execve(2) returns only E2BIG.
[[noreturn]] void FailTooLong(const std::vector<std::string>& environment) {
  constexpr std::size_t kLongest = std::size_t{128} * 1024;  // MAX_ARG_STRLEN of Linux
  std::size_t all = 0;
  for (const std::string& variable : environment) {
    all += variable.size() + 1;
    if (variable.size() + 1 > kLongest) {
      throw base::JobExecutionError("variable " + variable.substr(0, variable.find('=')) + " has " +
                                    std::to_string(variable.size()) +
                                    " bytes, and the kernel takes " + std::to_string(kLongest - 1) +
                                    " at most: pass long texts in a file");
    }
  }
  throw base::JobExecutionError("the environment has " + std::to_string(all) +
                                " bytes, more than the kernel takes ('getconf ARG_MAX'): pass "
                                "long texts in a file");
}

}  // namespace

void SignalProcess(const base::Descriptor& process, int signal, int note) {
  siginfo_t info{};
  info.si_signo = signal;
  info.si_code = SI_QUEUE;
  info.si_pid = getpid();
  info.si_uid = getuid();
  info.si_value.sival_int = note;
  // By descriptor: the number of a process that was reaped may already belong to another one.
  syscall(SYS_pidfd_send_signal, process.Number(), signal, note == 0 ? nullptr : &info, 0);
}

void RequireDescriptors() {
  // More than a start needs, so that the history can still open its files. Failing here leaves no
  // attempt half started.
  constexpr std::size_t kSpare = 8;
  std::array<base::Descriptor, kSpare> spare;
  for (base::Descriptor& each : spare) {
    each = base::Descriptor(open("/dev/null", O_RDONLY | O_CLOEXEC));
    if (each.Number() < 0) {
      Fail("out of file descriptors for another job", errno);
    }
  }
}

Child StartChild(const std::string& program, const std::vector<std::string>& environment,
                 const std::string& log_path) {
  const base::Descriptor log = base::OpenPrivateFile(log_path, O_WRONLY | O_TRUNC | O_APPEND);
  if (log.Number() < 0) {
    Fail("cannot write the log " + log_path, errno);
  }
  Child child;
  // Each job gets its own session. Ctrl-C at the terminal then reaches only us, and we stop the
  // jobs in order. A job that opens /dev/tty gets an error; in our session the kernel would stop it
  // as a background job.
  const int error = base::Spawn({.program = program,
                                 .arguments = {program},
                                 .environment = environment,
                                 .output = log.Number(),
                                 .joins_errors = true,
                                 .group = POSIX_SPAWN_SETSID},
                                child.id);
  if (error == E2BIG) {
    FailTooLong(environment);
  }
  if (error != 0) {
    Fail("cannot start " + program, error);
  }
  child.handle = base::OpenProcess(child.id);
  if (child.handle.Number() < 0) {
    const int reason = errno;
    kill(child.id, SIGTERM);
    kill(child.id, SIGINT);  // a second signal ends the grace period
    waitpid(child.id, nullptr, 0);
    Fail("cannot watch a child process", reason);
  }
  return child;
}

int ReapChild(const Child& child) {
  int status = 0;
  while (waitpid(child.id, &status, 0) < 0 && errno == EINTR) {
  }
  return status;
}

}  // namespace executioner::local
