#include "controller/main/yaml_config.h"

#include <CLI/CLI.hpp>
#include <vector>

#include <yaml-cpp/yaml.h>

#include "controller/base/error.h"
#include "controller/domain/complaints.h"
#include "controller/domain/nearest_name.h"

namespace executioner::main {
namespace {

class ConfigFile {
 public:
  ConfigFile(std::string path, CLI::App& command) : path_(std::move(path)), command_(command) {}

  void Apply() const {
    const YAML::Node root = Load();
    if (root.IsNull()) {
      return;
    }
    if (!root.IsMap()) {
      Refuse(root.Mark(), "must be a map from flags to values, such as 'workers: 16'");
    }
    for (const auto& entry : root) {
      if (!entry.first.IsScalar()) {
        Refuse(entry.first.Mark(), "the name of a flag must be a plain word");
      }
      Set(entry.first, entry.second);
    }
  }

 private:
  [[noreturn]] void Refuse(const YAML::Mark& mark, const std::string& what) const {
    throw base::ConfigurationError(path_ + ":" + std::to_string(mark.line + 1), what);
  }

  YAML::Node Load() const {
    try {
      return YAML::LoadFile(path_);
    } catch (const YAML::ParserException& error) {
      Refuse(error.mark, error.msg);
    } catch (const YAML::BadFile&) {
      throw base::ConfigurationError(path_, "cannot be read");
    }
  }

  std::vector<std::string> Values(const std::string& name, const YAML::Node& value) const {
    if (value.IsScalar()) {
      return {value.Scalar()};
    }
    std::vector<std::string> values;
    for (const YAML::Node& item : value) {
      if (!value.IsSequence() || !item.IsScalar()) {
        Refuse(value.Mark(), "'" + name + "' must be a plain value or a list of them");
      }
      values.push_back(item.Scalar());
    }
    if (values.empty()) {
      Refuse(value.Mark(), "'" + name + "' has no value: give it one or leave it out");
    }
    return values;
  }

  CLI::Option& Find(const YAML::Node& key) const {
    std::vector<std::string> names;
    for (CLI::Option* option : command_.get_options()) {
      for (const std::string& name : option->get_lnames()) {
        // A file cannot name another file, and help is not a setting.
        if (name == key.Scalar() && name != "config" && name != "help") {
          return *option;
        }
        names.push_back(name);
      }
    }
    Refuse(key.Mark(), "there is no flag '" + key.Scalar() + "'" +
                           domain::DidYouMean(domain::NearestName(key.Scalar(), names)));
  }

  void Set(const YAML::Node& key, const YAML::Node& value) const {
    CLI::Option& option = Find(key);
    std::vector<std::string> values = Values(key.Scalar(), value);
    if (option.count() > 0) {
      return;  // the command line wins
    }
    try {
      // A flag without a value: "true" and "false" are what a file can say about it.
      if (option.get_items_expected_max() == 0) {
        values = {option.get_flag_value(key.Scalar(), values.front())};
      }
      option.add_result(values);
      option.run_callback();
    } catch (const CLI::ParseError& error) {
      Refuse(value.Mark(), error.what());
    }
  }

  const std::string path_;
  CLI::App& command_;
};

}  // namespace

void ReadConfigFile(const std::string& path, CLI::App& command) {
  ConfigFile(path, command).Apply();
}

}  // namespace executioner::main
