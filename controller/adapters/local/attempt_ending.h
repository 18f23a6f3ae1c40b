/// \file
/// How an attempt ended, from what its runner left: the last words, its exit status, the log.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "controller/domain/attempt.h"

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

}  // namespace executioner::local
