#include "controller/adapters/local/run_folder.h"

#include <array>
#include <cerrno>
#include <cstring>
#include <fcntl.h>
#include <filesystem>
#include <sys/file.h>
#include <system_error>
#include <unistd.h>

#include "controller/base/error.h"

namespace executioner::local {
namespace {

std::string LockPath(const RunFolder& folder) {
  return folder.path + "/lock";
}

/// A record lock (fcntl(2)) goes with its process, and tells who holds it.
struct flock WholeFile(short type) {
  struct flock range = {};
  range.l_type = type;
  range.l_whence = SEEK_SET;
  return range;
}

}  // namespace

RunFolder::RunFolder(const std::string& state, std::int64_t run)
    : path(state + "/logs/" + std::to_string(run)) {}

std::string RunFolder::LogPath(std::string_view job, int attempt) const {
  return path + "/" + std::string(job) + "." + std::to_string(attempt) + ".log";
}

std::string RunFolder::WordsPath(std::string_view job, int attempt) const {
  return path + "/" + std::string(job) + "." + std::to_string(attempt) + ".json";
}

void MakeFolder(const RunFolder& folder) {
  std::error_code error;
  std::filesystem::create_directories(folder.path, error);
  if (error) {
    throw base::StoreError("cannot make the folder " + folder.path + ": " + error.message(),
                           /*can_retry=*/false);
  }
}

std::optional<RunLock> RunLock::Try(const RunFolder& folder) {
  Descriptor file(open(LockPath(folder).c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0644));
  if (file.Number() < 0) {
    throw base::StoreError("cannot open " + LockPath(folder) + ": " + std::strerror(errno));
  }
  struct flock range = WholeFile(F_WRLCK);
  if (fcntl(file.Number(), F_SETLK, &range) != 0) {
    return std::nullopt;
  }
  return RunLock(std::move(file));
}

StateLock::StateLock(const std::string& state)
    : file_(open((state + "/lock").c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0644)) {
  struct flock range = WholeFile(F_WRLCK);
  if (file_.Number() < 0 || fcntl(file_.Number(), F_SETLKW, &range) != 0) {
    throw base::StoreError("cannot lock " + state + "/lock: " + std::strerror(errno));
  }
}

std::optional<pid_t> LockHolder(const RunFolder& folder) {
  const Descriptor file(open(LockPath(folder).c_str(), O_RDWR | O_CLOEXEC));
  struct flock range = WholeFile(F_WRLCK);
  if (file.Number() < 0 || fcntl(file.Number(), F_GETLK, &range) != 0 || range.l_type == F_UNLCK) {
    return std::nullopt;
  }
  return range.l_pid;
}

std::string TailOf(const std::string& path, std::size_t limit) {
  const Descriptor file(open(path.c_str(), O_RDONLY | O_CLOEXEC));
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
