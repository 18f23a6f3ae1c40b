/// \file
/// The observation of one attempt, a pod or a child process, as values.
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
#include "controller/domain/results.h"

namespace executioner::domain {

using base::Duration;
using base::TimePoint;

/// The maximum number of a run or an attempt: far above what any run reaches, and far below an
/// overflow. Larger numbers from outside are rejected.
inline constexpr int kMostAttempts = 1'000'000;

/// Marks the beginning of the last lines of output in the message of an ending; messages are
/// shortened here.
inline constexpr std::string_view kTailMark = "; last output:\n";

/// How an attempt ended.
struct Ending {
  Reason reason = Reason::kNone;
  std::string message = {};  ///< for people; at most 1,024 bytes of valid UTF-8
  std::optional<int> exit_code = std::nullopt;
  TimePoint time = {};
  bool stopped = false;  ///< we stopped it: it did not fail by itself
  /// Whether an end that is otherwise a disruption was the job's own fault, such as an eviction for
  /// exceeding its own limit.
  bool own_fault = false;
  Results results = {};  ///< as the job reported them, not checked
  /// Whether the report was cut off before its results, if it had any.
  bool results_cut = false;

  bool operator==(const Ending&) const = default;
};

/// The data kept of an attempt that another one followed or will follow.
struct PastAttempt {
  int attempt = 1;
  std::string pod = {};           ///< "" when none was created
  Reason reason = Reason::kNone;  ///< kNone: its end was not observed
  std::optional<int> exit_code = std::nullopt;
  std::optional<TimePoint> launch_time = std::nullopt;
  std::optional<TimePoint> start_time = std::nullopt;  ///< of its container
  std::optional<TimePoint> completion_time = std::nullopt;

  bool operator==(const PastAttempt&) const = default;
};

/// Number of them that a job keeps, the newest first.
inline constexpr int kMostPastAttempts = 3;

/// Adds the newest attempt, unless it is there, and drops the oldest if there are too many.
inline void Remember(std::vector<PastAttempt>& attempts, PastAttempt newest) {
  if (!attempts.empty() && attempts.front().attempt >= newest.attempt) {
    return;
  }
  attempts.insert(attempts.begin(), std::move(newest));
  attempts.resize(std::min<std::size_t>(attempts.size(), kMostPastAttempts));
}

/// The current observation of one attempt of one instance. Repeated observations change nothing.
struct AttemptSeen {
  InstanceId instance = {};
  int attempt = 0;  ///< from 1
  std::string pod = {};
  TimePoint created = {};
  /// When this process observed it, by its own clock. If it is set, the other times here come from
  /// clocks of other machines, and decisions do not compare them with ours. If it is not set, there
  /// is only one clock.
  std::optional<TimePoint> observed = std::nullopt;
  bool started = false;  ///< its container is running or has run
  /// When its container started, by the same clock as `created`.
  std::optional<TimePoint> start_time = std::nullopt;
  bool stop_requested = false;
  /// What it waits for before its start, in the words of the cluster.
  Reason waiting_reason = Reason::kNone;
  std::string waiting_message = {};
  /// Whether a scheduling gate holds it back: this time does not count as pending.
  bool gated = false;
  /// When it should have disappeared (the deadline of its deletion), how long after the deletion
  /// request that is, and the node on which it still exists.
  std::optional<TimePoint> deletion_due = std::nullopt;
  Duration deletion_grace = {};
  std::string node = {};
  std::optional<Ending> ending = std::nullopt;
  /// It has ended and cannot be observed again.
  bool gone = false;

  bool operator==(const AttemptSeen&) const = default;
};

}  // namespace executioner::domain
