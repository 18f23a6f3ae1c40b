/// \file
/// The recorded part of the state of a job, or of one of its instances: the state in a run
/// (`JobState`) and the status (`JobStatus`) are both extensions of it, so a new field is a member
/// here and a line of `FieldsOfRecord` in status_fields.h. Pure.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "controller/domain/attempt.h"
#include "controller/domain/phase.h"
#include "controller/domain/reason.h"
#include "controller/domain/results.h"

namespace executioner::domain {

struct JobRecord {
  JobPhase phase = JobPhase::kPending;
  Reason reason = Reason::kNone;
  std::string message = {};
  int attempts = 0;     ///< number of attempts so far
  int disruptions = 0;  ///< how many of them ended through no fault of the job
  /// How many of them precede the last retry of the run and do not count.
  int earlier_attempts = 0;
  std::optional<TimePoint> start_time = std::nullopt;  ///< when the first attempt began
  std::optional<TimePoint> completion_time = std::nullopt;
  std::optional<TimePoint> next_attempt_time = std::nullopt;
  std::optional<int> exit_code = std::nullopt;
  std::string pod = {};                                ///< of the newest attempt
  std::optional<TimePoint> ready_time = std::nullopt;  ///< when it was first Queued
  /// When the newest attempt was launched; nothing while its launch has not succeeded.
  std::optional<TimePoint> launch_time = std::nullopt;
  std::vector<PastAttempt> attempt_history = {};  ///< newest first, at most kMostPastAttempts
  Results results = {};                           ///< of the newest attempt that has ended
  /// How the last retried attempt ended. In memory only: not written, so lost at a restart.
  Reason retried_as = Reason::kNone;

  bool operator==(const JobRecord&) const = default;
};

}  // namespace executioner::domain
