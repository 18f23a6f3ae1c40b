#include "tests/fakes/fake_api/watch_hub.h"

#include <algorithm>
#include <utility>

#include "tests/fakes/fake_api/lister.h"
#include "tests/fakes/fake_api/refusal.h"

namespace executioner::fakes {
namespace {

using nlohmann::json;

constexpr const char* kInitialEventsEnd = "k8s.io/initial-events-end";

std::string EventLine(const char* type, const json& object) {
  return json{{"type", type}, {"object", object}}.dump();
}

std::string ErrorLine(int code, const std::string& reason, const std::string& message) {
  return R"({"type":"ERROR","object":)" + StatusBody(code, reason, message) + "}";
}

std::string BookmarkLine(const ResourceInfo& resource, std::int64_t revision, bool ends_initial) {
  json object = {{"kind", resource.kind},
                 {"apiVersion", resource.ApiVersion()},
                 {"metadata",
                  {{"resourceVersion", std::to_string(revision)}, {"creationTimestamp", nullptr}}}};
  if (ends_initial) {
    object["metadata"]["annotations"][kInitialEventsEnd] = "true";
  }
  return EventLine("BOOKMARK", object);
}

bool IsOn(const Route& route, std::string_view parameter) {
  const std::string value = route.Query(parameter);
  return value == "1" || value == "true";
}

/// An object that left the selector is sent as it was, with the revision of the change.
json WithRevision(json object, std::int64_t revision) {
  object["metadata"]["resourceVersion"] = std::to_string(revision);
  return object;
}

}  // namespace

void WatchHub::CheckRequest(const Route& route) const {
  const bool initial = !route.Query("sendInitialEvents").empty();
  if (!route.name.empty()) {
    throw Refusal(400, "BadRequest", "the fake API server watches collections only");
  }
  if (initial && !watch_list_) {
    throw Refusal(422, "Invalid",
                  "ListOptions.meta.k8s.io \"\" is invalid: sendInitialEvents: Forbidden: "
                  "sendInitialEvents is forbidden for watch unless the WatchList feature gate is "
                  "enabled");
  }
  if (initial != (route.Query("resourceVersionMatch") == "NotOlderThan")) {
    throw Refusal(422, "Invalid",
                  "ListOptions.meta.k8s.io \"\" is invalid: resourceVersionMatch: Forbidden: "
                  "sendInitialEvents requires setting resourceVersionMatch to NotOlderThan");
  }
}

std::shared_ptr<Watch> WatchHub::Open(const Route& route) {
  CheckRequest(route);
  auto watch = std::make_shared<Watch>();
  watch->resource = route.resource;
  watch->ns = route.ns;
  watch->selector = Selector::Parse(route.Query("labelSelector"), route.Query("fieldSelector"));
  watch->bookmarks = IsOn(route, "allowWatchBookmarks");
  watch->end.status = 200;
  const std::int64_t from = ParseRevision(route.Query("resourceVersion"));
  const bool send_initial = IsOn(route, "sendInitialEvents");
  watch->start = from == 0 || send_initial ? store_.Revision() : from;
  if (send_initial || (from == 0 && route.Query("sendInitialEvents").empty())) {
    QueueInitial(*watch, send_initial && watch->bookmarks);
  } else {
    QueueSince(*watch);
  }
  watches_.push_back(watch);
  return watch;
}

void WatchHub::QueueSince(Watch& watch) const {
  const auto changes = store_.Since(watch.resource, watch.start);
  if (changes) {
    for (const Change& change : *changes) {
      QueueChange(watch, change);
    }
    return;
  }
  const std::string message = "too old resource version: " + std::to_string(watch.start);
  if (expired_as_http_) {
    throw Refusal(410, "Expired", message);
  }
  watch.lines.push_back({.text = ErrorLine(410, "Expired", message)});
  watch.ended = true;
}

void WatchHub::QueueInitial(Watch& watch, bool with_end) const {
  for (const Object& object : store_.List(watch.resource, watch.ns)) {
    if (watch.selector.Matches(*object)) {
      watch.lines.push_back({.text = EventLine("ADDED", *object)});
    }
  }
  if (with_end) {
    watch.lines.push_back({.text = BookmarkLine(*watch.resource, watch.start, true)});
  }
}

void WatchHub::QueueChange(Watch& watch, const Change& change) {
  if (change.key.resource != watch.resource || change.revision <= watch.start ||
      (!watch.ns.empty() && watch.ns != change.key.ns)) {
    return;
  }
  const bool was = change.previous != nullptr && watch.selector.Matches(*change.previous);
  const bool is = change.type != Change::Type::kDeleted && watch.selector.Matches(*change.object);
  if (is) {
    watch.lines.push_back({change.revision, EventLine(was ? "MODIFIED" : "ADDED", *change.object)});
  } else if (was) {
    watch.lines.push_back(
        {change.revision, EventLine("DELETED", WithRevision(*change.previous, change.revision))});
  }
}

void WatchHub::Publish(const Change& change) {
  for (const auto& watch : watches_) {
    if (!watch->ended) {
      QueueChange(*watch, change);
    }
  }
}

bool WatchHub::IsDue(const Watch& watch) const {
  if (watch.lines.empty()) {
    return false;
  }
  const auto frozen = frozen_at_.find(std::string{watch.resource->plural});
  return frozen == frozen_at_.end() || watch.lines.front().revision <= frozen->second;
}

bool WatchHub::IsBusy() const {
  return std::any_of(watches_.begin(), watches_.end(), [this](const auto& watch) {
    return watch->delivering || watch->ended || IsDue(*watch);
  });
}

std::list<std::shared_ptr<Watch>> WatchHub::Of(const std::string& plural) const {
  std::list<std::shared_ptr<Watch>> chosen;
  std::copy_if(watches_.begin(), watches_.end(), std::back_inserter(chosen),
               [&](const auto& watch) {
                 return !watch->ended && (plural.empty() || watch->resource->plural == plural);
               });
  return chosen;
}

std::size_t WatchHub::OpenCount(const std::string& plural) const {
  return Of(plural).size();
}

void WatchHub::Freeze(const std::string& plural) {
  for (const ResourceInfo& info : KnownResources()) {
    if (plural.empty() || info.plural == plural) {
      frozen_at_.try_emplace(std::string{info.plural}, store_.Revision());
    }
  }
}

void WatchHub::Thaw(const std::string& plural) {
  if (plural.empty()) {
    frozen_at_.clear();
  } else {
    frozen_at_.erase(plural);
  }
}

void WatchHub::ThawNext(const std::string& plural, int changes) {
  const auto frozen = frozen_at_.find(plural);
  if (frozen == frozen_at_.end()) {
    return;
  }
  const auto info = std::find_if(KnownResources().begin(), KnownResources().end(),
                                 [&](const auto& known) { return known.plural == plural; });
  const auto held = store_.Since(&*info, frozen->second);
  for (std::size_t i = 0; held && i < held->size() && static_cast<int>(i) < changes; ++i) {
    frozen->second = (*held)[i].revision;
  }
}

void WatchHub::Insert(const std::string& plural, const std::string& line) {
  for (const auto& watch : Of(plural)) {
    watch->lines.push_back({store_.Revision(), line});
  }
}

void WatchHub::SendError(const std::string& plural, int code, const std::string& reason) {
  Insert(plural, ErrorLine(code, reason, "injected by the test"));
  End(plural, "");
}

void WatchHub::SendBookmarks(const std::string& plural) {
  for (const auto& watch : Of(plural)) {
    if (watch->bookmarks) {
      watch->lines.push_back(
          {store_.Revision(), BookmarkLine(*watch->resource, store_.Revision(), false)});
    }
  }
}

void WatchHub::CutNext(const std::string& plural) {
  for (const auto& watch : Of(plural)) {
    watch->cut_next = true;
  }
}

void WatchHub::End(const std::string& plural, const std::string& error) {
  for (const auto& watch : Of(plural)) {
    watch->ended = true;
    watch->end.error = error;
    if (!error.empty()) {
      watch->lines.clear();
    }
  }
}

}  // namespace executioner::fakes
