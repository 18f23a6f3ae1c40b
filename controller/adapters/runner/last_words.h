/// \file
/// Reads the runner's last words from the pod's termination message (runner/contract/spec.md).
/// Pure. The job could have written the message itself, so it may be false, but only about this
/// attempt.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "controller/domain/reason.h"
#include "controller/domain/results.h"

namespace executioner::runner {

struct LastWords {
  domain::Reason reason = domain::Reason::kNone;
  int signal = 0;  ///< the signal that ended the command; 0: none
  bool told_to_stop =
      false;                 ///< the runner itself was asked to stop: the job did not end by itself
  std::string message = {};  ///< the reason in words; may be ""
  std::string tail = {};     ///< last output
  std::optional<std::int64_t> max_rss_kb = std::nullopt;  ///< of the command, if it ran
  std::optional<std::int64_t> cpu_ms = std::nullopt;
  domain::Results results = {};
  bool results_cut = false;  ///< the text was cut off before its results, if it had any
};

/// Reads last words. Accepts them only if the runner could have written them for a container that
/// ended with `exit_code`: one of its reasons, the same exit code, and Completed only for 0. Last
/// words that the kubelet has cut are read as far as possible. \return nothing for everything else
std::optional<LastWords> ReadLastWords(std::string_view termination_message, int exit_code);

/// Returns the exit code in last words, for callers that find them after the process has ended.
std::optional<int> ExitCodeOf(std::string_view termination_message);

/// Returns `text` without escape sequences and control characters, line by line as
/// base::DisplayOutput; line ends and tabs are kept.
std::string Printable(std::string text);

/// Returns a message with the last lines of output: "exit code 3; last output:\n...".
std::string Describe(const LastWords& words, int exit_code);

/// Returns Returns "signal 9 (SIGKILL)"..
std::string SignalName(int signal);

}  // namespace executioner::runner
