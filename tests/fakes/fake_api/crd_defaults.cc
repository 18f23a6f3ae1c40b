#include "tests/fakes/fake_api/crd_defaults.h"

#include <map>
#include <string>

#include <yaml-cpp/yaml.h>

namespace executioner::fakes {
namespace {

using nlohmann::json;

/// The parts of a schema that say something about defaults; null where there are none.
json DefaultsOf(const YAML::Node& schema) {
  json defaults;
  if (const YAML::Node value = schema["default"]) {
    const auto type = schema["type"].as<std::string>();
    if (type == "boolean") {
      defaults["default"] = value.as<bool>();
    } else if (type == "integer") {
      defaults["default"] = value.as<std::int64_t>();
    } else {
      defaults["default"] = value.as<std::string>();
    }
  }
  for (const auto& property : schema["properties"]) {
    if (json of_property = DefaultsOf(property.second); !of_property.is_null()) {
      defaults["properties"][property.first.as<std::string>()] = std::move(of_property);
    }
  }
  if (const YAML::Node items = schema["items"]) {
    if (json of_items = DefaultsOf(items); !of_items.is_null()) {
      defaults["items"] = std::move(of_items);
    }
  }
  return defaults;
}

json ReadCrd(const std::string& plural) {
  const YAML::Node crd = YAML::LoadFile(EXECUTIONER_SOURCE_DIR "/crds/" + plural + ".yaml");
  return DefaultsOf(crd["spec"]["versions"][0]["schema"]["openAPIV3Schema"]["properties"]["spec"]);
}

void Apply(const json& defaults, json& value) {
  if (value.is_array() && defaults.contains("items")) {
    for (json& item : value) {
      Apply(defaults.at("items"), item);
    }
  }
  if (!value.is_object() || !defaults.contains("properties")) {
    return;
  }
  for (const auto& [name, of_property] : defaults.at("properties").items()) {
    if (!value.contains(name) && of_property.contains("default")) {
      value[name] = of_property.at("default");
    }
    if (value.contains(name)) {
      Apply(of_property, value[name]);
    }
  }
}

}  // namespace

void SetSchemaDefaults(const ResourceInfo& resource, json& object) {
  static const std::map<std::string, json> kDefaults{{"workflows", ReadCrd("workflows")},
                                                     {"jobs", ReadCrd("jobs")}};
  const auto found = kDefaults.find(std::string(resource.plural));
  if (resource.custom && found != kDefaults.end() && object.contains("spec")) {
    Apply(found->second, object["spec"]);
  }
}

}  // namespace executioner::fakes
