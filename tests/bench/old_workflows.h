/// \file
/// Workflows in the state after weeks of work of a controller: finished ones, and running ones with
/// their pods.
#pragma once

#include <string>

#include "tests/bench/door.h"

namespace executioner::bench {

struct OldCounts {
  int finished = 0;
  int running = 0;
};

/// Creates them, with status, in the namespace; takes about a minute for 12,000.
/// \throws std::runtime_error  with the server's message, if the API server rejects one of them
void CreateOldWorkflows(Door& door, const std::string& ns, OldCounts counts);

}  // namespace executioner::bench
