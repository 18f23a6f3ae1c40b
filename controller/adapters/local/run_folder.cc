#include "controller/adapters/local/run_folder.h"

#include <cerrno>
#include <charconv>
#include <cstring>
#include <fcntl.h>
#include <filesystem>
#include <system_error>
#include <unistd.h>

#include "controller/base/error.h"

namespace executioner::local {
namespace {

constexpr std::size_t kHolderBytes = 16;

std::string LockPath(const RunFolder& folder) {
  return folder.path + "/lock";
}

/// An open file description lock (fcntl(2)) goes with its descriptor and so with its process.
/// Unlike a record lock it stays when the process opens and closes the file once more.
struct flock WholeFile() {
  struct flock range = {};
  range.l_type = F_WRLCK;
  range.l_whence = SEEK_SET;
  return range;
}

/// Who holds a lock of this kind cannot be asked, so the holder says it in the file.
void WriteHolder(const base::Descriptor& file) {
  const std::string text = std::to_string(getpid());
  if (ftruncate(file.Number(), 0) != 0 ||
      pwrite(file.Number(), text.data(), text.size(), 0) != std::ssize(text)) {
    throw base::StoreError(std::string("cannot write a lock: ") + std::strerror(errno),
                           /*can_retry=*/false);
  }
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
  base::Descriptor file(open(LockPath(folder).c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0644));
  if (file.Number() < 0) {
    throw base::StoreError("cannot open " + LockPath(folder) + ": " + std::strerror(errno),
                           /*can_retry=*/false);
  }
  struct flock range = WholeFile();
  if (fcntl(file.Number(), F_OFD_SETLK, &range) != 0) {
    return std::nullopt;
  }
  WriteHolder(file);
  return RunLock(std::move(file));
}

StateLock::StateLock(const std::string& state)
    : file_(open((state + "/lock").c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0644)) {
  if (file_.Number() < 0) {
    throw base::StoreError("cannot open " + state + "/lock: " + std::strerror(errno),
                           /*can_retry=*/false);
  }
  struct flock range = WholeFile();
  int result = 0;
  do {
    result = fcntl(file_.Number(), F_OFD_SETLKW, &range);
  } while (result != 0 && errno == EINTR);
  if (result != 0) {
    throw base::StoreError("cannot lock " + state + "/lock: " + std::strerror(errno),
                           /*can_retry=*/false);
  }
}

std::optional<pid_t> LockHolder(const RunFolder& folder) {
  const base::Descriptor file(open(LockPath(folder).c_str(), O_RDWR | O_CLOEXEC));
  struct flock range = WholeFile();
  if (file.Number() < 0 || fcntl(file.Number(), F_OFD_GETLK, &range) != 0 ||
      range.l_type == F_UNLCK) {
    return std::nullopt;
  }
  const std::string text = TailOf(LockPath(folder), kHolderBytes);
  pid_t holder = 0;
  std::from_chars(text.data(), text.data() + text.size(), holder);
  return holder > 0 ? std::optional(holder) : std::nullopt;
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
