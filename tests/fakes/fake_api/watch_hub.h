/// \file
/// Open watches and their queued events. The server's mutex must be held for every method; events
/// are delivered elsewhere.
#pragma once

#include <cstdint>
#include <deque>
#include <list>
#include <map>
#include <memory>
#include <string>

#include "controller/kube/transport.h"
#include "tests/fakes/fake_api/object_store.h"
#include "tests/fakes/fake_api/route.h"
#include "tests/fakes/fake_api/selector.h"

namespace executioner::fakes {

/// An open watch: its queued lines in order, and how the stream will end.
struct Watch {
  struct Line {
    std::int64_t revision = 0;  ///< not delivered while the resource is frozen before this revision
    std::string text = {};
  };

  const ResourceInfo* resource = nullptr;
  std::string ns = {};
  Selector selector = {};
  bool bookmarks = false;
  std::int64_t start = 0;  ///< changes up to this revision are not sent
  std::deque<Line> lines = {};
  bool cut_next = false;    ///< the next line is cut in half, and the stream ends
  bool delivering = false;  ///< a line is being delivered to the sink
  bool ended = false;
  kube::StreamEnd end = {};
};

class WatchHub {
 public:
  /// \param store  borrowed; must outlive the hub
  explicit WatchHub(const ObjectStore& store) : store_(store) {}

  /// Opens a watch and queues its first events: the changes since its resourceVersion, or the
  /// existing objects as ADDED, followed by a bookmark if `sendInitialEvents` is set. A compacted
  /// revision gets the ERROR event 410.
  /// \throws Refusal  if the API server would reject the watch
  std::shared_ptr<Watch> Open(const Route& route);

  void Close(const std::shared_ptr<Watch>& watch) { watches_.remove(watch); }

  /// Queues a change for every watch that matches it.
  void Publish(const Change& change);

  /// \return whether the first line of `watch` may be delivered now
  bool IsDue(const Watch& watch) const;

  /// \return whether a watch has a line that may be delivered or is being delivered
  bool IsBusy() const;

  std::size_t OpenCount(const std::string& plural) const;

  /// Faults; `plural` names the resource, "" means all resources.
  void Freeze(const std::string& plural);
  void Thaw(const std::string& plural);
  void ThawNext(const std::string& plural, int changes);
  void Insert(const std::string& plural, const std::string& line);
  void SendError(const std::string& plural, int code, const std::string& reason);
  void SendBookmarks(const std::string& plural);
  void CutNext(const std::string& plural);
  /// \param error  empty: a normal end after the queued events; otherwise the connection breaks
  /// immediately
  void End(const std::string& plural, const std::string& error);

  void SetWatchList(bool on) { watch_list_ = on; }

  void SetExpiredAsHttp(bool on) { expired_as_http_ = on; }

 private:
  void CheckRequest(const Route& route) const;
  void QueueInitial(Watch& watch, bool with_end) const;
  void QueueSince(Watch& watch) const;
  static void QueueChange(Watch& watch, const Change& change);
  std::list<std::shared_ptr<Watch>> Of(const std::string& plural) const;

  const ObjectStore& store_;
  std::list<std::shared_ptr<Watch>> watches_;
  std::map<std::string, std::int64_t> frozen_at_;  ///< by plural
  bool watch_list_ = true;
  bool expired_as_http_ = false;
};

}  // namespace executioner::fakes
