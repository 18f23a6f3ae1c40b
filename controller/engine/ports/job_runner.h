/// \file
/// The port that starts and observes attempts: pods, child processes, or a fake. An attempt
/// outlives the call that started it, and may outlive this process, so there is no Run() that
/// waits.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "controller/domain/attempt.h"
#include "controller/domain/decide.h"
#include "controller/engine/execution.h"

namespace executioner::engine {

/// The result of one launch.
struct LaunchResult {
  enum class Kind {
    kLaunched,
    kDelayed,  ///< failed for now (quota, throttling, no response): retry later
    kHeld,     ///< cannot start now: retry when another attempt has ended; never times out
    kRefused,  ///< rejected permanently: the attempt has ended
  };
  Kind kind = Kind::kLaunched;
  std::string pod = {};  ///< kLaunched
  /// kLaunched: the creation time by the clock of this process, if known.
  std::optional<domain::TimePoint> created = std::nullopt;
  domain::Ending refusal = {};  ///< otherwise: reason and message of the rejection
};

/// Different executions may be used from different threads; one execution by one thread at a time.
class JobRunner {
 public:
  virtual ~JobRunner() = default;

  /// Returns what has changed since the last call for this execution, or everything if `next_look`
  /// is kAtAll, including live attempts of `execution.run` that have disappeared. An ended attempt
  /// is reported until it is released.
  virtual std::vector<domain::AttemptSeen> Observe(const Execution& execution) = 0;

  /// Starts attempts. Launching an attempt twice starts it once.
  /// \return the result of each launch, in order
  virtual std::vector<LaunchResult> Launch(const Execution& execution,
                                           const std::vector<domain::Launch>& launches) = 0;

  /// Stops attempts. May be repeated, and may name ended attempts; the runner retries failed stop
  /// requests.
  virtual void Stop(const Execution& execution, const std::vector<domain::Stop>& stops) = 0;

  /// The ends of these attempts are recorded: their traces may be removed.
  virtual void Release(const Execution& execution, const std::vector<AttemptKey>& attempts) = 0;
};

/// A job runner that reports when there are observations, for a loop that waits in one place.
class AwaitedJobRunner : public JobRunner {
 public:
  /// \return a descriptor that is readable when Observe has something to report. Call it before
  /// each wait
  virtual int Descriptor() const = 0;

  /// \return whether Observe has something to report although the descriptor is not readable
  virtual bool HasNews() const = 0;
};

}  // namespace executioner::engine
