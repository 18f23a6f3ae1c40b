/// \file
/// Open watches and what was queued for them. Every method must be called with the server's mutex
/// held; delivery itself happens elsewhere.
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

/// One open watch: lines in the order of the wire, and how the stream is going to end.
struct Watch {
  struct Line {
    std::int64_t revision = 0;  ///< held back while the resource is frozen before this revision
    std::string text = {};
  };

  const ResourceInfo* resource = nullptr;
  std::string ns = {};
  Selector selector = {};
  bool bookmarks = false;
  std::int64_t start = 0;  ///< changes up to this revision are not sent
  std::deque<Line> lines = {};
  bool cut_next = false;    ///< the next line is cut in half and ends the stream
  bool delivering = false;  ///< a line is in the sink right now
  bool ended = false;
  kube::StreamEnd end = {};
};

class WatchHub {
 public:
  /// \param store  borrowed; outlives the hub
  explicit WatchHub(const ObjectStore& store) : store_(store) {}

  /// Opens a watch and queues what it starts with: nothing more than the changes since its
  /// resourceVersion, or the present objects as ADDED, with `sendInitialEvents` followed by the
  /// bookmark that ends them. A revision that was compacted gets the ERROR event 410.
  /// \throws Refusal as the API server refuses a watch
  std::shared_ptr<Watch> Open(const Route& route);

  void Close(const std::shared_ptr<Watch>& watch) { watches_.remove(watch); }

  /// Queues a change for every watch that it concerns.
  void Publish(const Change& change);

  /// Whether the first line of `watch` may be delivered now.
  bool IsDue(const Watch& watch) const;

  /// Whether some watch has a line that may be delivered, or one that is being delivered.
  bool IsBusy() const;

  std::size_t OpenCount(const std::string& plural) const;

  /// Faults; `plural` names the resource, "" all of them.
  void Freeze(const std::string& plural);
  void Thaw(const std::string& plural);
  void ThawNext(const std::string& plural, int changes);
  void Insert(const std::string& plural, const std::string& line);
  void SendError(const std::string& plural, int code, const std::string& reason);
  void SendBookmarks(const std::string& plural);
  void CutNext(const std::string& plural);
  /// \param error  empty: an orderly end after what is queued; else the connection breaks at once
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
