/// \file
/// The part of a reflector that is the same for every kind of object: does the requests that
/// reflector_state.h asks for and hands objects, as text, to a target.
#pragma once

#include <atomic>
#include <chrono>
#include <optional>
#include <set>
#include <stop_token>
#include <string>
#include <string_view>

#include "controller/kube/back_off.h"
#include "controller/kube/client.h"
#include "controller/kube/jitter.h"
#include "controller/kube/reflector_state.h"
#include "controller/kube/runtime.h"
#include "controller/kube/watch_decoder.h"

namespace executioner::kube {

struct ReflectorOptions {
  std::string ns = {};  ///< empty: all namespaces
  std::string label_selector = {};
  std::string field_selector = {};
  std::string kind = {};  ///< objects of another kind are skipped; empty: not checked
  /// Objects of one page of a list: a page is in memory as a whole, and users decide how large
  /// each object is, up to 1.5 MiB.
  int page_size = 20;
  std::chrono::seconds idle{120};  ///< silence after which a watch counts as dead (bookmarks: 60 s)
  bool stream_list = true;         ///< false: never ask for a watch-list
};

/// Where objects go. Called by one thread at a time; nothing here throws.
class ReflectorTarget {
 public:
  virtual ~ReflectorTarget() = default;

  /// A list begins; what was staged is dropped.
  virtual void Begin() noexcept = 0;
  /// An object of the list.
  virtual void Stage(std::string_view object) noexcept = 0;
  /// An object was deleted while a streaming list was under way.
  virtual void Unstage(std::string_view object) noexcept = 0;
  /// The staged objects are all there is.
  virtual void Commit(std::string_view version) noexcept = 0;

  /// \return the object's resource version; empty when it could not be read and was skipped
  virtual std::string Upsert(std::string_view object) noexcept = 0;
  virtual std::string Erase(std::string_view object) noexcept = 0;
  virtual void Bookmark(std::string_view version) noexcept = 0;
};

class ReflectorLoop {
 public:
  /// \param client, target  borrowed, as the runtime's clock
  ReflectorLoop(Client& client, Resource resource, ReflectorOptions options,
                ReflectorTarget& target, Runtime runtime);

  /// Lists and watches until `stop`. Blocks; call once.
  void Run(const std::stop_token& stop);

  /// Time since the server last sent anything that was understood; nothing before the first. Safe
  /// from any thread.
  std::optional<base::Duration> LastEventAge() const;

 private:
  class Sink;

  ReflectorMove Step(const ReflectorState& state, const std::stop_token& stop);
  ReflectorMove ListPage(const ReflectorState& state);
  ReflectorMove Watch(const ReflectorState& state, const std::stop_token& stop);
  bool StageItems(std::string_view body, ListEnd& end);
  bool WaitBefore(const ReflectorMove& move, const std::stop_token& stop);
  bool IsOurKind(std::string_view object);
  std::chrono::seconds WatchTimeout();
  void Touch();
  void LogOnce(std::string_view message, const LogFields& fields);

  Client& client_;
  const std::string path_;
  const ReflectorOptions options_;
  ReflectorTarget& target_;
  const Runtime runtime_;
  BackOff back_off_;
  Jitter jitter_;
  std::set<std::string_view> logged_;
  std::atomic<std::chrono::steady_clock::rep> last_event_;
};

}  // namespace executioner::kube
