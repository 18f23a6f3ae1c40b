/// \file
/// Follows logs while they are written, with inotify(7).
#pragma once

#include <functional>
#include <map>
#include <set>
#include <string>
#include <string_view>

#include "controller/adapters/local/child.h"

struct inotify_event;

namespace executioner::local {

/// Not thread-safe.
class LogFollower {
 public:
  using Receiver = std::function<void(const std::string& tag, std::string_view bytes)>;

  /// \param receiver  called with the bytes of each file, in order
  /// \throws base::JobExecutionError  if no inotify watch is free
  explicit LogFollower(Receiver receiver);

  /// Follows a file from its beginning; existing content is passed on at once.
  void Add(const std::string& tag, const std::string& path);

  /// Passes on the rest of the file and stops following it.
  void Remove(const std::string& tag);

  /// \return a descriptor that is readable when a file has grown
  int Descriptor() const { return changed_.Number(); }

  /// Passes on new content. Never blocks.
  void Read();

 private:
  struct File {
    base::Descriptor open = {};
    int watch = -1;
  };

  /// Adds the tags of files that have grown.
  void AddChanged(const inotify_event& event, std::set<std::string>& changed) const;
  void Drain(const std::string& tag, const File& file);

  Receiver receiver_;
  base::Descriptor changed_;
  std::map<std::string, File, std::less<>> files_ = {};
  std::map<int, std::string> by_watch_ = {};
};

/// Reports when files appear in or disappear from a folder.
class FolderWatch {
 public:
  /// \throws base::JobExecutionError  if no inotify watch is free
  explicit FolderWatch(const std::string& path);

  /// \return a descriptor that is readable when files have appeared or disappeared
  int Descriptor() const { return changed_.Number(); }

  /// Discards the pending events. Never blocks.
  void Read() const;

 private:
  base::Descriptor changed_;
};

}  // namespace executioner::local
