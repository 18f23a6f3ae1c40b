#include "controller/main/yaml_config.h"

#include <yaml-cpp/yaml.h>

namespace executioner::main {
namespace {

CLI::FileError Fault(const YAML::Mark& mark, const std::string& what) {
  return CLI::FileError("line " + std::to_string(mark.line + 1) + ": " + what);
}

std::vector<std::string> ReadValues(const YAML::Node& value, const std::string& name) {
  if (value.IsScalar()) {
    return {value.Scalar()};
  }
  std::vector<std::string> values;
  if (value.IsSequence()) {
    for (const YAML::Node& item : value) {
      if (!item.IsScalar()) {
        throw Fault(item.Mark(), "'" + name + "' is a list of something else than plain values");
      }
      values.push_back(item.Scalar());
    }
    return values;
  }
  throw Fault(value.Mark(), "'" + name + "' is neither a plain value nor a list of them");
}

}  // namespace

std::string YamlConfig::to_config(const CLI::App* /*app*/, bool /*default_also*/,
                                  bool /*write_description*/, std::string /*prefix*/) const {
  return "";
}

std::vector<CLI::ConfigItem> YamlConfig::from_config(std::istream& input) const {
  std::vector<CLI::ConfigItem> entries;
  try {
    const YAML::Node root = YAML::Load(input);
    if (root.IsNull()) {
      return entries;
    }
    if (!root.IsMap()) {
      throw Fault(root.Mark(),
                  "a configuration file is a map from flags to values, e.g. 'workers: 16'");
    }
    for (const auto& entry : root) {
      CLI::ConfigItem item;
      item.name = entry.first.Scalar();
      item.inputs = ReadValues(entry.second, item.name);
      entries.push_back(std::move(item));
    }
  } catch (const YAML::ParserException& error) {
    throw Fault(error.mark, error.msg);
  }
  return entries;
}

}  // namespace executioner::main
