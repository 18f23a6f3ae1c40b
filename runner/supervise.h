/// \file
/// Runs one command to its end: starts it in a session of its own, passes on its output, forwards
/// signals that the runner gets, stops it at its deadline, reaps orphans, and kills all processes
/// that it leaves behind. Waits only in poll(). Not thread-safe.
#pragma once

#include <stdint.h>

#include "runner/capture.h"
#include "runner/signals.h"
#include "runner/tail.h"

namespace executioner::runner {

/// How a command ended.
struct Ended {
  int start_error =
      0;           ///< errno if it could not be started; 0: it ran, and the other fields are set
  int status = 0;  ///< as returned by waitpid()
  bool timed_out = false;  ///< the deadline passed while it ran, regardless of how it then ended
  int64_t max_rss_kb = 0;  ///< of the command and the processes that it waited for
  int64_t cpu_ms = 0;      ///< likewise, user and system
};

class Supervisor {
 public:
  /// Makes this process the subreaper of its descendants.
  ///
  /// \param signals        borrowed; outlives the supervisor
  /// \param tail           borrowed; outlives the supervisor. If it keeps no bytes, the output is
  /// not redirected \param grace_seconds  time between TERM and KILL
  Supervisor(Signals* signals, Tail* tail, int64_t grace_seconds);

  /// Makes this process stop when its parent ends, and makes a second stop signal end the grace
  /// period. For parents that send a second signal deliberately; a kubelet may repeat signals.
  /// \param parent  process ID of the parent; if it has already ended, that counts as TERM
  void AttachTo(int64_t parent);

  /// Starts a command and returns when it and all processes that it started have ended and their
  /// output has been passed on.
  ///
  /// \param argv             terminated by null; the first word is looked up in PATH
  /// \param timeout_seconds  0: none
  /// \param capture          gets the command's stdout; null: nothing does
  Ended Run(char* const* argv, int64_t timeout_seconds, Capture* capture = nullptr);

  /// The signal that asked the runner to stop (TERM, INT or QUIT), even if it arrived between two
  /// commands.
  ///
  /// \return the signal, or 0
  int StopSignal();

 private:
  friend class Supervision;

  /// Waits a moment for other processes to end, because no process can be started now. \return
  /// whether to try again: not in a pod, which has a retry policy, and not after a stop signal
  bool WaitsForProcesses();

  /// Remembers the first stop signal.
  void Note(int signal);

  bool attached_ = false;
  bool repeated_ = false;  ///< a second stop signal arrived, and it counts

  Signals* signals_;
  Tail* tail_;
  int64_t grace_ms_;
  int stop_signal_ = 0;
};

}  // namespace executioner::runner
