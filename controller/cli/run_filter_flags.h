/// \file
/// Flags that select runs: a name, --phase, --since, --until, --limit.
#pragma once

#include <string>
#include <vector>

#include "controller/history/history.h"

namespace CLI {
class App;
}

namespace executioner::cli {

/// Maximum of flags for a number of runs.
inline constexpr int kMostRuns = 1'000'000'000;

/// The values of the flags.
struct RunFilterFlags {
  std::string name = {};
  std::vector<std::string> phases = {};
  std::string since = {};
  std::string until = {};
  int limit = 0;  ///< 0: all
};

void DeclareFilter(CLI::App& command, RunFilterFlags& flags);

/// \param now  the end of durations such as --since 2h
/// \throws base::ConfigurationError  for invalid phases or times
history::RunFilter MakeFilter(const RunFilterFlags& flags, domain::TimePoint now);

}  // namespace executioner::cli
