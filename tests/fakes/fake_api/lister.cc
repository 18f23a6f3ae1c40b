#include "tests/fakes/fake_api/lister.h"

#include <charconv>
#include <utility>

#include "tests/fakes/fake_api/refusal.h"
#include "tests/fakes/fake_api/selector.h"

namespace executioner::fakes {

using nlohmann::json;

std::int64_t ParseRevision(const std::string& text) {
  std::int64_t revision = 0;
  const char* end = text.data() + text.size();
  if (!text.empty() && std::from_chars(text.data(), end, revision).ptr != end) {
    throw Refusal(400, "BadRequest", "invalid resource version \"" + text + "\"");
  }
  return revision;
}

Lister::Rest Lister::FirstPage(const Route& route) const {
  const std::int64_t asked = ParseRevision(route.Query("resourceVersion"));
  if (asked > store_.Revision()) {
    throw Refusal(504, "Timeout",
                  "Too large resource version: " + std::to_string(asked) +
                      ", current: " + std::to_string(store_.Revision()),
                  "ResourceVersionTooLarge");
  }
  if (route.Query("resourceVersionMatch") == "Exact" && asked != store_.Revision()) {
    throw Refusal(410, "Expired", "The resourceVersion for the provided list is too old.");
  }
  const Selector selector =
      Selector::Parse(route.Query("labelSelector"), route.Query("fieldSelector"));
  Rest rest{.revision = store_.Revision()};
  for (const Object& object : store_.List(route.resource, route.ns)) {
    if (selector.Matches(*object)) {
      rest.objects.push_back(object);
    }
  }
  return rest;
}

Lister::Rest Lister::NextPage(const std::string& token) {
  const auto found = pages_.find(token);
  if (found == pages_.end()) {
    throw Refusal(
        410, "Expired",
        "The provided continue parameter is too old to display a consistent list result.");
  }
  return found->second;
}

json Lister::List(const Route& route) {
  const std::string token = route.Query("continue");
  const std::string version = route.Query("resourceVersion");
  if (!token.empty() && !version.empty() && version != "0") {
    throw Refusal(400, "BadRequest",
                  "resourceVersion: Forbidden: may not be specified with a continue token");
  }
  Rest rest = token.empty() ? FirstPage(route) : NextPage(token);
  std::size_t limit = static_cast<std::size_t>(ParseRevision(route.Query("limit")));
  if (limit == 0 || (token.empty() && version == "0")) {
    limit = rest.objects.size();
  }
  json items = json::array();
  for (; !rest.objects.empty() && items.size() < limit; rest.objects.pop_front()) {
    json item = *rest.objects.front();
    if (!route.resource->custom) {
      item.erase("kind");
      item.erase("apiVersion");
    }
    items.push_back(std::move(item));
  }
  json metadata = {{"resourceVersion", std::to_string(rest.revision)}, {"continue", ""}};
  if (!rest.objects.empty()) {
    const std::string next = "page-" + std::to_string(++tokens_);
    metadata["continue"] = next;
    metadata["remainingItemCount"] = rest.objects.size();
    pages_[next] = std::move(rest);
  }
  return {{"kind", std::string{route.resource->kind} + "List"},
          {"apiVersion", route.resource->ApiVersion()},
          {"metadata", std::move(metadata)},
          {"items", std::move(items)}};
}

}  // namespace executioner::fakes
