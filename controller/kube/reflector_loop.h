/// \file
/// The part of a reflector that does not depend on the kind of object: sends the requests that
/// reflector_state.h asks for and passes objects, as text, to a target.
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
#include "controller/kube/reflector_state.h"
#include "controller/kube/runtime.h"
#include "controller/kube/watch_decoder.h"

namespace executioner::kube {

struct ReflectorOptions {
  std::string ns = {};  ///< empty: all namespaces
  std::string label_selector = {};
  std::string field_selector = {};
  std::string kind = {};  ///< objects of another kind are skipped; empty: not checked
  /// Number of objects per page of a list: a page is in memory as a whole, and users choose the
  /// size of their objects, up to 1.5 MiB.
  int page_size = 20;
  std::chrono::seconds idle{120};  ///< a watch without events for this long is dead
  bool stream_list = true;         ///< false: never request a streaming list
};

/// Receives objects. Called by one thread at a time; must not throw.
class ReflectorTarget {
 public:
  virtual ~ReflectorTarget() = default;

  /// Begins a list; discards staged objects.
  virtual void Begin() noexcept = 0;
  /// Stages an object of the list.
  virtual void Stage(std::string_view object) noexcept = 0;
  /// Removes a staged object that was deleted during a streaming list.
  virtual void Unstage(std::string_view object) noexcept = 0;
  /// Ends the list: the staged objects replace all objects.
  virtual void Commit(std::string_view version) noexcept = 0;

  /// \return the resource version of the object; empty if the object could not be read and was
  /// skipped
  virtual std::string Upsert(std::string_view object) noexcept = 0;
  virtual std::string Erase(std::string_view object) noexcept = 0;
  virtual void Bookmark(std::string_view version) noexcept = 0;
};

class ReflectorLoop {
 public:
  /// \param client, target  borrowed, like the runtime's clock
  ReflectorLoop(Client& client, Resource resource, ReflectorOptions options,
                ReflectorTarget& target, Runtime runtime);

  /// Lists and watches until `stop`. Blocks; must be called once.
  void Run(const std::stop_token& stop);

  /// \return the time since the server last sent a valid event or list; nothing before the first.
  /// Safe from any thread.
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
