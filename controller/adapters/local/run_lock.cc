#include "controller/adapters/local/run_lock.h"

#include <cerrno>
#include <csignal>
#include <fcntl.h>
#include <filesystem>
#include <fstream>
#include <system_error>
#include <unistd.h>

#include "controller/base/error.h"
#include "controller/base/private_files.h"
#include "controller/base/system_error_text.h"

namespace executioner::local {
namespace {

constexpr off_t kWork = 0;  // this byte of the file is locked by the process that works on the run
constexpr off_t kTurn = 1;  // and this one while the other is being locked: see RunLock::Try

std::string LockPath(const RunFolder& folder) {
  return folder.path + "/lock";
}

base::Descriptor OpenLock(const std::string& path) {
  base::Descriptor file = base::OpenPrivateFile(path, O_RDWR);
  if (file.Number() < 0) {
    throw base::StoreError("cannot open " + path + ": " + base::SystemErrorText(errno),
                           /*can_retry=*/false);
  }
  return file;
}

/// An open file description lock (fcntl(2)) ends with its descriptor, and therefore with its
/// process. Unlike a record lock, it remains if the process opens and closes the file again.
struct flock Byte(off_t at, short type) {
  struct flock range = {};
  range.l_type = type;
  range.l_whence = SEEK_SET;
  range.l_start = at;
  range.l_len = 1;
  return range;
}

bool TryLock(const base::Descriptor& file, off_t at) {
  struct flock range = Byte(at, F_WRLCK);
  return fcntl(file.Number(), F_OFD_SETLK, &range) == 0;
}

void AwaitLock(const base::Descriptor& file, off_t at, const std::string& path) {
  struct flock range = Byte(at, F_WRLCK);
  while (fcntl(file.Number(), F_OFD_SETLKW, &range) != 0) {
    if (errno != EINTR) {
      throw base::StoreError("cannot lock " + path + ": " + base::SystemErrorText(errno),
                             /*can_retry=*/false);
    }
  }
}

void Unlock(const base::Descriptor& file, off_t at) {
  struct flock range = Byte(at, F_UNLCK);
  fcntl(file.Number(), F_OFD_SETLK, &range);
}

/// Returns the scope of process numbers: the boot of a machine, and the PID namespace. Without
/// spaces.
std::string PlaceOfNumbers() {
  std::string boot;
  std::ifstream("/proc/sys/kernel/random/boot_id") >> boot;
  std::error_code error;
  return boot + "/" + std::filesystem::read_symlink("/proc/self/ns/pid", error).string();
}

/// The kernel does not tell the holder of such a lock, so the holder writes its number into the
/// file.
void WriteHolder(const base::Descriptor& file) {
  const std::string text = std::to_string(getpid()) + " " + PlaceOfNumbers();
  if (ftruncate(file.Number(), 0) != 0 ||
      pwrite(file.Number(), text.data(), text.size(), 0) != std::ssize(text)) {
    throw base::StoreError("cannot write a lock: " + base::SystemErrorText(errno),
                           /*can_retry=*/false);
  }
}

/// \return nothing if its number has another scope
std::optional<pid_t> ReadHolder(const RunFolder& folder) {
  std::ifstream file(LockPath(folder));
  pid_t holder = 0;
  std::string place;
  file >> holder >> place;
  return holder > 0 && place == PlaceOfNumbers() ? std::optional(holder) : std::nullopt;
}

bool IsGone(std::optional<pid_t> process) {
  return process && kill(*process, 0) != 0 && errno == ESRCH;
}

}  // namespace

std::optional<RunLock> RunLock::Try(const RunFolder& folder) {
  base::Descriptor file = OpenLock(LockPath(folder));
  // The process that has its turn reads the number of the present holder, never of an earlier one,
  // and no other process can overtake it. It never waits for the end of a run.
  AwaitLock(file, kTurn, LockPath(folder));
  if (!TryLock(file, kWork)) {
    if (!IsGone(ReadHolder(folder))) {
      return std::nullopt;
    }
    AwaitLock(file, kWork, LockPath(folder));
  }
  WriteHolder(file);
  Unlock(file, kTurn);
  return RunLock(std::move(file));
}

StateLock::StateLock(const std::string& state) : file_(OpenLock(state + "/lock")) {
  AwaitLock(file_, kWork, state + "/lock");
}

std::optional<pid_t> LockHolder(const RunFolder& folder) {
  const base::Descriptor file(open(LockPath(folder).c_str(), O_RDWR | O_CLOEXEC));
  struct flock range = Byte(kWork, F_WRLCK);
  const bool held = file.Number() >= 0 && fcntl(file.Number(), F_OFD_GETLK, &range) == 0 &&
                    range.l_type != F_UNLCK;
  return held ? ReadHolder(folder) : std::nullopt;
}

}  // namespace executioner::local
