#include "controller/history/queued_attempt.h"

#include <string_view>

#include "controller/base/whole_number.h"

namespace executioner::history {
namespace {

std::string NameOf(const QueuedAttempt& attempt) {
  return std::to_string(attempt.run_attempt) + "/" + attempt.job + "/" +
         std::to_string(attempt.attempt);
}

bool ReadPositive(std::string_view text, int& number) {
  number = base::WholeNumber<int>(text).value_or(0);
  return number > 0;
}

}  // namespace

std::string ReplyTopic(std::int64_t run) {
  // A topic per run: its program reads only replies to its own attempts.
  return "run-" + std::to_string(run);
}

Message JobMessage(const QueuedAttempt& attempt, int priority) {
  return {.topic = std::string(kJobsTopic),
          .run = attempt.run,
          .name = NameOf(attempt),
          .priority = priority};
}

Message ReplyMessage(const QueuedAttempt& attempt) {
  return {.topic = ReplyTopic(attempt.run), .run = attempt.run, .name = NameOf(attempt)};
}

std::optional<QueuedAttempt> ReadQueuedAttempt(const Message& message) {
  const std::string_view name = message.name;
  // The first and the last one, because only the job between the numbers is text.
  const std::size_t first = name.find('/');
  const std::size_t last = name.rfind('/');
  if (first == std::string_view::npos || first == last) {
    return std::nullopt;
  }
  QueuedAttempt attempt{.run = message.run,
                        .job = std::string(name.substr(first + 1, last - first - 1))};
  // Anyone who may write to the queue may write any name, so every part is checked.
  const bool fine = ReadPositive(name.substr(0, first), attempt.run_attempt) &&
                    ReadPositive(name.substr(last + 1), attempt.attempt);
  return fine ? std::optional(attempt) : std::nullopt;
}

AttemptRecord RecordOf(const QueuedAttempt& attempt, domain::TimePoint now) {
  return {.job = attempt.job,
          .attempt = attempt.attempt,
          .run_attempt = attempt.run_attempt,
          .start_time = now};
}

}  // namespace executioner::history
