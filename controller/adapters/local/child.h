/// \file
/// Starts the runner of one attempt as a child process.
#pragma once

#include <string>
#include <sys/types.h>
#include <vector>

#include "controller/base/descriptor.h"
#include "controller/base/error.h"

namespace executioner::local {

/// A pidfd of any process, or none when there is no such process. It never means another one that
/// gets the same number later.
base::Descriptor OpenProcess(pid_t id);

/// Sent with a signal by `executioner cancel`, so that the run can say who stopped it.
inline constexpr int kCancelNote = 0x63616e63;

/// Sends a signal; nothing happens when the process has ended.
/// \param note  a number that is sent with it; 0: none
void SignalProcess(const base::Descriptor& process, int signal, int note = 0);

/// A child that runs or has ended and was not reaped.
struct Child {
  pid_t id = -1;
  base::Descriptor handle = {};  ///< a pidfd: readable when the child has ended
};

/// There is no room for another child now.
class ShortageError : public base::BackendError {
 public:
  /// \param own  whether only the end of a child of this process makes room
  ShortageError(const std::string& message, bool own) : BackendError(message), own_(own) {}

  bool IsOwn() const { return own_; }

 private:
  bool own_;
};

/// Whether enough file descriptors are free to start another child and still to write the history,
/// read last words and show logs.
/// \throws ShortageError  when not: somebody has to end first
void RequireDescriptors();

/// Starts `program` with nothing but `environment` ("NAME=VALUE"), stdin from /dev/null, stdout and
/// stderr to the file at `log_path`, which is made or emptied, and signals as after login.
/// \throws base::JobExecutionError  naming what could not be opened or started, or what is too long
/// \throws ShortageError  when the machine is out of descriptors, processes or memory for now
Child StartChild(const std::string& program, const std::vector<std::string>& environment,
                 const std::string& log_path);

/// Reaps a child that has ended. \return its status as waitpid() gives it
int ReapChild(const Child& child);

}  // namespace executioner::local
