/// \file
/// Starts jobs somewhere and tells how they fare: pods, child processes, a fake. A job outlives the
/// call that started it, and may outlive this process: there is no Run() that waits.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "controller/domain/attempt.h"
#include "controller/domain/decide.h"
#include "controller/engine/execution.h"

namespace executioner::engine {

/// How one launch went.
struct LaunchResult {
  enum class Kind {
    kLaunched,
    kDelayed,  ///< refused for now (quota, throttling, no answer): try again later
    kHeld,     ///< no room now: try again when another attempt has ended; it never times out
    kRefused,  ///< refused for good: the attempt has ended
  };
  Kind kind = Kind::kLaunched;
  std::string pod = {};  ///< kLaunched
  /// kLaunched: by the clock of this process, when it is known.
  std::optional<domain::TimePoint> created = std::nullopt;
  domain::Ending refusal = {};  ///< otherwise: reason and the words of who refused
};

/// Different executions may be used from different threads; one only from one at a time.
class JobRunner {
 public:
  virtual ~JobRunner() = default;

  /// What has changed since the last call for this execution; everything when `next_look` is
  /// kAtAll, including that a live attempt of `execution.run` has vanished. An attempt that ended
  /// is reported until it was released.
  virtual std::vector<domain::AttemptSeen> Observe(const Execution& execution) = 0;

  /// Starts attempts. Launching the same attempt twice starts it once.
  /// \return a result for each launch, in order
  virtual std::vector<LaunchResult> Launch(const Execution& execution,
                                           const std::vector<domain::Launch>& launches) = 0;

  /// Stops attempts. Stopping twice, or what has ended, is harmless; a stop that could not be
  /// delivered is tried again by the runner.
  virtual void Stop(const Execution& execution, const std::vector<domain::Stop>& stops) = 0;

  /// These attempts are on record: their traces may go.
  virtual void Release(const Execution& execution, const std::vector<AttemptKey>& attempts) = 0;
};

/// A job runner that says when it has something to tell, for a loop that waits in one place.
class AwaitedJobRunner : public JobRunner {
 public:
  /// Readable when Observe has something to tell. Ask for it before each wait.
  virtual int Descriptor() const = 0;

  /// Whether Observe has something to tell although the descriptor is not readable.
  virtual bool HasNews() const = 0;
};

}  // namespace executioner::engine
