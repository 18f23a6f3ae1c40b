/// \file
/// An attempt of a job as a message in a job queue. Pure.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "controller/history/history.h"
#include "controller/history/job_queue.h"

namespace executioner::history {

/// Identifies an attempt: its run, the retry of the run, its job and its number.
struct QueuedAttempt {
  std::int64_t run = 0;
  int run_attempt = 1;
  std::string job = {};
  int attempt = 1;

  bool operator==(const QueuedAttempt&) const = default;
};

/// Returns the message "2/load/3" in the topic of jobs, from which workers take it.
Message JobMessage(const QueuedAttempt& attempt, int priority);

/// Returns the message "2/load/3" in the topic of the run: what is recorded about the attempt has
/// changed.
Message ReplyMessage(const QueuedAttempt& attempt);

/// Returns the topic of a run, such as "run-17".
std::string ReplyTopic(std::int64_t run);

/// \return nothing if the message's name does not have that form
std::optional<QueuedAttempt> ReadQueuedAttempt(const Message& message);

/// Returns the attempt as it is recorded at its start.
AttemptRecord RecordOf(const QueuedAttempt& attempt, domain::TimePoint now);

}  // namespace executioner::history
