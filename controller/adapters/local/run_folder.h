/// \file
/// The folder of one run below the state directory: logs, and last words until they are recorded.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace executioner::local {

/// Returns names of files without accessing them. `state` is the state directory.
struct RunFolder {
  RunFolder(const std::string& state, std::int64_t run);

  /// Returns Returns "…/logs/17/load.2.log": all output of attempt 2 of job load, byte for byte.
  std::string LogPath(std::string_view job, int attempt) const;

  /// Returns the file for the runner's last words.
  std::string WordsPath(std::string_view job, int attempt) const;

  std::string path = {};  ///< "…/logs/17"
};

/// Checks that folders of runs can be created below this state directory.
/// \throws base::StoreError  naming the folder that cannot be written
void RequireRoomForRuns(const std::string& state);

/// Creates the folder and its parents. \throws base::StoreError  naming the folder that could not
/// be created
void MakeFolder(const RunFolder& folder);

/// Returns the last `limit` bytes of a file; "" if it cannot be read.
std::string TailOf(const std::string& path, std::size_t limit);

}  // namespace executioner::local
