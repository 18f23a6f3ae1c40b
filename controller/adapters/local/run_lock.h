/// \file
/// Who works on a run of the state directory: locks that go with the process that holds them.
/// All functions are safe from any thread.
#pragma once

#include <optional>
#include <string>
#include <sys/types.h>
#include <utility>

#include "controller/adapters/local/run_folder.h"
#include "controller/base/descriptor.h"

namespace executioner::local {

/// Who works on a run: held for as long as the object lives, gone with its process.
class RunLock {
 public:
  /// Waits only for the children of a holder that was killed: until they run their own program
  /// they hold what it held, and nobody could find them to stop them.
  /// \return nothing when it is held, by another process or by this one
  /// \throws base::StoreError  when the file cannot be opened or written
  static std::optional<RunLock> Try(const RunFolder& folder);

 private:
  explicit RunLock(base::Descriptor file) : file_(std::move(file)) {}

  base::Descriptor file_;
};

/// Held while a run is made and while runs that were left behind are looked for, so that a run
/// which nobody has locked yet is not taken for one of those. Waits for it.
class StateLock {
 public:
  /// \throws base::StoreError  when the file cannot be opened
  explicit StateLock(const std::string& state);

 private:
  base::Descriptor file_;
};

/// The process that holds the lock of a run.
/// \return nothing when none does, or when it is one of another machine or container that shares
///   the folder: its number means another process here
std::optional<pid_t> LockHolder(const RunFolder& folder);

}  // namespace executioner::local
