#include "controller/adapters/local/attempt_ending.h"

#include <sys/wait.h>

#include "controller/adapters/runner/last_words.h"
#include "controller/base/cut_text.h"
#include "runner/contract/exit_codes.h"

namespace executioner::local {
namespace {

using domain::Reason;

constexpr std::size_t kMessageBytes = 1024;
constexpr std::size_t kTailBytes = 512;
constexpr std::size_t kWordsBytes = 65536;

/// Returns the exit code, from the last words if the status of the process was lost in a crash.
std::optional<int> ExitCode(const Remains& remains) {
  if (!remains.status) {
    return runner::ExitCodeOf(remains.last_words);
  }
  return WIFEXITED(*remains.status) ? WEXITSTATUS(*remains.status)
                                    : runner::kExitSignalBase + WTERMSIG(*remains.status);
}

/// An attempt that was asked to stop and did not succeed: stopped by us, or by the death of its
/// program.
Reason WhyStopped(const Remains& remains, Reason words) {
  if (!remains.status) {
    return Reason::kInterrupted;
  }
  return remains.stopped ? Reason::kCancelled : words;
}

domain::Ending WithoutWords(const Remains& remains, std::optional<int> exit_code) {
  if (!remains.status) {
    return {.reason = Reason::kInterrupted,
            .message = "the program that ran it ended first; how far it came is not known"};
  }
  if (exit_code == runner::kExitCompleted) {
    return {.reason = Reason::kCompleted};  // the runner exits with 0 only then
  }
  if (WIFSIGNALED(*remains.status)) {
    return {.reason = Reason::kError,
            .message = "its runner was ended by " + runner::SignalName(WTERMSIG(*remains.status))};
  }
  return {.reason = Reason::kError,
          .message = "its runner left no last words, exit code " +
                     std::to_string(exit_code.value_or(0)) + ": is the disk full?"};
}

}  // namespace

Judged JudgeAttempt(const Remains& remains, domain::TimePoint now) {
  const std::optional<int> exit_code = ExitCode(remains);
  // The job could have written the file; the status of the process cannot lie.
  auto words = exit_code ? runner::ReadLastWords(remains.last_words, *exit_code) : std::nullopt;
  Judged judged;
  if (words) {
    // The log has all output; the runner kept none of it.
    words->tail = remains.log_tail;
    judged.ending = {.reason = words->reason,
                     .message = runner::Printable(runner::Describe(*words, *exit_code)),
                     .results = words->results};
    judged.max_rss_kb = words->max_rss_kb;
    judged.cpu_ms = words->cpu_ms;
    // A job that completes although it was asked to stop has done its work.
    if (words->told_to_stop && words->reason != Reason::kCompleted) {
      judged.ending.reason = WhyStopped(remains, words->reason);
    }
  } else {
    judged.ending = WithoutWords(remains, exit_code);
  }
  judged.ending.message = base::CutText(judged.ending.message, kMessageBytes);
  judged.ending.exit_code = exit_code;
  judged.ending.time = now;
  judged.ending.stopped = remains.stopped;
  return judged;
}

Remains ReadRemains(const RunFolder& folder, std::string_view job, int attempt) {
  return {.last_words = TailOf(folder.WordsPath(job, attempt), kWordsBytes),
          .log_tail = TailOf(folder.LogPath(job, attempt), kTailBytes)};
}

void AddEnd(history::AttemptRecord& record, const Judged& judged) {
  record.ending = judged.ending;
  record.max_rss_kb = judged.max_rss_kb;
  record.cpu_ms = judged.cpu_ms;
}

}  // namespace executioner::local
