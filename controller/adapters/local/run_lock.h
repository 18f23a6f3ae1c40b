/// \file
/// Locks that show which process works on a run of the state directory. The kernel releases them
/// when their process ends. All functions are safe from any thread.
#pragma once

#include <optional>
#include <string>
#include <sys/types.h>
#include <utility>

#include "controller/adapters/local/run_folder.h"
#include "controller/base/descriptor.h"

namespace executioner::local {

/// The lock of a run, held for the life of the object and released when its process ends.
class RunLock {
 public:
  /// Tries to take the lock. Waits only for the children of a holder that was killed: until they
  /// execute their program they hold the lock too, and they cannot yet be found and stopped.
  /// \return nothing if another process, or this one, holds the lock
  /// \throws base::StoreError  if the file cannot be opened or written
  static std::optional<RunLock> Try(const RunFolder& folder);

 private:
  explicit RunLock(base::Descriptor file) : file_(std::move(file)) {}

  base::Descriptor file_;
};

/// A lock that is held while a run is created and while abandoned runs are searched, so that a new
/// run whose lock is not yet held is not mistaken for an abandoned one. The constructor waits for
/// it.
class StateLock {
 public:
  /// \throws base::StoreError  if the file cannot be opened
  explicit StateLock(const std::string& state);

 private:
  base::Descriptor file_;
};

/// Finds the process that holds the lock of a run.
/// \return nothing if no process holds it, or if the holder is on another machine or in another
/// container that shares the folder, where process IDs have another meaning
std::optional<pid_t> LockHolder(const RunFolder& folder);

}  // namespace executioner::local
