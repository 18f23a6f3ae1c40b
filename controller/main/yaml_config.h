/// \file
/// Configuration files in YAML: a flat map from flag names, without dashes in front, to values or
/// lists of values. CLI11 itself reads such files for the program as a whole only, not for a
/// command of it.
#pragma once

#include <string>

namespace CLI {
class App;
}

namespace executioner::main {

/// Gives each flag of `command` that the command line did not name the value that the file has for
/// it, with the checks of that flag. For the callback of the command.
/// \throws base::ConfigurationError  when the file is no such map, names no flag, or a value is
///         refused: with file and line
void ReadConfigFile(const std::string& path, CLI::App& command);

}  // namespace executioner::main
