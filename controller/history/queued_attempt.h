/// \file
/// An attempt of a job as a message of a queue: names only. Pure.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "controller/history/history.h"
#include "controller/history/job_queue.h"

namespace executioner::history {

/// Which attempt of which job of a run, in which attempt of the run.
struct QueuedAttempt {
  std::int64_t run = 0;
  int run_attempt = 1;
  std::string job = {};
  int attempt = 1;

  bool operator==(const QueuedAttempt&) const = default;
};

/// "2/load/3" in the topic of jobs: for whoever takes it.
Message JobMessage(const QueuedAttempt& attempt, int priority);

/// "2/load/3" in the topic of the run: the record of the attempt has changed.
Message ReplyMessage(const QueuedAttempt& attempt);

/// "run-17".
std::string ReplyTopic(std::int64_t run);

/// \return nothing when the message's name is not of that form
std::optional<QueuedAttempt> ReadQueuedAttempt(const Message& message);

/// The attempt as it goes on record when it begins.
AttemptRecord RecordOf(const QueuedAttempt& attempt, domain::TimePoint now);

}  // namespace executioner::history
