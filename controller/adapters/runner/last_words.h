/// \file
/// The runner's last words as the pod's termination message carries them (runner/contract/spec.md).
/// Pure. The job could have written the message itself: whatever stands there may be a lie about
/// this one attempt, but can do no other harm.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "controller/domain/reason.h"

namespace executioner::runner {

struct LastWords {
  domain::Reason reason = domain::Reason::kNone;
  int signal = 0;             ///< that ended the command; 0: none
  bool told_to_stop = false;  ///< the runner itself got TERM: the job did not end by itself
  std::string message = {};   ///< the reason in words; may be ""
  std::string tail = {};      ///< last output
  std::optional<std::int64_t> max_rss_kb = std::nullopt;  ///< of the command, when it ran
  std::optional<std::int64_t> cpu_ms = std::nullopt;
};

/// Reads last words. Believes only what the runner could have said of a container that ended with
/// `exit_code`: one of its reasons, the same exit code, Completed just for 0. Words that the
/// kubelet has cut are read as far as they go. \return nothing for everything else
std::optional<LastWords> ReadLastWords(std::string_view termination_message, int exit_code);

/// The exit code that last words claim: for who finds them after their process is gone.
std::optional<int> ExitCodeOf(std::string_view termination_message);

/// `text` without escape sequences and control characters, which would reach terminals, line by
/// line as base::DisplayOutput has it; line ends and tabs stay.
std::string Printable(std::string text);

/// What happened, for people, with the last lines of output: "exit code 3; last output:\n...".
std::string Describe(const LastWords& words, int exit_code);

/// "signal 9 (SIGKILL)"
std::string SignalName(int signal);

}  // namespace executioner::runner
