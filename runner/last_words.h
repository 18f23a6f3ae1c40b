/// \file
/// The last words as JSON: what an attempt leaves for the controller. The format is in
/// runner/contract/spec.md. Pure.
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
/// The tail gives way first, then texts, then all but the numbers and the results.
///
/// \param tail  its last bytes fill what room is left
Text MakeLastWords(const Outcome& outcome, const Times& times, const Tail& tail, size_t limit);

}  // namespace executioner::runner
