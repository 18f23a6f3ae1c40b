/// \file
/// Passes attempts to the observer of a run, and their output while they run.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "controller/adapters/local/log_follower.h"
#include "controller/adapters/local/run_folder.h"
#include "controller/runs/run_observer.h"

namespace executioner::runs {

/// Not thread-safe.
class AttemptOutput {
 public:
  /// \param observer  borrowed
  AttemptOutput(RunObserver& observer, local::RunFolder folder);

  /// An attempt has started, or has ended: then all of its output is passed on before.
  void Attempt(const history::AttemptRecord& attempt);

  /// Readable when output has come or the observer has something to do.
  std::vector<int> Descriptors() const;

  /// Passes on what has come. Never blocks.
  void Read();

 private:
  RunObserver& observer_;
  local::RunFolder folder_;
  std::map<std::string, LogLabel> labels_ = {};  // of the followed logs, by tag
  local::LogFollower follower_;
};

}  // namespace executioner::runs
