/// \file
/// Writes the last words as JSON: the report of an attempt to the controller. The format is
/// described in runner/contract/spec.md. Pure.
#pragma once

#include <stddef.h>
#include <stdint.h>

#include "runner/outcome.h"
#include "runner/tail.h"
#include "runner/text.h"

namespace executioner::runner {

/// When an attempt ran.
struct Times {
  int64_t started_at_ms = 0;  ///< since 1970
  int64_t duration_ms = 0;
};

/// Writes an outcome as one JSON object of at most `limit` bytes (at least kSmallestMessageBytes).
/// If they do not fit, the tail is shortened first, then texts, and then everything except the
/// numbers and the results is omitted.
///
/// \param tail  as many of its last bytes as fit are included
Text MakeLastWords(const Outcome& outcome, const Times& times, const Tail& tail, size_t limit);

}  // namespace executioner::runner
