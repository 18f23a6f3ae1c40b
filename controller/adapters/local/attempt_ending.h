/// \file
/// Determines how an attempt ended from what its runner left: the last words, the exit status and
/// the log.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "controller/adapters/local/run_folder.h"
#include "controller/domain/attempt.h"
#include "controller/history/history.h"

namespace executioner::local {

/// The traces of an attempt whose runner has ended.
struct Remains {
  std::optional<int> status =
      std::nullopt;             ///< as returned by waitpid(); nothing if nobody reaped it
  std::string last_words = {};  ///< "" if it wrote none
  std::string log_tail = {};    ///< the last bytes of its log
  bool stopped = false;         ///< it had been asked to stop
};

/// An ending, and the resources that the attempt used.
struct Judged {
  domain::Ending ending = {};
  std::optional<std::int64_t> max_rss_kb = std::nullopt;
  std::optional<std::int64_t> cpu_ms = std::nullopt;
};

/// Determines the ending. Without last words the exit status decides; without both, the attempt was
/// interrupted. Pure.
/// \param now  the time at which the end was observed
Judged JudgeAttempt(const Remains& remains, domain::TimePoint now);

/// Reads the files of an attempt: its last words and the end of its log.
Remains ReadRemains(const RunFolder& folder, std::string_view job, int attempt);

/// Adds the ending and the resources to the attempt.
void AddEnd(history::AttemptRecord& record, const Judged& judged);

}  // namespace executioner::local
