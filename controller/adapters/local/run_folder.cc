#include "controller/adapters/local/run_folder.h"

#include <algorithm>
#include <cerrno>
#include <fcntl.h>
#include <system_error>
#include <unistd.h>

#include "controller/base/descriptor.h"
#include "controller/base/error.h"
#include "controller/base/private_files.h"

namespace executioner::local {
RunFolder::RunFolder(const std::string& state, std::int64_t run)
    : path(state + "/logs/" + std::to_string(run)) {}

std::string RunFolder::LogPath(std::string_view job, int attempt) const {
  return path + "/" + std::string(job) + "." + std::to_string(attempt) + ".log";
}

std::string RunFolder::WordsPath(std::string_view job, int attempt) const {
  return path + "/" + std::string(job) + "." + std::to_string(attempt) + ".json";
}

void RequireRoomForRuns(const std::string& state) {
  const std::string logs = state + "/logs";
  std::error_code error = base::MakePrivateFolder(logs);
  // A folder that exists may belong to another user.
  if (!error && access(logs.c_str(), W_OK | X_OK) != 0) {
    error = {errno, std::generic_category()};
  }
  if (error) {
    throw base::StoreError("cannot write into the folder " + logs + ": " + error.message(),
                           /*can_retry=*/false);
  }
}

void MakeFolder(const RunFolder& folder) {
  if (const std::error_code error = base::MakePrivateFolder(folder.path)) {
    throw base::StoreError("cannot make the folder " + folder.path + ": " + error.message(),
                           /*can_retry=*/false);
  }
}

std::string TailOf(const std::string& path, std::size_t limit) {
  const base::Descriptor file(open(path.c_str(), O_RDONLY | O_CLOEXEC));
  const off_t size = file.Number() < 0 ? 0 : lseek(file.Number(), 0, SEEK_END);
  if (size <= 0) {
    return {};
  }
  const auto wanted = std::min<std::size_t>(limit, static_cast<std::size_t>(size));
  std::string text(wanted, '\0');
  const ssize_t got = pread(file.Number(), text.data(), wanted, size - static_cast<off_t>(wanted));
  text.resize(got < 0 ? 0 : static_cast<std::size_t>(got));
  return text;
}

}  // namespace executioner::local
