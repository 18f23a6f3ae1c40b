#include "controller/kube/watch_decoder.h"

#include <array>
#include <utility>

#include "controller/base/json_span.h"

namespace executioner::kube {
namespace {

ApiStatus StatusOf(std::string_view object) {
  ApiStatus status = ReadStatus({.status = 0, .body = std::string(object)});
  // Code 0 would mean that no answer came.
  if (status.code == 0) {
    status.code = 500;  // an answer did come; it only has no code
  }
  return status;
}

WatchLine EventOf(std::string_view type, std::string_view object) {
  constexpr std::array<std::pair<std::string_view, WatchEventType>, 4> kTypes{
      {{"ADDED", WatchEventType::kAdded},
       {"MODIFIED", WatchEventType::kModified},
       {"DELETED", WatchEventType::kDeleted},
       {"BOOKMARK", WatchEventType::kBookmark}}};
  for (const auto& [name, known] : kTypes) {
    if (type == name) {
      return WatchEvent{known, object};
    }
  }
  return type == "ERROR" ? WatchLine(StatusOf(object)) : UnknownEvent{type};
}

}  // namespace

WatchLine DecodeWatchLine(std::string_view line) {
  std::optional<std::string_view> type;
  std::optional<std::string_view> object;
  std::optional<std::string_view> kind;
  const bool is_object =
      base::ForEachMember(line, [&](std::string_view name, std::string_view value) {
        if (name == "type") {
          type = base::PlainString(value);
        } else if (name == "object") {
          object = value;
        } else if (name == "kind") {
          kind = base::PlainString(value);
        }
        return true;
      });
  if (!is_object) {
    return GarbageLine{"not a JSON object"};
  }
  // A server that is starting answers a watch with a bare Status and 200.
  if (kind == "Status" && !object) {
    return StatusOf(line);
  }
  if (!type || !object || object->front() != '{') {
    return GarbageLine{"no \"type\" or no \"object\""};
  }
  return EventOf(*type, *object);
}

Bookmark DecodeBookmark(std::string_view object) {
  Bookmark bookmark;
  const std::string_view metadata = base::FindMember(object, "metadata").value_or("");
  bookmark.resource_version = base::MemberText(metadata, "resourceVersion");
  const std::string_view annotations = base::FindMember(metadata, "annotations").value_or("");
  const std::string end = base::MemberText(annotations, "k8s.io/initial-events-end");
  bookmark.initial_events_end = end == "true";
  return bookmark;
}

}  // namespace executioner::kube
