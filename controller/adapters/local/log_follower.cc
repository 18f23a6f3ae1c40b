#include "controller/adapters/local/log_follower.h"

#include <array>
#include <cerrno>
#include <cstring>
#include <fcntl.h>
#include <sys/inotify.h>
#include <sys/stat.h>
#include <unistd.h>
#include <utility>

#include "controller/base/error.h"
#include "controller/base/system_error_text.h"

namespace executioner::local {
namespace {

constexpr std::size_t kNewsBytes = 16384;
constexpr std::size_t kReadBytes = 65536;

}  // namespace

LogFollower::LogFollower(Receiver receiver)
    : receiver_(std::move(receiver)), changed_(inotify_init1(IN_CLOEXEC | IN_NONBLOCK)) {
  if (changed_.Number() < 0) {
    throw base::JobExecutionError("cannot follow logs: " + base::SystemErrorText(errno));
  }
}

void LogFollower::Add(const std::string& tag, const std::string& path) {
  File file{.open = base::Descriptor(open(path.c_str(), O_RDONLY | O_CLOEXEC)),
            .watch = inotify_add_watch(changed_.Number(), path.c_str(), IN_MODIFY)};
  by_watch_[file.watch] = tag;
  Drain(tag, file);
  files_[tag] = std::move(file);
}

void LogFollower::Remove(const std::string& tag) {
  const auto found = files_.find(tag);
  if (found == files_.end()) {
    return;
  }
  Drain(tag, found->second);
  inotify_rm_watch(changed_.Number(), found->second.watch);
  by_watch_.erase(found->second.watch);
  files_.erase(found);
}

void LogFollower::Read() {
  alignas(inotify_event) std::array<char, kNewsBytes> buffer{};
  std::set<std::string> changed;
  ssize_t size = 0;
  while ((size = read(changed_.Number(), buffer.data(), buffer.size())) > 0) {
    for (const char* at = buffer.data(); at < buffer.data() + size;) {
      inotify_event event{};
      std::memcpy(&event, at, sizeof event);
      at += sizeof event + event.len;
      AddChanged(event, changed);
    }
  }
  for (const std::string& tag : changed) {
    Drain(tag, files_.at(tag));
  }
}

void LogFollower::AddChanged(const inotify_event& event, std::set<std::string>& changed) const {
  if ((event.mask & IN_Q_OVERFLOW) != 0) {  // events were lost: read all files
    for (const auto& [tag, file] : files_) {
      changed.insert(tag);
    }
  }
  const auto found = by_watch_.find(event.wd);
  if (found != by_watch_.end()) {
    changed.insert(found->second);
  }
}

void LogFollower::Drain(const std::string& tag, const File& file) {
  std::array<char, kReadBytes> buffer{};
  struct stat info = {};
  if (fstat(file.open.Number(), &info) != 0) {
    return;
  }
  // Up to the present size only, because a job may write faster than the receiver reads. What it
  // writes later causes another event.
  off_t left = info.st_size - lseek(file.open.Number(), 0, SEEK_CUR);
  while (left > 0) {
    const ssize_t size = read(file.open.Number(), buffer.data(), buffer.size());
    if (size <= 0) {
      return;
    }
    left -= size;
    receiver_(tag, {buffer.data(), static_cast<std::size_t>(size)});
  }
}

FolderWatch::FolderWatch(const std::string& path)
    : changed_(inotify_init1(IN_CLOEXEC | IN_NONBLOCK)) {
  if (inotify_add_watch(changed_.Number(), path.c_str(), IN_CREATE | IN_DELETE | IN_MOVED_TO) < 0) {
    throw base::JobExecutionError("cannot watch " + path + ": " + base::SystemErrorText(errno));
  }
}

void FolderWatch::Read() const {
  std::array<char, kNewsBytes> buffer{};
  while (read(changed_.Number(), buffer.data(), buffer.size()) > 0) {
  }
}

}  // namespace executioner::local
