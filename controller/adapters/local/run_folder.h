/// \file
/// The folder of one run below the state directory: logs, and last words until they are on record.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

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

/// That the folder of a run could be made below this state directory.
/// \throws base::StoreError  naming what cannot be written
void RequireRoomForRuns(const std::string& state);

/// Makes the folder and those above it. \throws base::StoreError  naming what could not be made
void MakeFolder(const RunFolder& folder);

/// The last `limit` bytes of a file; "" when it cannot be read.
std::string TailOf(const std::string& path, std::size_t limit);

}  // namespace executioner::local
