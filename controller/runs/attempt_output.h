/// \file
/// Passes attempts and their output to the observer of a run.
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

  /// Passes on that an attempt has started or ended; before an end, the rest of its output.
  void Attempt(const history::AttemptRecord& attempt);

  /// \return descriptors that are readable when there is output or the observer has work
  std::vector<int> Descriptors() const;

  /// Passes on new output. Never blocks.
  void Read();

 private:
  RunObserver& observer_;
  local::RunFolder folder_;
  std::map<std::string, LogLabel> labels_ = {};  // of the followed logs, by tag
  local::LogFollower follower_;
};

}  // namespace executioner::runs
