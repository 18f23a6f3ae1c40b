/// \file
/// Waiting for what happens to a run that another process works on: its folder tells (inotify(7)),
/// and so does the end of that process. Nothing is polled.
#pragma once

#include <string>

#include "controller/adapters/local/child.h"
#include "controller/adapters/local/log_follower.h"
#include "controller/adapters/local/run_folder.h"

namespace executioner::runs {

/// Not thread-safe.
class RunWatch {
 public:
  /// Watches from now on: what is read of the run after this can be waited for without a gap.
  explicit RunWatch(const local::RunFolder& folder);

  /// Whether a living process works on the run.
  bool IsHeld();

  /// Blocks until a file of the run came or went, its process has ended, or `other` is readable.
  /// \param other  a descriptor, or -1
  void Wait(int other);

 private:
  void FindHolder();

  local::RunFolder folder_;
  local::FolderWatch changes_;
  base::Descriptor holder_ = {};
};

}  // namespace executioner::runs
