/// \file
/// Runs one command to its end: starts it in a session of its own, passes on its output and
/// the signals sent to the runner, ends it at its deadline, reaps orphans, and leaves nothing of it
/// behind. Waits in poll() only. Not thread-safe.
#pragma once

#include <stdint.h>

#include "runner/signals.h"
#include "runner/tail.h"

namespace executioner::runner {

/// How a command ended.
struct Ended {
  int start_error = 0;     ///< errno of the attempt to start it; 0: it ran, and the rest is set
  int status = 0;          ///< as waitpid() gives it
  bool timed_out = false;  ///< the deadline passed while it ran, however it ended then
  int64_t max_rss_kb = 0;  ///< of the command and of what it waited for
  int64_t cpu_ms = 0;      ///< likewise, user and system
};

class Supervisor {
 public:
  /// Becomes the subreaper of this process' descendants.
  ///
  /// \param signals        borrowed; outlives the supervisor
  /// \param tail           borrowed; outlives the supervisor. When it wants nothing the output is
  /// not touched at all
  /// \param grace_seconds  from TERM to KILL
  Supervisor(Signals* signals, Tail* tail, int64_t grace_seconds);

  /// Makes this process stop when its parent ends, and heed a second signal that says stop by
  /// ending the grace: for a parent that supervises by hand, unlike a kubelet, which may repeat
  /// itself.
  /// \param parent  id of the parent; one that has ended already counts as a TERM
  void AttachTo(int64_t parent);

  /// Starts a command and returns when it and everything it started are gone and their output is
  /// passed on.
  ///
  /// \param argv             looked up in PATH; ended by null
  /// \param timeout_seconds  0: none
  Ended Run(char* const* argv, int64_t timeout_seconds);

  /// The signal that told the runner to stop (TERM, INT or QUIT), also one that arrived between two
  /// commands.
  ///
  /// \return 0 when there was none
  int StopSignal();

 private:
  friend class Supervision;

  /// No process can be started now: waits a moment for others to end. \return whether to try again;
  /// not in a pod, which has a retry policy, and not after a signal that says stop
  bool WaitsForProcesses();

  /// Remembers the first signal that says stop.
  void Note(int signal);

  bool attached_ = false;
  bool repeated_ = false;  ///< a second signal said stop, and that counts

  Signals* signals_;
  Tail* tail_;
  int64_t grace_ms_;
  int stop_signal_ = 0;
};

}  // namespace executioner::runner
