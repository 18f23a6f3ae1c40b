/// \file
/// Reads configuration files in YAML: a flat map from flag names, without leading dashes, to values
/// or lists of values. CLI11 itself reads such files only for the whole program, not for one
/// command.
#pragma once

#include <string>

namespace CLI {
class App;
}

namespace executioner::main {

/// Sets each flag of `command` that was not given on the command line to its value in the file,
/// with the checks of that flag. Called by the callback of the command.
/// \throws base::ConfigurationError  with file and line, if the file is not such a map, names an
/// unknown flag, or has an invalid value
void ReadConfigFile(const std::string& path, CLI::App& command);

}  // namespace executioner::main
