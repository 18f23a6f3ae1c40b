/// \file
/// Decides what a reflector does next: the state machine of client-go tools/cache/reflector.go and
/// kube-rs watcher.rs as pure functions. reflector_loop.h sends the requests.
///
///            +--------- no watch-list on this server -------------+
///            |                                                    v
///   kStreamList --initial events complete--> kWatch     kList (pages) --last page--> kWatch
///        ^                                     |          ^
///        +---- 410, 500 for a minute, 4xx -----+----------+
#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <string_view>

#include "controller/base/time.h"
#include "controller/kube/api_error.h"

namespace executioner::kube {

enum class ReflectorStep {
  kStreamList,  ///< a watch that begins with all existing objects (KEP-3157)
  kList,        ///< one page of a list
  kWatch,       ///< changes since `version`
};

/// The state between requests.
struct ReflectorState {
  ReflectorStep step = ReflectorStep::kStreamList;
  bool can_stream_list = true;    ///< false after the server has rejected it
  std::string version = {};       ///< last resource version seen; empty before the first
  bool version_unusable = false;  ///< it was rejected as too old or too new: list without a version
  std::string continue_token = {};  ///< of the next page
  bool just_listed = false;         ///< the next watch begins where a list ended
  bool silent = false;              ///< the previous watch was cut off without an event
  std::optional<std::chrono::steady_clock::time_point> failing_since = std::nullopt;  ///< 5xx
};

/// How a list request ended.
struct ListEnd {
  std::optional<ApiStatus> error = std::nullopt;
  std::string continue_token = {};
  std::string version = {};  ///< metadata.resourceVersion of the list
};

/// How a watch, or a streaming list, ended.
struct WatchEnd {
  std::optional<ApiStatus> error =
      std::nullopt;           ///< a response other than 2xx, an ERROR event, or a Status line
  bool cut = false;           ///< the connection was lost or idle for too long
  bool garbage = false;       ///< a line was not an event
  bool initial_done = false;  ///< the end of a streaming list was seen
  int events = 0;
  base::Duration lasted{0};
  std::string version = {};  ///< last resource version seen, including bookmarks
};

/// The next request, and how long to wait before it.
struct ReflectorMove {
  ReflectorState next = {};
  bool back_off = false;
  std::optional<std::chrono::seconds> retry_after = std::nullopt;  ///< wait at least this long
  std::string_view reason = {};  ///< constant text for the log; empty: nothing is logged
};

ReflectorMove AfterList(const ReflectorState& state, const ListEnd& end);

ReflectorMove AfterWatch(const ReflectorState& state, const WatchEnd& end,
                         std::chrono::steady_clock::time_point now);

/// Selectors of the reflected objects; both may be empty.
struct Selectors {
  std::string labels = {};
  std::string fields = {};
};

/// Returns the query of the next request, beginning with '?'.
/// \param timeout  how long the server keeps a watch open
std::string ReflectorQuery(const ReflectorState& state, const Selectors& selectors, int page_size,
                           std::chrono::seconds timeout);

}  // namespace executioner::kube
