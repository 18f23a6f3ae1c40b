#include "tests/fakes/fake_api/registry.h"

#include <algorithm>
#include <set>
#include <utility>

#include "tests/fakes/fake_api/kind_rules.h"
#include "tests/fakes/fake_api/object_update.h"
#include "tests/fakes/fake_api/patch.h"
#include "tests/fakes/fake_api/refusal.h"

namespace executioner::fakes {
namespace {

using nlohmann::json;

constexpr std::size_t kMaxBodyBytes = std::size_t{3} << 20U;
constexpr std::size_t kMaxMessageBytes = std::size_t{2} << 20U;  // from the API server to etcd

json ParseBody(const Route& route, const std::string& body) {
  if (body.size() > kMaxBodyBytes) {
    throw Refusal(413, "RequestEntityTooLarge", "Request entity too large: limit is 3145728");
  }
  json object = json::parse(body, nullptr, false);
  if (object.is_discarded() || !object.is_object()) {
    throw Refusal(400, "BadRequest",
                  "the object provided is unrecognized: it is not a JSON object");
  }
  const std::string kind = object.value("kind", std::string{route.resource->kind});
  const std::string version = object.value("apiVersion", route.resource->ApiVersion());
  if (kind != route.resource->kind || version != route.resource->ApiVersion()) {
    throw Refusal(400, "BadRequest",
                  version + " " + kind + " in the body, but the URL is of " +
                      route.resource->ApiVersion() + " " + std::string{route.resource->kind});
  }
  object["kind"] = kind;
  object["apiVersion"] = version;
  if (!object["metadata"].is_object()) {
    object["metadata"] = json::object();
  }
  return object;
}

json SuccessStatus(const ObjectKey& key, const json& object) {
  return {{"kind", "Status"},
          {"apiVersion", "v1"},
          {"metadata", json::object()},
          {"status", "Success"},
          {"details",
           {{"name", key.name},
            {"group", key.resource->group},
            {"kind", key.resource->plural},
            {"uid", object.at("metadata").at("uid")}}}};
}

void CheckPreconditions(const ObjectKey& key, const json& object, const DeleteOptions& options) {
  const json& metadata = object.at("metadata");
  const auto check = [&](const std::optional<std::string>& wanted, const char* field,
                         const char* name) {
    if (wanted && *wanted != metadata.at(field)) {
      throw Refusal(409, "Conflict",
                    "Operation cannot be fulfilled on " + Describe(*key.resource, key.name) +
                        ": the " + name + " in the precondition (" + *wanted +
                        ") does not match the " + name + " in record (" +
                        metadata.at(field).get<std::string>() +
                        "). The object might have been deleted and then recreated");
    }
  };
  check(options.uid, "uid", "UID");
  check(options.resource_version, "resourceVersion", "ResourceVersion");
}

void AddFinalizer(json& object, const char* finalizer) {
  json& list = object["metadata"]["finalizers"];
  if (!list.is_array()) {
    list = json::array();
  }
  if (std::find(list.begin(), list.end(), finalizer) == list.end()) {
    list.push_back(finalizer);
  }
}

/// Sets or shortens the deletion of an object that stays for now.
void MarkDeleted(json& object, base::TimePoint now, long grace) {
  json& metadata = object["metadata"];
  const std::string when = base::FormatTime(now + std::chrono::seconds{grace});
  if (!metadata.contains("deletionTimestamp")) {
    metadata["deletionTimestamp"] = when;
    metadata["deletionGracePeriodSeconds"] = grace;
    if (metadata.contains("generation")) {
      metadata["generation"] = metadata["generation"].get<std::int64_t>() + 1;
    }
  } else if (grace < metadata.value("deletionGracePeriodSeconds", 0L)) {
    metadata["deletionTimestamp"] = when;
    metadata["deletionGracePeriodSeconds"] = grace;
  }
}

/// Whether something keeps an object that may be marked as deleted.
bool IsKept(const ObjectKey& key, const json& object) {
  const json& metadata = object.at("metadata");
  return !metadata.contains("deletionTimestamp") ||
         !metadata.value("finalizers", json::array()).empty() ||
         metadata.value("deletionGracePeriodSeconds", 0L) > 0 ||
         key.resource->plural == "namespaces";
}

}  // namespace

ObjectKey KeyOf(const Route& route) {
  return {route.resource, route.ns, route.name};
}

DeleteOptions DeleteOptions::Parse(const Route& route, const std::string& body) {
  json parsed = body.empty() ? json::object() : json::parse(body, nullptr, false);
  if (parsed.is_discarded() || !parsed.is_object()) {
    throw Refusal(400, "BadRequest", "the DeleteOptions cannot be read");
  }
  DeleteOptions options;
  options.grace_seconds = parsed.value("gracePeriodSeconds", -1L);
  options.propagation = parsed.value("propagationPolicy", route.Query("propagationPolicy"));
  const json preconditions = parsed.value("preconditions", json::object());
  if (preconditions.contains("uid")) {
    options.uid = preconditions.at("uid").get<std::string>();
  }
  if (preconditions.contains("resourceVersion")) {
    options.resource_version = preconditions.at("resourceVersion").get<std::string>();
  }
  if (const std::string grace = route.Query("gracePeriodSeconds"); !grace.empty()) {
    options.grace_seconds = std::stol(grace);
  }
  return options;
}

void Registry::CheckSize(const json& object) const {
  const std::size_t bytes = object.dump().size();
  if (bytes > kMaxMessageBytes) {
    throw Refusal(
        500, "",
        "rpc error: code = ResourceExhausted desc = trying to send message larger than max (" +
            std::to_string(bytes) + " vs. 2097152)");
  }
  if (bytes > max_object_bytes_) {
    throw Refusal(500, "", "etcdserver: request is too large");
  }
}

Object Registry::Existing(const Route& route) const {
  Object found = store_.Find(KeyOf(route));
  if (found == nullptr) {
    throw Refusal(404, "NotFound", Describe(*route.resource, route.name) + " not found");
  }
  return found;
}

void Registry::AdmitNamespace(const Route& route) {
  if (!route.resource->namespaced) {
    return;
  }
  const Route ns_route = ParseRoute("/api/v1/namespaces/" + route.ns);
  const Object found = store_.Find(KeyOf(ns_route));
  if (found == nullptr) {
    if (!known_namespaces_.insert(route.ns).second) {
      throw Refusal(404, "NotFound", "namespaces \"" + route.ns + "\" not found");
    }
    Create(ParseRoute("/api/v1/namespaces"), json{{"metadata", {{"name", route.ns}}}}.dump());
  } else if (found->at("metadata").contains("deletionTimestamp")) {
    throw Refusal(403, "Forbidden",
                  std::string{route.resource->plural} +
                      " is forbidden: unable to create new "
                      "content in namespace " +
                      route.ns + " because it is being terminated",
                  "NamespaceTerminating");
  }
}

json Registry::Create(const Route& route, const std::string& body) {
  json object = ParseBody(route, body);
  json& metadata = object["metadata"];
  if (metadata.value("namespace", route.ns) != route.ns) {
    throw Refusal(400, "BadRequest",
                  "the namespace of the provided object does not match the namespace sent on the "
                  "request");
  }
  if (metadata.contains("resourceVersion") &&
      !metadata.at("resourceVersion").get<std::string>().empty()) {
    throw Refusal(500, "", "resourceVersion should not be set on objects to be created");
  }
  if (!metadata.contains("name") && metadata.contains("generateName")) {
    metadata["name"] = metadata["generateName"].get<std::string>() + "g" +
                       std::to_string(10000 + ++generated_names_);
  }
  ValidateMetadata(*route.resource, object);
  AdmitNamespace(route);
  for (const char* field : {"deletionTimestamp", "deletionGracePeriodSeconds", "managedFields"}) {
    metadata.erase(field);
  }
  const ObjectKey key{route.resource, route.ns, metadata.at("name").get<std::string>()};
  if (store_.Find(key) != nullptr) {
    throw Refusal(409, "AlreadyExists", Describe(*key.resource, key.name) + " already exists");
  }
  if (route.resource->namespaced) {
    metadata["namespace"] = route.ns;
  } else {
    known_namespaces_.insert(key.name);
  }
  metadata["creationTimestamp"] = base::FormatTime(clock_.Now());
  if (route.resource->has_generation) {
    metadata["generation"] = 1;
  }
  if (mutate_pod_ && route.resource->plural == "pods") {
    mutate_pod_(object);
  }
  SetDefaults(*route.resource, object);
  CheckSize(object);
  metadata["uid"] = store_.NextUid();
  return *store_.Put(key, std::move(object));
}

json Registry::Write(const Route& route, const Object& current, json wanted) {
  json next = MergeUpdate(route, *current, std::move(wanted));
  if (next == *current) {
    return *current;
  }
  CheckSize(next);
  const ObjectKey key = KeyOf(route);
  Settle(key, std::move(next));
  const Object stored = store_.Find(key);
  return stored == nullptr ? *current : *stored;
}

json Registry::Update(const Route& route, const std::string& body) {
  json wanted = ParseBody(route, body);
  const Object current = Existing(route);
  json& metadata = wanted["metadata"];
  if (metadata.value("name", "") != route.name) {
    throw Refusal(400, "BadRequest",
                  "the name of the object (" + metadata.value("name", "") +
                      ") does not match the name on the URL (" + route.name + ")");
  }
  if (metadata.value("resourceVersion", "").empty()) {
    if (!route.resource->unconditional_update) {
      throw Refusal(422, "Invalid",
                    Describe(*route.resource, route.name) +
                        " is invalid: metadata.resourceVersion: Invalid value: 0: must be "
                        "specified for an update");
    }
    metadata["resourceVersion"] = current->at("metadata").at("resourceVersion");
  }
  if (metadata.contains("uid") && metadata.at("uid") != current->at("metadata").at("uid")) {
    DeleteOptions precondition;
    precondition.uid = metadata.at("uid").get<std::string>();
    CheckPreconditions(KeyOf(route), *current, precondition);
  }
  return Write(route, current, std::move(wanted));
}

json Registry::Patch(const Route& route, std::string_view content_type, const std::string& body) {
  const Object current = Existing(route);
  if (body.size() > kMaxBodyBytes) {
    throw Refusal(413, "RequestEntityTooLarge", "Request entity too large: limit is 3145728");
  }
  return Write(route, current, ApplyPatch(*current, content_type, body, route.resource->custom));
}

json Registry::Bind(const Route& route, const std::string& body) {
  const Object current = Existing(route);
  const json binding = json::parse(body, nullptr, false);
  const std::string node =
      binding.is_object() ? binding.value("target", json::object()).value("name", "") : "";
  if (node.empty()) {
    throw Refusal(400, "BadRequest", "the Binding names no node");
  }
  if (current->at("spec").contains("nodeName") ||
      current->at("metadata").contains("deletionTimestamp")) {
    throw Refusal(409, "Conflict",
                  "Operation cannot be fulfilled on pods/binding \"" + route.name +
                      "\": the pod is already assigned to a node or is being deleted");
  }
  json next = *current;
  next["spec"]["nodeName"] = node;
  next["status"]["conditions"] = {{{"type", "PodScheduled"},
                                   {"status", "True"},
                                   {"lastProbeTime", nullptr},
                                   {"lastTransitionTime", base::FormatTime(clock_.Now())}}};
  store_.Put(KeyOf(route), std::move(next));
  return {{"kind", "Status"}, {"apiVersion", "v1"}, {"status", "Success"}, {"code", 201}};
}

json Registry::Delete(const Route& route, const std::string& body) {
  Existing(route);
  const DeleteOptions options = DeleteOptions::Parse(route, body);
  if (route.resource->plural == "namespaces") {
    TerminateNamespace(route.name);
    return *Existing(route);
  }
  return DeleteObject(KeyOf(route), options);
}

json Registry::DeleteObject(const ObjectKey& key, const DeleteOptions& options) {
  const Object current = store_.Find(key);
  CheckPreconditions(key, *current, options);
  json next = *current;
  if (options.propagation == "Foreground" || options.propagation == "Orphan") {
    AddFinalizer(next, options.propagation == "Orphan" ? "orphan" : "foregroundDeletion");
  }
  MarkDeleted(next, clock_.Now(), GracePeriod(*key.resource, *current, options.grace_seconds));
  if (next != *current) {
    // A pod's deletion is an update first, even when the pod is gone at once: watches see MODIFIED,
    // then DELETED.
    if (key.resource->plural == "pods" && !IsKept(key, next)) {
      store_.Put(key, next);
    }
    Settle(key, std::move(next));
  }
  const Object stored = store_.Find(key);
  if (stored == nullptr && key.resource->plural != "pods") {
    return SuccessStatus(key, *current);
  }
  return stored == nullptr ? *current : *stored;
}

void Registry::Settle(const ObjectKey& key, json next) {
  if (IsKept(key, next)) {
    store_.Put(key, std::move(next));
  } else {
    store_.Remove(key);
  }
}

void Registry::TerminateNamespace(const std::string& ns) {
  const ObjectKey key = KeyOf(ParseRoute("/api/v1/namespaces/" + ns));
  const Object current = store_.Find(key);
  if (current == nullptr || current->at("metadata").contains("deletionTimestamp")) {
    return;
  }
  json next = *current;
  MarkDeleted(next, clock_.Now(), 0);
  next["status"]["phase"] = "Terminating";
  store_.Put(key, std::move(next));
}

}  // namespace executioner::fakes
