/// \file
/// How an attempt ended, from what its runner left: the last words, its exit status, the log.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "controller/adapters/local/run_folder.h"
#include "controller/domain/attempt.h"
#include "controller/history/history.h"

namespace executioner::local {

/// What a runner left.
struct Remains {
  std::optional<int> status = std::nullopt;  ///< as waitpid() gives it; absent: nobody was there
  std::string last_words = {};               ///< "" when it wrote none
  std::string log_tail = {};                 ///< the last bytes of its log
  bool stopped = false;                      ///< it had been told to stop
};

/// An ending, and what the attempt used.
struct Judged {
  domain::Ending ending = {};
  std::optional<std::int64_t> max_rss_kb = std::nullopt;
  std::optional<std::int64_t> cpu_ms = std::nullopt;
};

/// Pure. Without last words the exit status tells; without both the attempt was interrupted.
/// \param now  when the end was seen
Judged JudgeAttempt(const Remains& remains, domain::TimePoint now);

/// What the files of an attempt say: its last words and the end of its log.
Remains ReadRemains(const RunFolder& folder, std::string_view job, int attempt);

/// Puts what was judged into a record.
void AddEnd(history::AttemptRecord& record, const Judged& judged);

}  // namespace executioner::local
