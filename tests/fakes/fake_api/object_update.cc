#include "tests/fakes/fake_api/object_update.h"

#include <algorithm>
#include <array>
#include <string>
#include <utility>

#include "tests/fakes/fake_api/crd_defaults.h"
#include "tests/fakes/fake_api/kind_rules.h"
#include "tests/fakes/fake_api/refusal.h"

namespace executioner::fakes {
namespace {

using nlohmann::json;

void CopyField(json& to, const json& from, const char* field) {
  if (from.contains(field)) {
    to[field] = from.at(field);
  } else {
    to.erase(field);
  }
}

void CheckVersion(const Route& route, const json& current, const json& wanted) {
  const json& metadata = wanted.at("metadata");
  const json found = metadata.value("resourceVersion", json{});
  const std::string version = found.is_string() ? found.get<std::string>() : "";
  if (!version.empty() && version != current.at("metadata").at("resourceVersion")) {
    throw Refusal(409, "Conflict",
                  "Operation cannot be fulfilled on " + Describe(*route.resource, route.name) +
                      ": the object has been modified; please apply your changes to the latest "
                      "version and try again");
  }
}

void CheckImmutable(const Route& route, const json& current, const json& wanted) {
  for (const char* field : {"name", "namespace", "uid"}) {
    const json before = current.at("metadata").value(field, json{});
    const json after = wanted.at("metadata").value(field, before);
    if (after != before) {
      throw Refusal(422, "Invalid",
                    Describe(*route.resource, route.name) + " is invalid: metadata." + field +
                        ": Invalid value: " + after.dump() + ": field is immutable",
                    "FieldValueInvalid");
    }
  }
}

void CheckFinalizers(const Route& route, const json& current, const json& wanted) {
  if (!current.at("metadata").contains("deletionTimestamp")) {
    return;
  }
  const json before = current.at("metadata").value("finalizers", json::array());
  for (const json& finalizer : wanted.at("metadata").value("finalizers", json::array())) {
    if (std::find(before.begin(), before.end(), finalizer) == before.end()) {
      throw Refusal(422, "Invalid",
                    Describe(*route.resource, route.name) +
                        " is invalid: metadata.finalizers: Forbidden: no new finalizers can be "
                        "added if the object is being deleted",
                    "FieldValueForbidden");
    }
  }
}

/// Puts the server's own fields back and drops empty lists and maps, as the Go types do.
void RestoreMetadata(const json& current, json& wanted) {
  json& metadata = wanted["metadata"];
  for (const char* field : {"name", "namespace", "uid", "resourceVersion", "creationTimestamp",
                            "generation", "deletionTimestamp", "deletionGracePeriodSeconds"}) {
    CopyField(metadata, current.at("metadata"), field);
  }
  metadata.erase("managedFields");
  for (const char* field : {"finalizers", "labels", "annotations", "ownerReferences"}) {
    if (metadata.contains(field) && metadata.at(field).empty()) {
      metadata.erase(field);
    }
  }
}

json MergeStatus(const Route& route, const json& current, json wanted) {
  json next = current;
  CopyField(next, wanted, "status");
  if (route.resource->custom) {
    return next;
  }
  CheckImmutable(route, current, wanted);
  CheckFinalizers(route, current, wanted);
  RestoreMetadata(current, wanted);
  for (const char* field : {"labels", "annotations", "finalizers"}) {
    CopyField(next["metadata"], wanted.at("metadata"), field);
  }
  return next;
}

bool SpecChanged(json before, json after) {
  for (const char* field : {"metadata", "status"}) {
    before.erase(field);
    after.erase(field);
  }
  return before != after;
}

}  // namespace

json MergeUpdate(const Route& route, const json& current, json wanted) {
  if (!wanted.is_object() || !wanted.contains("metadata") || !wanted.at("metadata").is_object()) {
    throw Refusal(422, "Invalid", "metadata: Required value");
  }
  CheckVersion(route, current, wanted);
  if (route.subresource == "status") {
    return MergeStatus(route, current, std::move(wanted));
  }
  CheckImmutable(route, current, wanted);
  CheckFinalizers(route, current, wanted);
  RestoreMetadata(current, wanted);
  CopyField(wanted, current, "kind");
  CopyField(wanted, current, "apiVersion");
  if (route.resource->has_status) {
    CopyField(wanted, current, "status");
  }
  SetSchemaDefaults(*route.resource, wanted);
  ValidateMetadata(*route.resource, wanted);
  ValidateSpecUpdate(*route.resource, current, wanted);
  if (route.resource->has_generation && SpecChanged(current, wanted)) {
    wanted["metadata"]["generation"] =
        current.at("metadata").at("generation").get<std::int64_t>() + 1;
  }
  return wanted;
}

}  // namespace executioner::fakes
