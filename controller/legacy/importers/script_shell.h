/// \file
/// Reads the shell in the first line of a script: "#!/bin/bash -eu". Pure.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace executioner::legacy::importers {

struct ScriptShell {
  std::vector<std::string> words = {"/bin/bash"};  ///< the program and its options
  bool stops_on_error = false;                     ///< has the option -e
  bool is_known = true;                            ///< whether its commands are known: sh and bash
  std::string error = {};
};

/// Returns Bash if the script names no shell.
ScriptShell ShellOf(std::string_view script);

}  // namespace executioner::legacy::importers
