/// \file
/// Configuration files in YAML for CLI11: a flat map from flag names, without dashes in front, to
/// values or lists of values.
#pragma once

#include <CLI/CLI.hpp>
#include <istream>
#include <string>
#include <vector>

namespace executioner::main {

class YamlConfig : public CLI::Config {
 public:
  /// Not offered: flags are documented by --help.
  std::string to_config(const CLI::App* app, bool default_also, bool write_description,
                        std::string prefix) const override;

  /// \throws CLI::ParseError  when it is not a map of scalars and lists; says where
  std::vector<CLI::ConfigItem> from_config(std::istream& input) const override;
};

}  // namespace executioner::main
