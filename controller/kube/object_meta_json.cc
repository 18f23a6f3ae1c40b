#include "controller/kube/object_meta_json.h"

#include <algorithm>
#include <limits>

#include <nlohmann/json.hpp>

namespace executioner::kube {
namespace {

using Json = nlohmann::json;

const Json* Find(const Json& object, const char* name) {
  if (!object.is_object()) {
    return nullptr;
  }
  const auto found = object.find(name);
  return found == object.end() ? nullptr : &*found;
}

std::string Text(const Json& object, const char* name) {
  const Json* value = Find(object, name);
  return value != nullptr && value->is_string() ? value->get<std::string>() : std::string();
}

std::optional<std::int64_t> Number(const Json& object, const char* name) {
  const Json* value = Find(object, name);
  if (value == nullptr || !value->is_number_integer()) {
    return std::nullopt;
  }
  return value->get<std::int64_t>();
}

bool IsTrue(const Json& object, const char* name) {
  const Json* value = Find(object, name);
  return value != nullptr && value->is_boolean() && value->get<bool>();
}

template <class Keep>
std::map<std::string, std::string> TextMap(const Json* object, const Keep& keep) {
  std::map<std::string, std::string> result;
  if (object != nullptr && object->is_object()) {
    for (const auto& [name, value] : object->items()) {
      if (value.is_string() && keep(name)) {
        result.emplace(name, value.template get<std::string>());
      }
    }
  }
  return result;
}

std::optional<OwnerReference> ControllerOf(const Json* owners) {
  if (owners == nullptr || !owners->is_array()) {
    return std::nullopt;
  }
  for (const Json& owner : *owners) {
    if (IsTrue(owner, "controller")) {
      return OwnerReference{.api_version = Text(owner, "apiVersion"),
                            .kind = Text(owner, "kind"),
                            .name = Text(owner, "name"),
                            .uid = Text(owner, "uid")};
    }
  }
  return std::nullopt;
}

std::vector<std::string> Texts(const Json* values) {
  std::vector<std::string> result;
  if (values != nullptr && values->is_array()) {
    for (const Json& value : *values) {
      if (value.is_string()) {
        result.push_back(value.get<std::string>());
      }
    }
  }
  return result;
}

}  // namespace

ObjectMeta DecodeMeta(const Json& object, std::span<const std::string_view> kept_annotations) {
  ObjectMeta meta;
  const Json* metadata = Find(object, "metadata");
  if (metadata == nullptr) {
    return meta;
  }
  const auto kept = [&](std::string_view name) {
    return std::ranges::any_of(kept_annotations, [&](std::string_view pattern) {
      return name == pattern || (pattern.ends_with('/') && name.starts_with(pattern));
    });
  };
  meta.ns = Text(*metadata, "namespace");
  meta.name = Text(*metadata, "name");
  meta.uid = Text(*metadata, "uid");
  meta.resource_version = Text(*metadata, "resourceVersion");
  meta.generation = Number(*metadata, "generation").value_or(0);
  meta.creation_time =
      base::ParseTime(Text(*metadata, "creationTimestamp")).value_or(meta.creation_time);
  meta.deletion_time = base::ParseTime(Text(*metadata, "deletionTimestamp"));
  const std::optional<std::int64_t> grace = Number(*metadata, "deletionGracePeriodSeconds");
  if (grace && *grace >= 0 && *grace <= std::numeric_limits<int>::max()) {
    meta.deletion_grace_seconds = static_cast<int>(*grace);
  }
  meta.labels = TextMap(Find(*metadata, "labels"), [](const std::string&) { return true; });
  meta.annotations = TextMap(Find(*metadata, "annotations"), kept);
  meta.finalizers = Texts(Find(*metadata, "finalizers"));
  meta.controller = ControllerOf(Find(*metadata, "ownerReferences"));
  return meta;
}

}  // namespace executioner::kube
