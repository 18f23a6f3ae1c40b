/// \file
/// The folder of one run below the state directory: logs, last words until they are on record, and
/// the lock of the process that works on the run.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "controller/adapters/local/child.h"

namespace executioner::local {

/// Names of files; touches nothing. `state` is the state directory.
struct RunFolder {
  RunFolder(const std::string& state, std::int64_t run);

  /// "…/logs/17/load.2.log": all output of attempt 2 of job load, byte for byte.
  std::string LogPath(std::string_view job, int attempt) const;

  /// Where the runner leaves its last words.
  std::string WordsPath(std::string_view job, int attempt) const;

  std::string path = {};  ///< "…/logs/17"
};

/// Makes the folder and those above it. \throws base::StoreError  naming what could not be made
void MakeFolder(const RunFolder& folder);

/// Who works on a run: held for as long as the object lives, gone with its process.
class RunLock {
 public:
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

/// The process that holds the lock of a run. \return nothing when none does
std::optional<pid_t> LockHolder(const RunFolder& folder);

/// The last `limit` bytes of a file; "" when it cannot be read.
std::string TailOf(const std::string& path, std::size_t limit);

}  // namespace executioner::local
