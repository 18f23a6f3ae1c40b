#include "tests/fakes/fake_api/api.h"

#include <set>
#include <string>

#include "tests/fakes/fake_api/kind_rules.h"
#include "tests/fakes/fake_api/refusal.h"

namespace executioner::fakes {
namespace {

using kube::HttpRequest;
using kube::HttpResponse;
using nlohmann::json;

HttpResponse Respond(int status, const json& body) {
  return {.status = status, .body = body.dump()};
}

[[noreturn]] void RefuseMethod() {
  throw Refusal(405, "MethodNotAllowed", "the server does not allow this method on the resource");
}

json ResourceList(const std::string& api_version) {
  json resources = json::array();
  for (const ResourceInfo& info : KnownResources()) {
    if (info.ApiVersion() != api_version) {
      continue;
    }
    const json verbs = {"create", "delete", "deletecollection", "get",
                        "list",   "patch",  "update",           "watch"};
    resources.push_back({{"name", info.plural},
                         {"kind", info.kind},
                         {"namespaced", info.namespaced},
                         {"singularName", ""},
                         {"verbs", verbs}});
    if (info.has_status) {
      resources.push_back({{"name", std::string{info.plural} + "/status"},
                           {"kind", info.kind},
                           {"namespaced", info.namespaced},
                           {"singularName", ""},
                           {"verbs", {"get", "patch", "update"}}});
    }
  }
  if (resources.empty()) {
    throw Refusal(404, "NotFound", "the server could not find the requested resource");
  }
  return {{"kind", "APIResourceList"}, {"groupVersion", api_version}, {"resources", resources}};
}

json GroupList() {
  json groups = json::array();
  std::set<std::string> seen;
  for (const ResourceInfo& info : KnownResources()) {
    if (info.group.empty() || !seen.insert(std::string{info.group}).second) {
      continue;
    }
    const json version = {{"groupVersion", info.ApiVersion()}, {"version", info.version}};
    groups.push_back(
        {{"name", info.group}, {"versions", {version}}, {"preferredVersion", version}});
  }
  return {{"kind", "APIGroupList"}, {"apiVersion", "v1"}, {"groups", groups}};
}

HttpResponse AnswerOther(const Route& route, const HttpRequest& request) {
  const std::string& path = route.path;
  if (path == "/version") {
    return Respond(200, {{"major", "1"}, {"minor", "36"}, {"gitVersion", "v1.36.3"}});
  }
  if (path == "/readyz" || path == "/livez" || path == "/healthz") {
    return {.status = 200, .body = "ok"};
  }
  if (path == "/apis") {
    return Respond(200, GroupList());
  }
  if (path == "/apis/authorization.k8s.io/v1/selfsubjectaccessreviews" &&
      request.method == "POST") {
    json review = json::parse(request.body);
    review["status"] = {{"allowed", true}};
    return Respond(201, review);
  }
  const std::string prefix = path.starts_with("/apis/") ? "/apis/" : "/api/";
  if (!path.starts_with(prefix)) {
    throw Refusal(404, "NotFound", "the server could not find the requested resource");
  }
  return Respond(200, ResourceList(path.substr(prefix.size())));
}

}  // namespace

HttpResponse Api::Answer(const HttpRequest& request) {
  try {
    const Route route = ParseRoute(request.path);
    return route.resource == nullptr ? AnswerOther(route, request) : AnswerObject(route, request);
  } catch (const Refusal& refusal) {
    return {.status = refusal.Code(), .body = refusal.Body()};
  } catch (const json::exception& error) {
    return {.status = 400, .body = StatusBody(400, "BadRequest", error.what())};
  }
}

HttpResponse Api::AnswerObject(const Route& route, const HttpRequest& request) {
  const bool is_status = route.subresource == "status" && route.resource->has_status;
  const bool is_binding = route.subresource == "binding" && route.resource->plural == "pods";
  if (!route.subresource.empty() && !is_status && !is_binding) {
    throw Refusal(404, "NotFound", "the server could not find the requested resource");
  }
  if (route.IsWatch()) {
    throw Refusal(400, "BadRequest", "a watch must be read as a stream");
  }
  const std::string& method = request.method;
  if (method == "GET" && !is_binding) {
    return Get(route);
  }
  if (method == "POST" && is_binding) {
    return Respond(201, registry_.Bind(route, request.body));
  }
  if (is_binding) {
    RefuseMethod();
  }
  return route.name.empty() ? WriteCollection(route, request) : WriteOne(route, request);
}

HttpResponse Api::WriteCollection(const Route& route, const HttpRequest& request) {
  if (request.method == "POST") {
    return Respond(201, registry_.Create(route, request.body));
  }
  if (request.method == "DELETE") {
    return DeleteCollection(route, request.body);
  }
  RefuseMethod();
}

HttpResponse Api::WriteOne(const Route& route, const HttpRequest& request) {
  if (request.method == "PUT") {
    return Respond(200, registry_.Update(route, request.body));
  }
  if (request.method == "PATCH") {
    return Respond(200, registry_.Patch(route, request.content_type, request.body));
  }
  if (request.method == "DELETE" && route.subresource.empty()) {
    return Respond(200, registry_.Delete(route, request.body));
  }
  RefuseMethod();
}

HttpResponse Api::Get(const Route& route) {
  if (route.name.empty()) {
    return Respond(200, lister_.List(route));
  }
  const Object found = store_.Find(KeyOf(route));
  if (found == nullptr) {
    throw Refusal(404, "NotFound", Describe(*route.resource, route.name) + " not found");
  }
  return Respond(200, *found);
}

HttpResponse Api::DeleteCollection(const Route& route, const std::string& body) {
  if (route.resource->namespaced == route.ns.empty()) {
    RefuseMethod();
  }
  const DeleteOptions options = DeleteOptions::Parse(route, body);
  const json list = lister_.List(route);
  for (const json& item : list.at("items")) {
    registry_.DeleteObject(
        {route.resource, route.ns, item.at("metadata").at("name").get<std::string>()}, options);
  }
  return Respond(200, list);
}

void Api::Compact() {
  store_.Compact();
  lister_.ForgetPages();
}

}  // namespace executioner::fakes
