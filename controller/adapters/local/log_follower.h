/// \file
/// Reads logs while they are written (inotify(7)).
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

  /// \param receiver  gets the bytes of each file in order
  /// \throws base::JobExecutionError  when the kernel has no watch left
  explicit LogFollower(Receiver receiver);

  /// Follows a file from its beginning; what is there already is passed on at once.
  void Add(const std::string& tag, const std::string& path);

  /// Passes on what is left and forgets the file.
  void Remove(const std::string& tag);

  /// Readable when a file has grown.
  int Descriptor() const { return changed_.Number(); }

  /// Passes on what has come. Never blocks.
  void Read();

 private:
  struct File {
    base::Descriptor open = {};
    int watch = -1;
  };

  /// Adds the tags of the files that have grown.
  void AddChanged(const inotify_event& event, std::set<std::string>& changed) const;
  void Drain(const std::string& tag, const File& file);

  Receiver receiver_;
  base::Descriptor changed_;
  std::map<std::string, File, std::less<>> files_ = {};
  std::map<int, std::string> by_watch_ = {};
};

/// Tells when files of a folder come or go.
class FolderWatch {
 public:
  /// \throws base::JobExecutionError  when the kernel has no watch left
  explicit FolderWatch(const std::string& path);

  /// Readable when something came or went.
  int Descriptor() const { return changed_.Number(); }

  /// Takes the news; never blocks.
  void Read() const;

 private:
  base::Descriptor changed_;
};

}  // namespace executioner::local
