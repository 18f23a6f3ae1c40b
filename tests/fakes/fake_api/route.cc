#include "tests/fakes/fake_api/route.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <vector>

#include "tests/fakes/fake_api/refusal.h"

namespace executioner::fakes {
namespace {

constexpr std::array<ResourceInfo, 6> kResources = {{
    {.version = "v1",
     .plural = "pods",
     .kind = "Pod",
     .has_status = true,
     .has_generation = true,
     .unconditional_update = true},
    {.version = "v1",
     .plural = "namespaces",
     .kind = "Namespace",
     .namespaced = false,
     .has_status = true,
     .unconditional_update = true},
    {.group = "executioner.dev",
     .version = "v1alpha1",
     .plural = "workflows",
     .kind = "Workflow",
     .has_status = true,
     .has_generation = true,
     .custom = true},
    {.group = "executioner.dev",
     .version = "v1alpha1",
     .plural = "jobs",
     .kind = "Job",
     .has_status = true,
     .has_generation = true,
     .custom = true},
    {.group = "coordination.k8s.io", .version = "v1", .plural = "leases", .kind = "Lease"},
    {.group = "events.k8s.io",
     .version = "v1",
     .plural = "events",
     .kind = "Event",
     .unconditional_update = true},
}};

constexpr std::array<std::string_view, 16> kModelledQueries = {
    "watch",        "resourceVersion",   "resourceVersionMatch", "allowWatchBookmarks",
    "limit",        "continue",          "labelSelector",        "fieldSelector",
    "fieldManager", "sendInitialEvents", "timeoutSeconds",       "propagationPolicy",
    "timeout",      "fieldValidation",   "gracePeriodSeconds",   "pretty"};

std::string Decode(std::string_view text, bool is_query) {
  std::string decoded;
  for (std::size_t i = 0; i < text.size(); ++i) {
    unsigned code = 0;
    if (text[i] == '%' && i + 2 < text.size() &&
        std::from_chars(text.data() + i + 1, text.data() + i + 3, code, 16).ec == std::errc{}) {
      decoded += static_cast<char>(code);
      i += 2;
    } else {
      decoded += is_query && text[i] == '+' ? ' ' : text[i];
    }
  }
  return decoded;
}

std::vector<std::string> Split(std::string_view text, char separator, bool is_query) {
  std::vector<std::string> parts;
  while (!text.empty()) {
    const std::size_t end = text.find(separator);
    const std::string_view part = text.substr(0, end);
    if (!part.empty()) {
      parts.push_back(is_query ? std::string{part} : Decode(part, false));
    }
    text = end == std::string_view::npos ? std::string_view{} : text.substr(end + 1);
  }
  return parts;
}

void ReadQuery(std::string_view text, Route& route) {
  for (const std::string& pair : Split(text, '&', true)) {
    const std::size_t equals = pair.find('=');
    const std::string name = Decode(std::string_view{pair}.substr(0, equals), true);
    if (std::find(kModelledQueries.begin(), kModelledQueries.end(), name) ==
        kModelledQueries.end()) {
      throw Refusal(400, "BadRequest", "the fake API server does not model ?" + name);
    }
    route.query[name] =
        equals == std::string::npos ? "" : Decode(std::string_view{pair}.substr(equals + 1), true);
  }
}

const ResourceInfo* Find(std::string_view group, std::string_view version,
                         std::string_view plural) {
  const auto* found = std::find_if(kResources.begin(), kResources.end(), [&](const auto& info) {
    return info.group == group && info.version == version && info.plural == plural;
  });
  return found == kResources.end() ? nullptr : found;
}

/// What follows the API version: [namespaces/NS/]PLURAL[/NAME[/SUBRESOURCE]].
void ReadObject(std::span<const std::string> parts, std::string_view group,
                std::string_view version, Route& route) {
  if (parts.size() >= 3 && parts[0] == "namespaces" && Find(group, version, parts[2]) != nullptr) {
    route.ns = parts[1];
    parts = parts.subspan(2);
  }
  route.resource = Find(group, version, parts[0]);
  if (route.resource == nullptr || parts.size() > 3 ||
      (parts.size() > 1 && route.resource->namespaced && route.ns.empty())) {
    throw Refusal(404, "NotFound", "the server could not find the requested resource");
  }
  route.name = parts.size() > 1 ? parts[1] : "";
  route.subresource = parts.size() > 2 ? parts[2] : "";
}

}  // namespace

std::string ResourceInfo::ApiVersion() const {
  return group.empty() ? std::string{version} : std::string{group} + "/" + std::string{version};
}

std::span<const ResourceInfo> KnownResources() {
  return kResources;
}

std::string Route::Query(std::string_view parameter) const {
  const auto found = query.find(parameter);
  return found == query.end() ? "" : found->second;
}

bool Route::IsWatch() const {
  const std::string watch = Query("watch");
  return watch == "1" || watch == "true";
}

Route ParseRoute(std::string_view path) {
  Route route;
  const std::size_t question = path.find('?');
  route.path = Decode(path.substr(0, question), false);
  if (question != std::string_view::npos) {
    ReadQuery(path.substr(question + 1), route);
  }
  const std::vector<std::string> parts = Split(path.substr(0, question), '/', false);
  const std::span<const std::string> all = parts;
  if (parts.size() > 2 && parts[0] == "api") {
    ReadObject(all.subspan(2), "", parts[1], route);
  } else if (parts.size() > 3 && parts[0] == "apis" && parts[1] != "authorization.k8s.io") {
    ReadObject(all.subspan(3), parts[1], parts[2], route);
  }
  return route;
}

}  // namespace executioner::fakes
