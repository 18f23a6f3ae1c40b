/// \file
/// Flags that choose runs: a name, --phase, --since, --until, --limit.
#pragma once

#include <string>
#include <vector>

#include "controller/history/history.h"

namespace CLI {
class App;
}

namespace executioner::cli {

/// Most that a flag for a number of runs may say.
inline constexpr int kMostRuns = 1'000'000'000;

/// What the flags said.
struct RunFilterFlags {
  std::string name = {};
  std::vector<std::string> phases = {};
  std::string since = {};
  std::string until = {};
  int limit = 0;  ///< 0: all
};

void DeclareFilter(CLI::App& command, RunFilterFlags& flags);

/// \param now  where durations such as --since 2h end
/// \throws base::ConfigurationError  for words that are not a phase or a time
history::RunFilter MakeFilter(const RunFilterFlags& flags, domain::TimePoint now);

}  // namespace executioner::cli
