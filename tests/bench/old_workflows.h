/// \file
/// Workflows that look as if a controller had worked on them for weeks: finished ones, and running
/// ones with their pods.
#pragma once

#include <string>

#include "tests/bench/door.h"

namespace executioner::bench {

struct OldCounts {
  int finished = 0;
  int running = 0;
};

/// Creates them, with status, in the namespace; takes about a minute for 12,000.
/// \throws std::runtime_error  when the API server refuses one of them, with its words
void CreateOldWorkflows(Door& door, const std::string& ns, OldCounts counts);

}  // namespace executioner::bench
