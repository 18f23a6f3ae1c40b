/// \file
/// Decodes the lines of a watch to events. Pure. The object remains text: only its own decoder
/// parses it, once.
#pragma once

#include <string>
#include <string_view>
#include <variant>

#include "controller/kube/api_error.h"

namespace executioner::kube {

enum class WatchEventType { kAdded, kModified, kDeleted, kBookmark };

/// A change of an object. `object` points into the line.
struct WatchEvent {
  WatchEventType type = WatchEventType::kAdded;
  std::string_view object = {};
};

/// An event of an unknown type.
struct UnknownEvent {
  std::string_view type = {};
};

/// A line that is not an event.
struct GarbageLine {
  std::string why = {};
};

/// An ApiStatus is an ERROR event, or a bare `Status` line, which a server sends while it is not
/// ready.
using WatchLine = std::variant<WatchEvent, ApiStatus, UnknownEvent, GarbageLine>;

/// Reads {"type":...,"object":...}, members in any order.
WatchLine DecodeWatchLine(std::string_view line);

/// The content of a BOOKMARK event.
struct Bookmark {
  std::string resource_version = {};
  bool initial_events_end = false;  ///< annotation k8s.io/initial-events-end (KEP-3157)
};

Bookmark DecodeBookmark(std::string_view object);

}  // namespace executioner::kube
