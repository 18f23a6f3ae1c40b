/// \file
/// What is known of one attempt from looking at the world: a pod or a child process, as values.
#pragma once

#include <algorithm>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "controller/base/time.h"
#include "controller/domain/ids.h"
#include "controller/domain/reason.h"

namespace executioner::domain {

using base::Duration;
using base::TimePoint;

/// The largest number of a run or an attempt: far above what any run reaches, far below what
/// arithmetic cannot bear. Numbers from outside that are larger are not believed.
inline constexpr int kMostAttempts = 1'000'000;

/// Where the last lines of output begin in the message of an ending; whoever must shorten cuts
/// here.
inline constexpr std::string_view kTailMark = "; last output:\n";

/// How an attempt ended.
struct Ending {
  Reason reason = Reason::kNone;
  std::string message = {};  ///< for people; at most 1,024 bytes of valid UTF-8
  std::optional<int> exit_code = std::nullopt;
  TimePoint time = {};
  bool stopped = false;  ///< it was told to stop, by us: it did not fail by itself
  /// What is a disruption otherwise was the job's own doing: it was evicted for exceeding a limit
  /// of its own.
  bool own_fault = false;

  bool operator==(const Ending&) const = default;
};

/// An attempt that another one followed or will follow: what stays known of it.
struct PastAttempt {
  int attempt = 1;
  std::string pod = {};           ///< "" when none was created
  Reason reason = Reason::kNone;  ///< kNone: nobody saw it end
  std::optional<int> exit_code = std::nullopt;
  std::optional<TimePoint> launch_time = std::nullopt;
  std::optional<TimePoint> start_time = std::nullopt;  ///< of its container
  std::optional<TimePoint> completion_time = std::nullopt;

  bool operator==(const PastAttempt&) const = default;
};

/// How many of them a job keeps, the newest first.
inline constexpr int kMostPastAttempts = 3;

/// Adds the newest attempt, unless it is there, and drops the oldest if there are too many.
inline void Remember(std::vector<PastAttempt>& attempts, PastAttempt newest) {
  if (!attempts.empty() && attempts.front().attempt >= newest.attempt) {
    return;
  }
  attempts.insert(attempts.begin(), std::move(newest));
  attempts.resize(std::min<std::size_t>(attempts.size(), kMostPastAttempts));
}

/// One attempt of one instance, as seen now. Seeing the same twice changes nothing.
struct AttemptSeen {
  InstanceId instance = {};
  int attempt = 0;  ///< from 1
  std::string pod = {};
  TimePoint created = {};
  /// When this process saw it, by its own clock. Set: the other times here are of clocks of other
  /// machines, and no decision compares them with ours. Unset: there is one clock.
  std::optional<TimePoint> observed = std::nullopt;
  bool started = false;  ///< its container runs or ran
  /// When its container started, by the clock that `created` is of.
  std::optional<TimePoint> start_time = std::nullopt;
  bool stop_requested = false;
  /// What it waits for while not started, in the words of the cluster.
  Reason waiting_reason = Reason::kNone;
  std::string waiting_message = {};
  /// Somebody holds it back from the scheduler on purpose (a scheduling gate): it does not count as
  /// pending.
  bool gated = false;
  /// Since when it should be gone (the deletion's deadline), how long after it was asked to go that
  /// is, and where it lingers.
  std::optional<TimePoint> deletion_due = std::nullopt;
  Duration deletion_grace = {};
  std::string node = {};
  std::optional<Ending> ending = std::nullopt;
  /// It has ended and left nothing that could be looked at again.
  bool gone = false;

  bool operator==(const AttemptSeen&) const = default;
};

}  // namespace executioner::domain
