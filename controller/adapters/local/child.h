/// \file
/// Starts the runner of one attempt as a child process.
#pragma once

#include <string>
#include <sys/types.h>
#include <vector>

#include "controller/base/descriptor.h"
#include "controller/base/error.h"

namespace executioner::local {

/// The value that `executioner cancel` sends with a signal, so that the run can say who stopped it.
inline constexpr int kCancelNote = 0x63616e63;

/// Sends a signal. Does nothing if the process has ended.
/// \param note  a value that is sent with the signal; 0: none
void SignalProcess(const base::Descriptor& process, int signal, int note = 0);

/// A child that is running, or has ended but has not been reaped.
struct Child {
  pid_t id = -1;
  base::Descriptor handle = {};  ///< a pidfd; readable when the child has ended
};

/// Another child cannot be started now, because a resource has run out.
class ShortageError : public base::BackendError {
 public:
  /// \param own  whether the limit is this process's own, so that only the end of one of its
  /// children can help
  ShortageError(const std::string& message, bool own) : BackendError(message), own_(own) {}

  bool IsOwn() const { return own_; }

 private:
  bool own_;
};

/// Checks that enough file descriptors are free to start another child and still write the history,
/// read last words and show logs.
/// \throws ShortageError  if not: a child must end first
void RequireDescriptors();

/// Starts `program` with exactly the given environment ("NAME=VALUE"), stdin from /dev/null, stdout
/// and stderr to the file at `log_path`, which is created or truncated, and default signal
/// handling.
/// \throws base::JobExecutionError  naming the file that could not be opened or started, or the
/// argument that is too long
/// \throws ShortageError  if the machine has no free descriptors, processes or memory now
Child StartChild(const std::string& program, const std::vector<std::string>& environment,
                 const std::string& log_path);

/// Reaps a child that has ended. \return its status, as returned by waitpid()
int ReapChild(const Child& child);

}  // namespace executioner::local
