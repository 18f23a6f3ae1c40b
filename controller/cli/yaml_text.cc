#include "controller/cli/yaml_text.h"

#include <nlohmann/json.hpp>
#include <yaml-cpp/yaml.h>

#include "controller/manifest/yaml_scalar.h"

namespace executioner::cli {
namespace {

using Json = nlohmann::ordered_json;

void Emit(const Json& value, YAML::Emitter& out) {
  if (value.is_object() && !value.empty()) {
    out << YAML::BeginMap;
    for (const auto& [key, member] : value.items()) {
      out << YAML::Key;
      if (manifest::ReadPlain(key).value.Text() == nullptr) {
        out << YAML::DoubleQuoted;  // a number, or what some programs read as one: "on"
      }
      out << key << YAML::Value;
      Emit(member, out);
    }
    out << YAML::EndMap;
  } else if (value.is_array() && !value.empty()) {
    out << YAML::BeginSeq;
    for (const Json& item : value) {
      Emit(item, out);
    }
    out << YAML::EndSeq;
  } else if (value.is_string()) {
    out << YAML::DoubleQuoted << value.get<std::string>();
  } else if (value.is_object()) {
    out << YAML::Flow << YAML::BeginMap << YAML::EndMap;
  } else if (value.is_array()) {
    out << YAML::Flow << YAML::BeginSeq << YAML::EndSeq;
  } else {
    out << value.dump();
  }
}

}  // namespace

std::string YamlText(const std::string& json) {
  YAML::Emitter out;
  Emit(Json::parse(json), out);
  return std::string(out.c_str()) + "\n";
}

}  // namespace executioner::cli
